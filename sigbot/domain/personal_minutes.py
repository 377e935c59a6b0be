"""The columns of `COLUMNS` in `personal.py` that are about openings, agendas, notes and minutes."""

from collections.abc import Mapping

from sigbot.domain.personal_rules import Columns, Forgotten, Section
from sigbot.domain.personal_rules import columns_of as _all
from sigbot.domain.personal_rules import columns_of_nobody as _nobody

_DELETED, _EMPTIED, _STAYS = Forgotten.DELETED, Forgotten.EMPTIED, Forgotten.STAYS

MINUTES_COLUMNS: Mapping[str, Columns] = {
    "opening_notices": _nobody(
        "id",
        "community_id",
        "version",
        "antitrust",
        "conduct",
        "recording",
        "declares",
        "saved_at",
    ),
    "openings": _nobody(
        "meeting_id",
        "notices_id",
        "channel_id",
        "message_id",
        "thread_id",
        "shown_message_id",
        "closed_message_id",
        "opened_at",
    ),
    "agenda_items": {
        **_nobody("id", "community_id", "position"),
        **_all(
            Section.MINUTES,
            _DELETED,
            "meeting_id",
            "person_id",
            "kind",
            "state",
            "text",
            "link",
            "minutes",
            "answer",
            "answered_at",
            "created_at",
        ),
    },
    "notes": {
        **_nobody("id", "position", "batch"),
        **_all(Section.MINUTES, _STAYS, "meeting_id", "kind", "text", "noted_at"),
        **_all(Section.MINUTES, _EMPTIED, "person_id", "speaker_id", "message_id"),
    },
    "promises": {
        **_nobody("id", "community_id", "note_id"),
        **_all(Section.MINUTES, _STAYS, "meeting_id", "text", "due", "state"),
        **_all(Section.MINUTES, _STAYS, "closed_at", "created_at"),
        **_all(Section.MINUTES, _EMPTIED, "owner", "owner_id"),
    },
    "minutes": {
        **_nobody("meeting_id", "state", "outcome", "approved_at", "published_at"),
        **_nobody("channel_id", "message_id"),
        **_all(Section.WRITTEN, _STAYS, "kept", shown=False),
    },
    "amendments": {
        **_nobody("id", "is_erratum", "settled_at"),
        **_all(Section.MINUTES, _DELETED, "meeting_id", "person_id", "text", "written_at"),
    },
    "unnamed": _all(Section.MINUTES, _DELETED, "meeting_id", "person_id", "at"),
    "caught_up": {
        **_all(Section.MINUTES, Forgotten.NAMELESS, "meeting_id", "person_id"),
        **_all(Section.MINUTES, Forgotten.COARSE, "at"),
    },
}
