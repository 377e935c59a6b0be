"""Earlier texts of a report's sentences."""

from sigbot.domain.bounds import MOST_VERSIONS
from sigbot.domain.narratives import GoneTextError, Version
from sigbot.domain.periods import Period
from sigbot.wording import times
from sigbot.wording.reports import PARTS
from sigbot.wording.safe import plain

EARLIER_TEXTS = "Earlier texts"
TITLE = "**Earlier texts of {period}, the newest first**"
NONE = "No earlier texts of {period} are kept."
TEXT = "**{number}. {part}**, {when}, by {writer}\n> {text}"
TEXT_OF_SOMEBODY = "**{number}. {part}**, {when}\n> {text}"
WRITER = "<@{writer}>"
FOOT = "-# The last {most} texts of each part are kept."
BROUGHT_BACK = (
    "Brought back the text of **{part}** from {when}. The text that was there is kept, too. Run "
    "`/report` to get the file."
)
BRING_BACK = "Bring back {number}"
OLDER, NEWER = "Older", "Newer"
GONE = "This text is not kept any more, or it is what is written now. Please run `/report` again."

REFUSALS = {GoneTextError: lambda _: GONE}

SHOWN = 200
"""Characters of a text that are shown."""


def title(period: Period, *, is_empty: bool) -> str:
    return (NONE if is_empty else TITLE).format(period=plain(period.label))


def version(version: Version, number: int) -> str:
    """Write an earlier text with its number, who wrote it and when."""
    template = TEXT if version.written_by else TEXT_OF_SOMEBODY
    return template.format(
        number=number,
        part=PARTS[version.part],
        when=times.short(version.written_at),
        writer=WRITER.format(writer=version.written_by),
        text=plain(version.text, SHOWN),
    )


def foot() -> str:
    return FOOT.format(most=MOST_VERSIONS)


def brought_back(version: Version) -> str:
    return BROUGHT_BACK.format(part=PARTS[version.part], when=times.short(version.written_at))
