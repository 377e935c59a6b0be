"""What is said of what people think of a discussion."""

from sigbot.domain.discussions import (
    AskedTooLateError,
    Discussion,
    NotAskedYetError,
    WasNotThereError,
)
from sigbot.domain.opinions import Opinion, Share, Sums, Tally
from sigbot.wording import times
from sigbot.wording.safe import plain

ASKING = "How was the discussion of **{title}** at **{meeting}**?"
ASKING_WHO = (
    "-# For those who were there. You can answer, and change your answer, until {until}. Nobody "
    "sees single answers: only sums are told, if enough people answer."
)
OPINIONS = {
    Opinion.GOOD: "Good",
    Opinion.NOT_GOOD: "Not so good",
    Opinion.RECOMMEND: "I recommend it",
    Opinion.NOT_FOR_ME: "Not for me",
}
SAID = {
    Opinion.GOOD: "Noted: a good discussion. You can change it until {until}.",
    Opinion.NOT_GOOD: "Noted: not so good a discussion. You can change it until {until}.",
    Opinion.RECOMMEND: "Noted: you recommend the paper. You can change it until {until}.",
    Opinion.NOT_FOR_ME: "Noted: the paper was not for you. You can change it until {until}.",
}
SUMMED = "What people said of the discussion of **{title}** at **{meeting}**:"
TOO_FEW = "Too few people answered to tell sums."
GOOD = {
    Share.MOST: "Most of {of} people called it a good discussion.",
    Share.FEW: "Few of {of} people called it a good discussion.",
}
GOOD_NUMBER = "{yes} of {of} people called it a good discussion."
RECOMMENDED = {
    Share.MOST: "Most of {of} people recommend the paper.",
    Share.FEW: "Few of {of} people recommend the paper.",
}
RECOMMENDED_NUMBER = "{yes} of {of} people recommend the paper."

NOT_THERE = (
    "Only people on the attendance list of the meeting can answer. If you were there, ask an "
    "organizer to add you with `/attendance add`."
)
TOO_LATE = "The time to answer is over."
TOO_EARLY = "The meeting is not over yet. You can answer {when}."

VOCABULARIES = {Opinion: "opinion"}
REFUSALS = {
    WasNotThereError: lambda _: NOT_THERE,
    AskedTooLateError: lambda _: TOO_LATE,
    NotAskedYetError: lambda e: TOO_EARLY.format(when=times.relative(e.opens_at)),
}


def _names(paper: Discussion) -> dict[str, str]:
    return {"title": plain(paper.item.title, 200), "meeting": plain(paper.meeting.title, 100)}


def asking(paper: Discussion) -> str:
    """Ask who was there what they think of a discussion."""
    until = times.short(paper.asked_until)
    return "\n".join([ASKING.format(**_names(paper)), ASKING_WHO.format(until=until)])


def said(paper: Discussion, opinion: Opinion) -> str:
    return SAID[opinion].format(until=times.short(paper.asked_until))


def summed(paper: Discussion) -> str:
    """Tell what people said of a discussion, when nobody is asked any more."""
    told = sums(paper.sums) or [TOO_FEW]
    return "\n".join([SUMMED.format(**_names(paper)), *told])


def sums(told: Sums) -> list[str]:
    """Write what may be told of what people said; nothing where too few did."""
    good, recommended = told.good, told.recommended
    return [
        *([_sum(good, GOOD_NUMBER, GOOD)] if good else []),
        *([_sum(recommended, RECOMMENDED_NUMBER, RECOMMENDED)] if recommended else []),
    ]


def _sum(told: Tally, number: str, shares: dict[Share, str]) -> str:
    template = shares[told.yes] if isinstance(told.yes, Share) else number
    return template.format(yes=told.yes, of=told.of)
