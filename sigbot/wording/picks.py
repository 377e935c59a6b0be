"""What is said about papers on the agenda of a meeting, and about discussions."""

from sigbot.domain.bounds import MOST_PICKS
from sigbot.domain.journal import JournalItem, Pick
from sigbot.domain.picks import (
    DiscussedError,
    ManyPicksError,
    NotYoursError,
    OverError,
    Picked,
    SameItemError,
    TwoWorksError,
    Volunteered,
)
from sigbot.wording import personal, times
from sigbot.wording.lists import listed
from sigbot.wording.opinions import sums
from sigbot.wording.safe import paragraph, plain

PICKED = "**{title}** is on the agenda of **{meeting}**, {when}."
PRESENTED_BY = "{name} presents it."
NOBODY_PRESENTS = "Nobody presents it yet. Members can volunteer with `/journal present`."
SUGGESTED = (
    "Nobody presents it yet. {name} volunteered and has not presented for the longest time. "
    "Pick it again with `presenter:` to choose."
)
ALSO_FREE = "Also volunteered: {names}"

VOLUNTEERED = "You volunteered to present **{title}**. An organizer picks the meeting."
YOU_PRESENT = "You present **{title}** at **{meeting}**, {when}."

OTHER_PRESENTS = (
    "You volunteered to present **{title}**. At **{meeting}**, {when}, {name} presents it; an "
    "organizer can change that."
)

DISCUSSED = "**{title}** is noted as discussed on {day}. It will be in the report of that time."
NO_SUMMARY = "Add what came out of it with `/journal discussed summary:`."

LISTED = "**{title}** is on the reading list of the report."
UNLISTED = "**{title}** is not on the reading list of the report any more."
LIST_IT, UNLIST_IT = "Add to the report", "Take out of the report"

MERGED = "Both are one item now: **{title}**. {count} people want to read it."
REMOVE = "Remove **{title}** from the journal?"
REMOVE_VOTES = "{count} people want to read it; their votes go, too."
REMOVE_IT, KEEP_IT = "Remove", "Keep"
REMOVED = "Removed **{title}** from the journal."
KEPT = "Nothing was removed."

PICKED_FOR = "On the agenda of {meeting}, {when}"
PICKED_FOR_BY = "On the agenda of {meeting}, {when}, presented by {name}"
DISCUSSED_AT = "Discussed at {meeting}, {when}"
DISCUSSED_AT_BY = "Discussed at {meeting}, {when}, presented by {name}"
CAME_OUT = "What came out of it: {summary}"

OVER = "This meeting is over or cancelled. Please pick one that is ahead."
MANY_PICKS = "This meeting has {limit} papers, which is the limit. Please pick another meeting."
SAME_ITEM = "These are the same item. Please pick two."
TWO_WORKS = "These are two works: `{first}` and `{second}`. They cannot become one item."
NOT_YOURS = "Only the person who shared it, or an organizer, can remove it."
WAS_DISCUSSED = "It was discussed, so it stays in the journal."

FIELDS = {"item": "title of a journal item", "summary": "summary"}

REFUSALS = {
    OverError: lambda _: OVER,
    ManyPicksError: lambda _: MANY_PICKS.format(limit=MOST_PICKS),
    SameItemError: lambda _: SAME_ITEM,
    TwoWorksError: lambda e: TWO_WORKS.format(first=plain(e.first, 80), second=plain(e.second, 80)),
    NotYoursError: lambda _: NOT_YOURS,
    DiscussedError: lambda _: WAS_DISCUSSED,
}


def _title(item: JournalItem) -> str:
    return plain(item.title, 200)


def picked(picked_: Picked) -> str:
    """Say which meeting has an item on its agenda, and who presents it or could."""
    meeting, free = picked_.meeting, [personal.name(name) for name in picked_.volunteers[:5]]
    at = {"meeting": plain(meeting.title, 100), "when": times.relative(meeting.starts_at)}
    lines = [PICKED.format(title=_title(picked_.item), **at)]
    if picked_.presenter:
        lines.append(PRESENTED_BY.format(name=personal.name(picked_.presenter)))
    else:
        lines.append(SUGGESTED.format(name=free[0]) if free else NOBODY_PRESENTS)
        free = free[1:]
    if free:
        lines.append(ALSO_FREE.format(names=listed(free)))
    return "\n".join(lines)


def volunteered(told: Volunteered) -> str:
    pick = told.pick
    if pick is None:
        return VOLUNTEERED.format(title=_title(told.item))
    return (YOU_PRESENT if told.presents else OTHER_PRESENTS).format(
        title=_title(told.item),
        meeting=plain(pick.meeting_title, 100),
        when=times.relative(pick.starts_at),
        name=personal.name(pick.presenter),
    )


def discussed(item: JournalItem) -> str:
    day = times.short(item.discussed_at) if item.discussed_at else ""
    text = DISCUSSED.format(title=_title(item), day=day)
    return text if item.summary else f"{text}\n{NO_SUMMARY}"


def on_report(item: JournalItem) -> str:
    return (LISTED if item.is_listed else UNLISTED).format(title=_title(item))


def merged(item: JournalItem) -> str:
    return MERGED.format(title=_title(item), count=item.votes)


def remove(item: JournalItem) -> str:
    text = REMOVE.format(title=_title(item))
    return f"{text}\n{REMOVE_VOTES.format(count=item.votes)}" if item.votes > 1 else text


def removed(item: JournalItem) -> str:
    return REMOVED.format(title=_title(item))


def history(picks: tuple[Pick, ...], summary: str) -> list[str]:
    """Tell for which meetings an item was picked, who presented it, and what came of it."""
    lines: list[str] = []
    for pick in picks[-3:]:
        templates = {
            (False, False): PICKED_FOR,
            (False, True): PICKED_FOR_BY,
            (True, False): DISCUSSED_AT,
            (True, True): DISCUSSED_AT_BY,
        }
        template = templates[pick.is_discussed, bool(pick.presenter)]
        lines.append(
            template.format(
                meeting=plain(pick.meeting_title, 100),
                when=times.relative(pick.starts_at),
                name=personal.name(pick.presenter),
            )
        )
        lines += sums(pick.sums)
    return [*lines, *([CAME_OUT.format(summary=paragraph(summary, 800))] if summary else [])]
