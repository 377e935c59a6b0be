"""What is stored about people: for every column of every table, how it is shown and forgotten.

`COLUMNS` is the list that everything else follows: the export, the table of the privacy policy, and
the tests of forgetting. A column that is not in it fails a test. What the sections are for, who
sees them and how long they are kept is said in `wording/personal.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sigbot.domain.personal_minutes import MINUTES_COLUMNS
from sigbot.domain.personal_rules import Columns, Forgotten, Section
from sigbot.domain.personal_rules import columns_of as _all
from sigbot.domain.personal_rules import columns_of_nobody as _nobody

_DELETED, _EMPTIED, _STAYS = Forgotten.DELETED, Forgotten.EMPTIED, Forgotten.STAYS
_COARSE, _NAMELESS = Forgotten.COARSE, Forgotten.NAMELESS

COLUMNS: Mapping[str, Columns] = {
    "people": {
        **_all(Section.ACCOUNT, _DELETED, "id", "discord_id", "name", "account"),
        **_nobody("community_id"),
        **_all(Section.ZONE, _DELETED, "timezone"),
        **_all(Section.MESSAGES, _DELETED, "direct_reminders", "changes", "papers"),
        **_all(Section.MESSAGES, _DELETED, "direct_refused_at"),
        **_all(Section.MESSAGES, _DELETED, "promises"),
        **_all(Section.VOICE, _DELETED, "voice_tracking"),
        **_all(Section.NAMES, _DELETED, "same_as"),
        **_all(Section.SEEN, _DELETED, "created_at", "seen_at"),
    },
    "self_descriptions": _all(
        Section.DESCRIPTION,
        _DELETED,
        "person_id",
        "region",
        "organization",
        "experience",
        "updated_at",
    ),
    "genders": _all(Section.GENDER, _DELETED, "person_id", "gender", "updated_at"),
    "release_numbers": _all(Section.RELEASES, _DELETED, "person_id", "number"),
    "changed_answers": {
        **_nobody("id"),
        **_all(Section.RELEASES, _DELETED, "person_id", "attribute"),
    },
    "releases": _nobody("id", "community_id", "start", "end", "is_earlier", "of_general", "kept"),
    "own_names": _all(Section.NAMES, _DELETED, "name_id", "person_id", "is_theirs", "at"),
    "hours": _all(Section.HOURS, _DELETED, "person_id", "begin", "end", "days", "updated_at"),
    "event_mirrors": _nobody("community_id", "look_at", "leased_by", "touches", "failures", "asks"),
    "native_events": _nobody(
        "meeting_id",
        "community_id",
        "event_id",
        "state",
        "sent",
        "shown",
        "held",
        "asked",
        "interested",
    ),
    "calendars": {
        **_all(Section.CALENDAR, _DELETED, "person_id", "made_at", "skips_declined"),
        **_all(Section.CALENDAR, _DELETED, "token_hash", shown=False),
    },
    "consents": {
        **_nobody("id", "community_id"),
        **_all(Section.CONSENT, _EMPTIED, "person_id"),
        **_all(Section.CONSENT, _STAYS, "purpose", "granted", "notice_version"),
        **_all(Section.CONSENT, _COARSE, "at"),
    },
    "emails": {
        **_nobody("community_id"),
        **_all(Section.EMAILS, _DELETED, "digest", "person_id"),
    },
    "subgroup_members": _all(Section.SUBGROUPS, _DELETED, "subgroup_id", "person_id", "joined_at"),
    "rsvps": _all(
        Section.ANSWERS, _DELETED, "meeting_id", "person_id", "answer", "at", "asked_from"
    ),
    "attendances": {
        **_nobody("id"),
        **_all(Section.ATTENDANCE, _NAMELESS, "meeting_id", "person_id", "source"),
        **_all(Section.ATTENDANCE, _COARSE, "checked_in_at"),
        **_all(Section.ATTENDANCE, _EMPTIED, "minutes"),
        **_all(Section.ATTENDANCE, _STAYS, "timed"),
    },
    "sightings": {
        **_all(Section.ATTENDANCE, _NAMELESS, "meeting_id", "person_id", "source", "counts"),
        **_all(Section.ATTENDANCE, _COARSE, "seen_at"),
        **_all(Section.ATTENDANCE, _EMPTIED, "minutes"),
        **_all(Section.ATTENDANCE, _STAYS, "timed"),
    },
    "corrections": {
        **_all(Section.ATTENDANCE, _NAMELESS, "meeting_id", "person_id", "present"),
        **_all(Section.ATTENDANCE, _COARSE, "at"),
    },
    "presences": {
        **_nobody("id"),
        **_all(
            Section.VOICE,
            _DELETED,
            "meeting_id",
            "person_id",
            "joined_at",
            "seen_until",
            "left_at",
        ),
    },
    "codes": _nobody("meeting_id", "code", "made_at"),
    "guesses": {
        **_nobody("community_id"),
        **_all(Section.CODES, _DELETED, "discord_id", "wrong", "since"),
    },
    "imports": {
        **_nobody("id", "digest"),
        **_all(Section.FILES, _EMPTIED, "discord_id"),
        **_all(Section.FILES, _DELETED, "entries", "choices", shown=False),
        **_all(Section.FILES, _STAYS, "meeting_id", "read_at", "written_at"),
    },
    "questions": {
        **_nobody("id", "community_id"),
        **_all(
            Section.QUESTIONS,
            _DELETED,
            "discord_id",
            "action",
            "request",
            "readings",
            "asked_at",
            "answered_at",
        ),
    },
    "journal_items": {
        **_nobody("id", "community_id", "link_key", "status", "discussed_at"),
        **_nobody("authors", "venue", "year", "abstract_link", "licence", "open_copy"),
        **_nobody("is_retracted", "summary", "is_listed", "channel_id", "message_id"),
        **_all(Section.JOURNAL, _STAYS, "link", "title", "has_own_title", "shared_at"),
        **_all(Section.JOURNAL, _EMPTIED, "note", "tags", "shared_by"),
    },
    "journal_search": {
        **_nobody("item_id"),
        **_all(Section.JOURNAL, _EMPTIED, "words", shown=False),
    },
    "journal_works": _nobody("community_id", "work", "item_id", "filled_at"),
    "journal_relations": _nobody("item_id", "work", "is_preprint"),
    "journal_merges": _nobody("item_id", "into_id"),
    "journal_votes": _all(Section.JOURNAL, _DELETED, "item_id", "person_id", "note", "at"),
    "journal_picks": {
        **_nobody("id", "item_id", "meeting_id", "picked_at", "thread_id", "is_discussed"),
        **_nobody("channel_id", "message_id", "card_id", "told_at", "asked_in_id", "asked_id"),
        **_nobody("good", "good_of", "recommended", "recommended_of"),
        **_all(Section.JOURNAL, _EMPTIED, "presenter_id"),
    },
    "journal_volunteers": _all(Section.JOURNAL, _DELETED, "item_id", "person_id", "at"),
    "journal_readers": _all(Section.JOURNAL, _DELETED, "item_id", "person_id", "at"),
    "journal_questions": {
        **_nobody("id"),
        **_all(Section.JOURNAL, _DELETED, "item_id", "person_id", "text", "at"),
    },
    "journal_opinions": _all(
        Section.JOURNAL,
        _DELETED,
        "pick_id",
        "person_id",
        "was_good",
        "would_recommend",
        "at",
    ),
    "lookups": _nobody(
        "work", "registry_name", "work_json", "due_at", "attempts", "leased_until", "answered_at"
    ),
    "registry_turns": _nobody("registry_name", "free_at"),
    "suggestions": {
        **_nobody("id", "community_id", "slots", "plans"),
        **_all(Section.ROTATION, _EMPTIED, "wishes", shown=False),
        **_all(Section.ROTATION, _STAYS, "meeting_id", "at"),
    },
    "rotations": _nobody(
        "id", "community_id", "series_id", "begins", "slots", "reach", "adopted_at", "undone_at"
    ),
    "hosts": {
        **_nobody("id"),
        **_all(
            Section.ROTATION,
            _DELETED,
            "series_id",
            "person_id",
            "asked_at",
            "agreed",
            "answered_at",
        ),
    },
    "snapshots": _nobody("community_id", "taken_at", "people"),
    "late_hours": _nobody("community_id", "quarter", "regions", "frozen_at"),
    "outbox": {
        **_nobody(
            "id",
            "community_id",
            "key",
            "urgency",
            "attempts",
            "tried_at",
            "leased_until",
            "leased_by",
            "failure",
            "created_at",
        ),
        **_all(Section.WAITING, _DELETED, "lane", "person_id", shown=False),
        **_all(Section.WAITING, _DELETED, "topic", "meeting_id", "due_at", "done_at"),
        **_all(Section.WAITING, _EMPTIED, "payload", shown=False),
    },
    "audit": {
        **_nobody("id", "community_id"),
        **_all(Section.AUDIT, _EMPTIED, "discord_id", "name", "subject", "details"),
        **_all(Section.AUDIT, _STAYS, "action", "at"),
    },
    "reports": {
        **_nobody("id", "community_id", "published_at", "changed_at", "skipped_at", "created_at"),
        **_nobody("drafted"),
        **_all(Section.REPORTS, _STAYS, "label", "start", "end"),
        **_all(Section.REPORTS, _EMPTIED, "authors"),
        **_all(Section.REPORTS, _STAYS, "published", shown=False),
    },
    "authors": {
        **_nobody("id"),
        **_all(
            Section.REPORTS,
            _DELETED,
            "report_id",
            "person_id",
            "name",
            "asked_at",
            "agreed",
            "answered_at",
        ),
    },
    "narratives": {
        **_nobody("report_id", "part", "updated_at"),
        **_all(Section.WRITTEN, _STAYS, "text", shown=False),
    },
    "narrative_versions": {
        **_nobody("id", "report_id"),
        **_all(Section.REPORTS, _STAYS, "part", "text", "written_at"),
        **_all(Section.REPORTS, _EMPTIED, "written_by"),
    },
    "verdicts": {
        **_nobody("report_id", "issue", "state", "figures", "updated_at"),
        **_all(Section.WRITTEN, _STAYS, "text", shown=False),
    },
    "series": {
        **_nobody(
            "id",
            "community_id",
            "rule",
            "wall",
            "zone",
            "duration",
            "kind",
            "subgroup_id",
            "place",
            "link",
            "reminders",
            "made_until",
            "retry_at",
            "ended_at",
            "created_at",
        ),
        **_all(Section.WRITTEN, _STAYS, "title", "speaker", "description", shown=False),
    },
    "meetings": {
        **_nobody("id", "community_id", "series_id", "occurrence", "starts_at", "wall", "fold"),
        **_nobody("moved", "own", "zone", "duration", "kind", "subgroup_id", "place", "link"),
        **_nobody("slides", "recording", "reminders", "cancelled_at", "card_channel_id"),
        **_nobody("card_message_id", "revision", "changed_at", "created_at"),
        **_all(
            Section.WRITTEN,
            _STAYS,
            "title",
            "title_key",
            "speaker",
            "description",
            "cancel_reason",
            shown=False,
        ),
    },
    **MINUTES_COLUMNS,
    "announcements": _nobody(
        "id", "meeting_id", "channel_id", "message_id", "starts_at", "is_plain"
    ),
    "clock_warnings": _nobody("series_id", "changes_at"),
    "activities": {
        **_nobody("id", "community_id", "kind", "date", "link", "created_at"),
        **_all(Section.WRITTEN, _STAYS, "title", shown=False),
    },
    "planned_work": {
        **_nobody("id", "community_id", "status", "due", "created_at", "updated_at"),
        **_all(Section.WRITTEN, _STAYS, "title", shown=False),
    },
    "communities": _nobody(
        "id",
        "guild_id",
        "name",
        "description",
        "wiki",
        "timezone",
        "announcements_channel_id",
        "organizer_role_id",
        "ping_role_id",
        "language",
        "report_every",
        "smallest_group",
        "voice_minutes",
        "keep_years",
        "events",
        "has_page",
        "forget_at",
        "retry_at",
        "release_at",
        "report_at",
        "removed_at",
        "removed_by",
        "application_id",
        "created_at",
    ),
    "subgroups": _nobody(
        "id", "community_id", "name", "name_key", "role_id", "retired_at", "created_at"
    ),
    "notices": _nobody(
        "id", "community_id", "topic", "key", "details", "noticed_at", "told_at", "mended_at"
    ),
    "erasures": _all(Section.ERASED, _STAYS, "digest", "at", shown=False),
    "state": _nobody("key", "value"),
    "processes": _nobody(
        "id",
        "holder",
        "shard_ids",
        "shard_count",
        "version",
        "secret",
        "beats",
        "is_replaced",
        "started_at",
        "beat_at",
    ),
    "claims": _nobody("interaction_id", "at"),
    "identifies": _nobody("bucket", "next_at"),
}
"""Table → column → its rule, None for a column that neither names nor describes a person."""


def columns_of(section: Section) -> list[str]:
    """Return the columns of a section, as `table.column`."""
    return [
        f"{table}.{column}"
        for table, columns in COLUMNS.items()
        for column, rule in columns.items()
        if rule and rule.section is section
    ]


def exported(table: str) -> Mapping[str, Section]:
    """Return column → section of the columns of a table that are exported."""
    return {
        column: rule.section for column, rule in COLUMNS[table].items() if rule and rule.is_exported
    }


Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything stored about one person in one community, by section.

    `meetings` and `subgroups` are what the ids in the rows stand for.
    """

    community: str
    at: datetime
    rows: Mapping[Section, Sequence[Row]]
    meetings: Mapping[int, Row] = field(default_factory=dict)
    subgroups: Mapping[int, str] = field(default_factory=dict)
