"""Minutes as a document without a format: every format is written from its answer."""

from collections.abc import Iterable, Iterator

from sigbot.documents.reports.model import (
    Block,
    Document,
    Heading,
    Items,
    Link,
    Paragraph,
    Spans,
    Text,
    items,
    linked,
    one_line,
    paragraph,
    sentence,
)
from sigbot.domain.attendance import Source
from sigbot.domain.minutes import (
    AgendaPoint,
    MeetingOutcome,
    Minutes,
    MinutesAction,
    MinutesNote,
    Talk,
)
from sigbot.domain.notes import NoteKind
from sigbot.wording import minutes_documents as say
from sigbot.wording import times
from sigbot.wording.meetings import KINDS

_HAPPENED = (MeetingOutcome.HELD, MeetingOutcome.NOTHING_RECORDED, MeetingOutcome.NO_QUORUM)


def minutes_outline(minutes: Minutes) -> Document:
    """Return minutes as a document without a format."""
    title = say.TITLE.format(
        community=one_line(minutes.community),
        title=one_line(minutes.title),
        day=times.day(minutes.day),
    )
    return Document(title, minutes.revised_on, tuple(_blocks(title, minutes)))


def _blocks(title: str, minutes: Minutes) -> Iterator[Block]:
    yield Heading(1, (Text(title),))
    reason = say.outcome(minutes, one_line(minutes.reason))
    yield paragraph(reason or say.STATES[minutes.state])
    yield items(_facts(minutes))
    if minutes.outcome in _HAPPENED:
        yield from _opening(minutes)
        yield from _section(say.PRESENT, _present(minutes))
        if minutes.caught_up:
            yield paragraph(say.caught_up(minutes.caught_up))
    yield from _section(say.AGENDA, _agenda(minutes.agenda))
    if minutes.outcome is MeetingOutcome.HELD:
        yield from _notes(minutes)
    yield from _section(say.DECISIONS, (_text(text) for text in minutes.decisions))
    yield from _section(say.ACTIONS, map(_promise, minutes.actions))
    yield from _section(say.CARRIED, map(_promise, minutes.carried))
    yield from _section(say.ERRATA, _errata(minutes))
    yield paragraph(say.REVISED.format(day=minutes.revised_on))


def _section(title: str, lines: Iterable[Spans]) -> Iterator[Block]:
    """Yield a list with its heading, nothing where it is empty."""
    listed_lines = [*lines]
    if listed_lines:
        yield _heading(2, title)
        yield items(listed_lines)


def _heading(level: int, title: str) -> Heading:
    return Heading(level, (Text(title),))


def _facts(minutes: Minutes) -> Iterator[Spans]:
    for line in say.when(minutes):
        yield (Text(line),)
    yield (Text(say.KIND.format(kind=KINDS[minutes.kind])),)
    if minutes.chairs:
        yield (Text(say.chairs(_names(minutes.chairs))),)
    if minutes.scribes:
        yield (Text(say.scribes(_names(minutes.scribes))),)
    if minutes.talk:
        yield from _talk(minutes.talk)


def _talk(talk: Talk) -> Iterator[Spans]:
    speaker, affiliation = one_line(talk.speaker), one_line(talk.affiliation)
    if speaker:
        template = say.SPEAKER_OF if affiliation else say.SPEAKER
        yield (Text(template.format(speaker=speaker, affiliation=affiliation)),)
    if talk.title:
        yield (Text(say.TALK.format(title=one_line(talk.title))),)
    for template, address in ((say.SLIDES, talk.slides), (say.RECORDING, talk.recording)):
        if address:
            yield sentence(template, link=linked(address, address))


def _opening(minutes: Minutes) -> Iterator[Block]:
    proof = minutes.opening
    if proof is None:
        return
    at = say.local(proof.at, minutes.zone)
    link = linked(say.OPENING_LINK, proof.address)
    template = say.OPENING_AT if proof.address else say.OPENING
    yield Paragraph(sentence(template, version=proof.version, at=at, link=link))


def _present(minutes: Minutes) -> Iterator[Spans]:
    """Yield who was there, by how that is known, and who sent regrets."""
    names_by: dict[str, list[str]] = {}
    for present in sorted(minutes.present, key=lambda group: [*Source].index(group.source)):
        names_by.setdefault(say.HOW[present.source], []).extend(_names(present.names))
    if minutes.noted:
        names_by[say.NOTED] = _names(minutes.noted)
    for template, names in names_by.items():
        yield (Text(template.format(names=", ".join(names))),)
    if minutes.nameless:
        yield (Text(say.nameless(minutes.nameless)),)
    elif not names_by:
        yield (Text(say.NOBODY),)
    if minutes.regrets:
        yield (Text(say.REGRETS.format(names=", ".join(_names(minutes.regrets)))),)


def _agenda(points: Iterable[AgendaPoint]) -> Iterator[Spans]:
    for point in points:
        shown = map(one_line, (point.title, point.by, point.answer))
        yield (Text(say.point(point, *shown)),)


def _notes(minutes: Minutes) -> Iterator[Block]:
    yield _heading(2, say.NOTES)
    if not minutes.topics:
        yield paragraph(say.NO_NOTES)
    for topic in minutes.topics:
        if topic.title:
            yield _heading(3, one_line(topic.title))
        if topic.notes:
            yield Items(tuple(map(_note, topic.notes)))


def _note(note: MinutesNote) -> Spans:
    if note.kind is NoteKind.LINK:
        return _link(note.text)
    if note.kind in _TEMPLATES:
        return (Text(_TEMPLATES[note.kind].format(text=one_line(note.text))),)
    if note.speaker:
        speaker = one_line(note.speaker)
        return (Text(say.REMARK.format(speaker=speaker, text=one_line(note.text))),)
    return _text(note.text)


def _link(text: str) -> Spans:
    """Return a link that people noted: an address, and perhaps words behind it."""
    address, _, words = text.partition(" ")
    link = linked(words, address)
    return (link,) if isinstance(link, Link) else _text(text)


def _promise(action: MinutesAction) -> Spans:
    return (Text(say.promise(action, one_line(action.text), one_line(action.owner))),)


def _errata(minutes: Minutes) -> Iterator[Spans]:
    for erratum in minutes.errata:
        yield (Text(say.ERRATUM.format(day=erratum.on, text=one_line(erratum.text))),)


def _text(text: str) -> Spans:
    return (Text(one_line(text)),)


def _names(names: Iterable[str]) -> list[str]:
    return [one_line(name) for name in names]


_TEMPLATES = {NoteKind.AGREED: say.AGREED, NoteKind.ACTION: say.ACTION}
