"""What the bot asks back when a typed time can be read in more than one way."""

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
        READING.format(
            local=times.local(moment.utc, moment.zone), relative=times.relative(moment.utc)
        )
        for moment in asked.readings
    ]
    return "\n".join([text, *lines])


def labels(readings: Sequence[Moment]) -> list[str]:
    """Return the labels of the buttons, at most 80 characters each.

    They have the offset from UTC only if two of them would be the same without it.
    """
    labels = [times.local_briefly(moment.utc, moment.zone) for moment in readings]
    if len(set(labels)) < len(labels):
        labels = [times.local(moment.utc, moment.zone) for moment in readings]
    return [label[:80] for label in labels]
