"""The reading tool for notes of a meeting: how they would enter the minutes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sigbot.domain.bounds import MOST_NOTES_BYTES
from sigbot.domain.notes import Note, NotedTopic, NoteKind, NotesReading, read_notes_file


def read_file(path: Path, day: date) -> NotesReading:
    """Read a file of notes; dates in them are read on `day`. Raises OSError and RefusedError."""
    with path.open("rb") as file:
        return read_notes_file(file.read(MOST_NOTES_BYTES + 1), day)


def understand_notes(reading: NotesReading) -> Mapping[str, object]:
    """Return the reading, as in the public contract.

    A subtopic is a topic with the title `Topic: Subtopic`. Under `notes` is what is neither an
    action nor a decision, and no bare link; an owner and a date that are not known are null.
    """
    return {
        "topics": [
            {"title": topic.title, "notes": [note.shown for note in _with_words(topic)]}
            for topic in reading.topics
            if _with_words(topic) or (topic.title and not topic.is_list)
        ],
        "actions": [
            {
                "owner": action.owner or None,
                "text": action.text,
                "due": action.due.isoformat() if action.due else None,
            }
            for action in reading.actions
        ],
        "agreed": [note.text for note in reading.agreed],
        "present": reading.present,
        "regrets": reading.regrets,
        "chair": reading.chairs,
        "scribes": reading.scribes,
        "links": reading.links,
    }


def _with_words(topic: NotedTopic) -> list[Note]:
    """Return the notes of a topic, with the links that have more than their address."""
    notes = [entry for entry in topic.entries if isinstance(entry, Note)]
    return [
        note
        for note in notes
        if note.kind is NoteKind.INFO
        or (note.kind is NoteKind.LINK and note.text.strip("<>") != note.address)
    ]
