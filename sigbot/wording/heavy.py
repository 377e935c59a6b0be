"""What is said about work that takes long."""

from sigbot.domain.heavy import TooHeavyError, TooManyJobsError

QUEUED = "You are number {place} in the queue. The answer will appear here by itself."
HAS_COME = "Your turn has come. The answer is below."
TOO_MANY = "I am still working on earlier requests. Please wait for their answers, then try again."
TOO_HEAVY = (
    "That is too much work for me, so I stopped it. Please ask for less: fewer times, a shorter "
    "period, or a smaller file."
)

REFUSALS = {TooManyJobsError: lambda _: TOO_MANY, TooHeavyError: lambda _: TOO_HEAVY}
