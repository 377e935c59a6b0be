"""The review of notes of a meeting: how they were understood, before they are kept."""

from collections.abc import Iterator, Sequence

from sigbot.domain.notes import (
    Line,
    NoteKind,
    NotesDraft,
    NotesFileKindError,
    NotesKeptError,
    NotesReview,
)
from sigbot.wording import times
from sigbot.wording.lists import paged
from sigbot.wording.notes_reading import problem_line
from sigbot.wording.phone import TWO_SCREENS
from sigbot.wording.safe import called, plain

TITLE = "## Notes of {title}"
SUMMARY = "-# Read, and not kept yet: {lines}"
LINES, LINES_ONE = "{count} lines", "1 line"
NOT_YET = "Press **{keep}** if this is right. If not, press **{drop}**, and send the notes again."
KEEP, DROP = "Keep these notes", "Leave out"
FORM_TITLE = "Notes of the meeting"
FORM_LABEL = "Your notes"
FORM_HINT = "As you wrote them. Marks such as agreed: or action: Ana - book the room are read."

PROBLEMS = "**⚠️ Not understood** · {count}"
AGREED = "**Agreed** · {count}"
ACTIONS = "**Action items** · {count}"
TOPICS = "**Topics** · {count}"
NAMES = {
    NoteKind.PRESENT: "**Present** · {names}",
    NoteKind.REGRETS: "**Regrets** · {names}",
    NoteKind.CHAIR: "**Chair** · {names}",
    NoteKind.SCRIBE: "**Scribe** · {names}",
}
ITEM = "- {text}"
ACTION = "- {text}"
ACTION_DUE = "- {text}, until {due}"
ACTION_OF = "- {owner}: {text}"
ACTION_OF_DUE = "- {owner}: {text}, until {due}"
NO_MEMBER = "-# I know no member called {names}. Nobody is reminded of what they promised."
DONE = "- ✓ {text}"
DONE_OF = "- ✓ {owner}: {text}"
TOPIC = "- {title} · {lines}"
TOPIC_EMPTY = "- {title}"
BEFORE_TOPICS = "- Before any topic · {lines}"
MORE_NAMES = "{names} and {count} more"
MORE = "-# and {count} more"
LEFT_OUT = "-# Left out, as nobody said it: {lines} about who came and went, or for a bot."

KEPT = "Kept the notes of **{title}**: {lines}. Next, look at the minutes."
DROPPED = "The notes were left out. Nothing was kept."
FILE_KIND = "Notes can be a text file (.txt) or Markdown (.md). Please save them as one of these."
KEPT_BEFORE = "These notes are in the minutes of that meeting already. Nothing was added."

MOST_SHOWN = 100
"""How many decisions, actions or topics a review lists; the others are counted."""

MOST_NAMES = 30
LONGEST_SHOWN = 160
AROUND = 12
"""Lines of a phone around the lists: title, page, what to press, and buttons."""


def title(review: NotesReview) -> str:
    return TITLE.format(title=plain(review.meeting.title))


def summary(review: NotesReview) -> str:
    return SUMMARY.format(lines=_lines(len(review.draft.lines)))


def not_yet() -> str:
    return NOT_YET.format(keep=KEEP, drop=DROP)


def pages(draft: NotesDraft) -> list[str]:
    """Return how notes were understood, in pages: what needs a look comes first."""
    return paged([*_shown(draft)], "\n", TWO_SCREENS - AROUND)


def kept(meeting: str, lines: int) -> str:
    return KEPT.format(title=plain(meeting), lines=_lines(lines))


def _lines(count: int) -> str:
    return LINES_ONE if count == 1 else LINES.format(count=f"{count:,}")


def _shown(draft: NotesDraft) -> Iterator[str]:
    problems = [ITEM.format(text=plain(line)) for line in map(problem_line, draft.problems)]
    yield from _section(PROBLEMS, problems, draft.problem_count)
    yield from _section(AGREED, [_item(line) for line in draft.of(NoteKind.AGREED)])
    yield from _section(ACTIONS, [_action(draft, line) for line in draft.of(NoteKind.ACTION)])
    yield from _strangers(draft)
    for kind, template in NAMES.items():
        names = [called(line.text) for line in draft.of(kind)]
        if names:
            yield template.format(names=_names(names))
    yield from _section(TOPICS, [*_topics(draft)])
    if draft.left_out:
        yield LEFT_OUT.format(lines=_lines(draft.left_out))


def _section(heading: str, lines: Sequence[str], total: int | None = None) -> Iterator[str]:
    count = len(lines) if total is None else total
    if count:
        yield heading.format(count=f"{count:,}")
        yield from lines[:MOST_SHOWN]
    if count > len(lines[:MOST_SHOWN]):
        yield MORE.format(count=f"{count - len(lines[:MOST_SHOWN]):,}")


def _item(line: Line) -> str:
    return ITEM.format(text=plain(line.text, LONGEST_SHOWN))


def _action(draft: NotesDraft, line: Line) -> str:
    text = plain(line.text, LONGEST_SHOWN)
    owner = called(draft.member(line.owner) or line.owner)
    if line.is_done:
        return (DONE_OF if owner else DONE).format(owner=owner, text=text)
    due = times.day(line.due) if line.due else ""
    if owner:
        return (ACTION_OF_DUE if due else ACTION_OF).format(owner=owner, text=text, due=due)
    return (ACTION_DUE if due else ACTION).format(text=text, due=due)


def _strangers(draft: NotesDraft) -> Iterator[str]:
    """Say which owners are no members that are known."""
    owners = dict.fromkeys(line.owner for line in draft.of(NoteKind.ACTION) if line.owner)
    unknown = [called(owner) for owner in owners if not draft.member(owner)]
    if unknown:
        yield NO_MEMBER.format(names=_names(unknown))


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return MORE_NAMES.format(names=shown, count=f"{more:,}") if more > 0 else shown


def _topics(draft: NotesDraft) -> Iterator[str]:
    for name, count in draft.topics():
        if not name:
            yield BEFORE_TOPICS.format(lines=_lines(count))
        else:
            template = TOPIC if count else TOPIC_EMPTY
            yield template.format(title=plain(name, LONGEST_SHOWN), lines=_lines(count))


REFUSALS = {
    NotesFileKindError: lambda _: FILE_KIND,
    NotesKeptError: lambda _: KEPT_BEFORE,
}
