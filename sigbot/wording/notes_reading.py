"""How notes of a meeting were understood, and what was not."""

from collections.abc import Iterator

from sigbot.domain.bounds import (
    LONGEST_CORRECTED,
    MOST_NOTED_NAMES,
    MOST_NOTES,
    MOST_NOTES_BYTES,
    NAME_LIMIT,
)
from sigbot.domain.notes import (
    Action,
    Entry,
    NotedTopic,
    NoteKind,
    NotesReading,
    NotesRefusedError,
    Problem,
    ProblemCode,
)
from sigbot.domain.text_files import FaultCode
from sigbot.wording.safe import clip

FAULTS: dict[FaultCode, str] = {
    FaultCode.EMPTY: "There are no notes in it. Please send some text.",
    FaultCode.TOO_LARGE: "The notes are larger than {mb} MB. Please cut them into parts.",
    FaultCode.TOO_MANY_LINES: "The notes have more than {lines} lines. Please cut them into parts.",
    FaultCode.BINARY: "The file is {kind}, not a text. Please save the notes as plain text (.txt) "
    "or Markdown (.md).",
    FaultCode.NOT_TEXT: "The file is not a text. Please save the notes as plain text (.txt) or "
    "Markdown (.md).",
    FaultCode.ENCODING: "I cannot read the letters of the file. Please save it again as text in "
    "UTF-8.",
}
KINDS = {
    "zip": "a Word document or a zip file",
    "excel": "an old Word or Excel document",
    "pdf": "a PDF",
    "gzip": "a compressed file",
    "picture": "a picture",
}
LIMITS = {
    "mb": f"{MOST_NOTES_BYTES // 1_000_000}",
    "lines": f"{MOST_NOTES:,}",
    "characters": f"{LONGEST_CORRECTED:,}",
    "names": f"{MOST_NOTED_NAMES:,}",
    "name": f"{NAME_LIMIT:,}",
}

PROBLEMS: dict[ProblemCode, str] = {
    ProblemCode.NO_MATCH: "Line {line}: no line before it has this text, so nothing was corrected: "
    "{text}",
    ProblemCode.TOO_LONG: "Line {line}: this would make a line longer than {characters} "
    "characters, so nothing was corrected: {text}",
    ProblemCode.MANY_CORRECTIONS: "Line {line}: there are too many corrections before this one, so "
    "nothing was corrected: {text}",
    ProblemCode.DUE: "Line {line}: I cannot read the date behind “due”: {text}",
    ProblemCode.DUE_AMBIGUOUS: "Line {line}: the date behind “due” can be two days: {text}",
    ProblemCode.EMPTY: "Line {line}: nothing stands behind it: {text}",
    ProblemCode.NOBODY: "Line {line}: it does not say who is meant: {text}",
    ProblemCode.NOT_LISTED: "Line {line}: a name in it was not in the list before: {text}",
    ProblemCode.LONG_NAME: "Line {line}: a name may have {name} characters at most, so the rest "
    "became a note: {text}",
    ProblemCode.MANY_NAMES: "Line {line}: a list takes {names} names at most, so the rest became a "
    "note: {text}",
    ProblemCode.NOTHING_TO_UNDO: "Line {line}: there is nothing to take back: {text}",
}
LONGEST_SHOWN = 80

TITLE = "Meeting: {title}"
CHAIRS = "Chair: {names}"
SCRIBES = "Scribe: {names}"
PRESENT = "Present: {names}"
REGRETS = "Regrets: {names}"
NOTE = "- {text}"
AGREED = "- Agreed: {text}"
LINK = "- Link: {text}"
ACTION = "- Action: {text}"
ACTION_OWNED = "- Action for {owner}: {text}"
ACTION_DUE = "- Action: {text} (due {due})"
ACTION_OWNED_DUE = "- Action for {owner}: {text} (due {due})"
DONE = "- Done: {text}"
DONE_OWNED = "- Done by {owner}: {text}"
LEFT_OUT_ONE = "1 line of the log was left out: it tells who came and went, or is for a bot."
LEFT_OUT = "{count} lines of the log were left out: they tell who came and went, or are for a bot."
NOT_UNDERSTOOD = "Not understood:"

_KINDS = {NoteKind.INFO: NOTE, NoteKind.AGREED: AGREED, NoteKind.LINK: LINK}


def refused(error: NotesRefusedError) -> str:
    kind = KINDS.get(error.fault.kind, "")
    return FAULTS[error.fault.code].format(kind=kind, **LIMITS)


def problem_line(problem: Problem) -> str:
    """Say what could not be understood; the text of the notes in it is as it was typed."""
    text = clip(problem.text, LONGEST_SHOWN)
    return PROBLEMS[problem.code].format(line=problem.line, text=text, **LIMITS)


def reading_lines(reading: NotesReading) -> str:
    """Return a reading for people, in lines."""
    parts = ["\n".join(_head(reading)), *("\n".join(_topic(t)) for t in reading.topics)]
    parts += ["\n".join(_left_out(reading)), "\n".join(_problems(reading))]
    return "\n\n".join(part for part in parts if part)


def _head(reading: NotesReading) -> Iterator[str]:
    if reading.title:
        yield TITLE.format(title=reading.title)
    lists = {
        CHAIRS: reading.chairs,
        SCRIBES: reading.scribes,
        PRESENT: reading.present,
        REGRETS: reading.regrets,
    }
    for template, names in lists.items():
        if names:
            yield template.format(names=", ".join(names))


def _topic(topic: NotedTopic) -> Iterator[str]:
    if topic.title:
        yield topic.title
    for entry in topic.entries:
        yield entry_line(entry)


def entry_line(entry: Entry) -> str:
    """Return a note, a link, a decision or an action as one line."""
    if isinstance(entry, Action):
        return _action(entry)
    return _KINDS[entry.kind].format(text=entry.shown)


def _action(action: Action) -> str:
    if action.is_done:
        template = DONE_OWNED if action.owner else DONE
    elif action.due:
        template = ACTION_OWNED_DUE if action.owner else ACTION_DUE
    else:
        template = ACTION_OWNED if action.owner else ACTION
    return template.format(owner=action.owner, text=action.text, due=action.due)


def _left_out(reading: NotesReading) -> Iterator[str]:
    count = len(reading.left_out)
    if count:
        yield LEFT_OUT_ONE if count == 1 else LEFT_OUT.format(count=f"{count:,}")


def _problems(reading: NotesReading) -> Iterator[str]:
    if reading.problems:
        yield NOT_UNDERSTOOD
        yield from map(problem_line, reading.problems)


REFUSALS = {NotesRefusedError: refused}
