"""What is said about work that takes long."""

from sigbot.domain.heavy import TooHeavyError, TooManyJobsError

QUEUED = "Others are before you: you are number {place}. The answer will come here by itself."
HAS_COME = "Your turn has come. The answer is below."
TOO_MANY = (
    "I am still busy with what was asked before. Please wait for those answers, then try again."
)
TOO_HEAVY = (
    "That is too much work for me, so I stopped it. Please ask for less: fewer times, a shorter "
    "period, or a smaller file."
)

REFUSALS = {TooManyJobsError: lambda _: TOO_MANY, TooHeavyError: lambda _: TOO_HEAVY}
