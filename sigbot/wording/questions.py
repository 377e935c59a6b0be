"""Asking back: what was understood, before anything happens."""

from collections.abc import Sequence

from sigbot.domain.questions import Question
from sigbot.domain.when import Doubt, Moment
from sigbot.wording import times
from sigbot.wording.safe import plain

TEXTS = {
    Doubt.AMBIGUOUS: "“{text}” can mean more than one time. **Which one do you mean?**",
    Doubt.NONEXISTENT: (
        "“{text}” does not exist: that night the clock goes forward. "
        "**Do you want this time instead?**"
    ),
    Doubt.PAST: "“{text}” is in the past. **Did you mean this?**",
    Doubt.FAR: "“{text}” is far ahead. **Is this what you mean?**",
}
READING = "- {local}, {relative}"
FOOT = "-# Nothing has changed yet. If none of this is right, please type the command again."


def question(asked: Question) -> str:
    text = TEXTS[asked.reason].format(text=plain(asked.text, 80))
    lines = [
        READING.format(local=times.local(one.utc, one.zone), relative=times.relative(one.utc))
        for one in asked.readings
    ]
    return "\n".join([text, *lines])


def labels(readings: Sequence[Moment]) -> list[str]:
    """The buttons' labels, at most 80 characters each; with the offset only where two would be
    the same without."""
    short = [times.local_briefly(one.utc, one.zone) for one in readings]
    whole = [times.local(one.utc, one.zone) for one in readings]
    return [
        (s if len(set(short)) == len(short) else w)[:80] for s, w in zip(short, whole, strict=True)
    ]
