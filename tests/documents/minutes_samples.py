"""Minutes for the tests of every format: a full meeting, an empty one, and such without minutes."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sigbot.domain.attendance import Source
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.minutes import (
    AgendaPoint,
    Erratum,
    MeetingOutcome,
    Minutes,
    MinutesAction,
    MinutesNote,
    MinutesState,
    MinutesTopic,
    OpeningProof,
    PresentBy,
    Talk,
)
from sigbot.domain.notes import NoteKind
from sigbot.domain.promises import PromiseState

EMPTY = Minutes(
    key="m5",
    title="General Meeting",
    community="Healthcare SIG",
    kind=MeetingKind.GENERAL,
    starts_at=datetime(2026, 12, 2, 16, tzinfo=UTC),
    ends_at=datetime(2026, 12, 2, 17, tzinfo=UTC),
    zone="America/New_York",
    revised_on=date(2026, 12, 3),
)
FULL = replace(
    EMPTY,
    kind=MeetingKind.GUEST,
    state=MinutesState.PUBLISHED,
    chairs=("Ann Lee",),
    scribes=("Ben Ong", "Cem Öz"),
    present=(
        PresentBy(Source.IMPORT, ("Gil Roth",)),
        PresentBy(Source.BUTTON, ("Ann Lee", "Ben Ong")),
        PresentBy(Source.CODE, ("Cem Öz",)),
        PresentBy(Source.VOICE, ("Dana Whitfield",)),
        PresentBy(Source.MANUAL, ("Eva Marx",)),
    ),
    noted=("Fay Wu",),
    nameless=2,
    regrets=("Hugo Brandt", "Ida Sato"),
    caught_up=4,
    opening=OpeningProof(
        3, datetime(2026, 12, 2, 16, 1, tzinfo=UTC), "https://discord.com/channels/1/2/3"
    ),
    talk=Talk(
        "Dr. Jo Kim",
        "University of Example",
        "Consent on a ledger",
        "https://example.org/slides_(final).pdf",
        "https://example.org/recording?v=1&t=2",
    ),
    agenda=(
        AgendaPoint("Welcome", 5),
        AgendaPoint("Consent on a ledger", 30, "Ann Lee"),
        AgendaPoint("Any other business", by="Ben Ong"),
        AgendaPoint("Room for the winter"),
        AgendaPoint("Who keeps the keys?", None, "Ida Sato", is_question=True, answer="The host."),
        AgendaPoint("When is the next vote?", is_question=True),
        AgendaPoint("Who has a key now?", None, "Hugo Brandt", is_question=True),
        AgendaPoint("Is there coffee?", is_question=True, answer="Yes."),
    ),
    topics=(
        MinutesTopic("", (MinutesNote(NoteKind.INFO, "Ann opened the meeting."),)),
        MinutesTopic(
            "Consent on a ledger",
            (
                MinutesNote(NoteKind.INFO, "Patients keep the keys themselves."),
                MinutesNote(NoteKind.INFO, "What of those who lose them?", "Ben Ong"),
                MinutesNote(NoteKind.LINK, "https://example.org/paper the paper behind the talk"),
                MinutesNote(NoteKind.LINK, "https://example.org/code"),
                MinutesNote(NoteKind.AGREED, "We write to the authors, and ask for their data."),
                MinutesNote(NoteKind.ACTION, "Ann Lee: write to the authors"),
            ),
        ),
        MinutesTopic("Any other business"),
        MinutesTopic(
            "Any other business: Room", (MinutesNote(NoteKind.AGREED, "We keep the room."),)
        ),
    ),
    actions=(
        MinutesAction("t3", "write to the authors", "Ann Lee", date(2026, 12, 9)),
        MinutesAction("t4", "ask for a larger room", due=date(2027, 1, 5)),
        MinutesAction("t5", "look for a note-taker"),
    ),
    carried=(
        MinutesAction("t1", "draw the poster", "Cem Öz", status=PromiseState.DONE),
        MinutesAction("t2", "print the poster", "Eva Marx", status=PromiseState.DROPPED),
    ),
    errata=(Erratum("The talk lasted 40 minutes, not 30.", date(2026, 12, 20)),),
)
SAMPLES = {
    "full": FULL,
    "empty": EMPTY,
    "cancelled": replace(
        FULL,
        outcome=MeetingOutcome.CANCELLED,
        reason="The speaker is ill.",
        topics=(),
        actions=(),
        carried=(),
        errata=(),
        talk=None,
    ),
    "no-quorum": replace(
        EMPTY,
        outcome=MeetingOutcome.NO_QUORUM,
        state=MinutesState.APPROVED,
        present=(PresentBy(Source.BUTTON, ("Ann Lee",)),),
        nameless=1,
        caught_up=1,
        chairs=("Ann Lee", "Ben Ong"),
        scribes=("Cem Öz",),
        agenda=FULL.agenda[:2],
        carried=(MinutesAction("t2", "print the poster", "Eva Marx"),),
    ),
    "nothing": replace(
        EMPTY,
        outcome=MeetingOutcome.NOTHING_RECORDED,
        state=MinutesState.REVIEW,
        present=(PresentBy(Source.VOICE, ("Ann Lee", "Ben Ong")),),
        opening=OpeningProof(1, datetime(2026, 12, 2, 16, tzinfo=UTC)),
        talk=Talk("Jo Kim"),
    ),
}


def typed_by_people(text: str) -> Minutes:
    """Return minutes in which everything that people type is `text`."""
    note = MinutesNote(NoteKind.INFO, text, text)
    return replace(
        FULL,
        title=text,
        community=text,
        reason=text,
        chairs=(text,),
        scribes=(text, text),
        present=(PresentBy(Source.BUTTON, (text, text)),),
        noted=(text,),
        regrets=(text,),
        talk=Talk(text, text, text, text, f"https://example.org/{text}"),
        agenda=(AgendaPoint(text, 5, text), AgendaPoint(text, None, text, True, text)),
        topics=(
            MinutesTopic(
                text,
                (
                    note,
                    *(replace(note, kind=kind) for kind in (NoteKind.AGREED, NoteKind.ACTION)),
                    MinutesNote(NoteKind.LINK, text),
                    MinutesNote(NoteKind.LINK, f"https://example.org/a {text}"),
                ),
            ),
        ),
        actions=(MinutesAction("t1", text, text, date(2026, 12, 9)),),
        carried=(MinutesAction("t2", text),),
        errata=(Erratum(text, date(2026, 12, 9)),),
    )
