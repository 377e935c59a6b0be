"""What is said of each change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sigbot.domain.audit import (
    BOT,
    OWN,
    PAGE_CHANGES,
    AuditAction,
    AuditPage,
    Change,
    Wanted,
)
from sigbot.wording import audit as say
from sigbot.wording.phone import BUTTONS, TWO_SCREENS, height
from tests.domain.material import H1

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
TITLES = {"m12": "General Meeting", "u5": "Bo", "u2": "Ben", "j3": "A paper", "j4": "Another"}
TITLES |= {"g1": "Payer", "s7": "Weekly call", "a8": "A talk", "p9": "A plan"}
TITLES |= {"t3": "Write it"}

SAID: Mapping[AuditAction, tuple[str, Mapping[str, Any], str]] = {
    AuditAction.SIG_SETUP: ("Health", {}, "saved the settings of the community."),
    AuditAction.BOT_REMOVED: ("100", {}, "The bot was removed from this server."),
    AuditAction.BOT_RETURNED: ("100", {}, "The bot was invited to this server again."),
    AuditAction.PAGE_ON: ("Health", {}, "turned on the public page."),
    AuditAction.PAGE_OFF: ("Health", {}, "turned off the public page."),
    AuditAction.SUBGROUP_ADD: ("g1", {"name": "Old"}, "added the subgroup **Payer** (`g1`)."),
    AuditAction.SUBGROUP_RETIRE: ("g1", {}, "retired the subgroup **Payer** (`g1`)."),
    AuditAction.SUBGROUP_JOIN: ("g1", {}, "joined the subgroup **Payer** (`g1`)."),
    AuditAction.SUBGROUP_LEAVE: ("g1", {}, "left the subgroup **Payer** (`g1`)."),
    AuditAction.MEETING_SCHEDULE: ("m12", {}, "scheduled **General Meeting** (`m12`)."),
    AuditAction.MEETING_EDIT: (
        "m12",
        {"changed": ["when", "title", "slides"]},
        "changed **General Meeting** (`m12`): time, title, slides.",
    ),
    AuditAction.MEETING_CANCEL: ("m12", {"count": 1}, "cancelled **General Meeting** (`m12`)."),
    AuditAction.MEETING_RESTORE: ("m12", {}, "brought **General Meeting** (`m12`) back."),
    AuditAction.MEETING_REMINDERS: (
        "m12",
        {"before": "1d, 1h"},
        "set the reminders of **General Meeting** (`m12`) to 1d, 1h before.",
    ),
    AuditAction.MEETING_ANSWER: (
        "m12",
        {"answer": "cant"},
        "answered Can't to **General Meeting** (`m12`).",
    ),
    AuditAction.SERIES_EXTEND: (
        "s7",
        {"count": 4},
        "scheduled 4 more meetings of **Weekly call** (`s7`).",
    ),
    AuditAction.ZONES_FOLLOW: (
        "2026b",
        {"count": 4},
        "moved 4 meetings, as rules of time zones changed.",
    ),
    AuditAction.CHECK_IN: ("m12", {}, "checked in to **General Meeting** (`m12`)."),
    AuditAction.TAKE_BACK: ("m12", {}, "took back their check-in to **General Meeting** (`m12`)."),
    AuditAction.ADD_ATTENDANCE: (
        "m12",
        {"person": "u2"},
        "added **Ben** to the attendance of **General Meeting** (`m12`).",
    ),
    AuditAction.REMOVE_ATTENDANCE: (
        "m12",
        {"person": "u2"},
        "took **Ben** off the attendance of **General Meeting** (`m12`).",
    ),
    AuditAction.LINK_NAME: (
        "u5",
        {"person": "u2"},
        "noted that the name **Bo** (`u5`) is **Ben**.",
    ),
    AuditAction.UNLINK_NAME: (
        "u5",
        {"person": "u2"},
        "noted that the name **Bo** (`u5`) is not **Ben**.",
    ),
    AuditAction.SHOW_CODE: ("m12", {}, "showed the check-in code of **General Meeting** (`m12`)."),
    AuditAction.IMPORT: (
        "m12",
        {"people": 9, "new": 2},
        "imported an attendance file for **General Meeting** (`m12`) (people: 9, new: 2).",
    ),
    AuditAction.UNDO_IMPORT: (
        "m12",
        {"people": 9},
        "undid an import of attendance for **General Meeting** (`m12`).",
    ),
    AuditAction.ADD_ACTIVITY: ("a8", {"title": "Old"}, "added the activity **A talk** (`a8`)."),
    AuditAction.REMOVE_ACTIVITY: (
        "a10",
        {"title": "A talk"},
        "removed the activity **A talk** (`a10`).",
    ),
    AuditAction.ADD_PLAN: ("p9", {}, "added the planned work **A plan** (`p9`)."),
    AuditAction.UPDATE_PLAN: (
        "p9",
        {"status": "active"},
        "set the planned work **A plan** (`p9`) to “in progress”.",
    ),
    AuditAction.SHARE_ITEM: ("j3", {}, "shared **A paper** (`j3`) with the journal club."),
    AuditAction.VOTE: ("j3", {}, "voted on **A paper** (`j3`), or took a vote back."),
    AuditAction.PICK_ITEM: (
        "j3",
        {"meeting": "m12"},
        "put **A paper** (`j3`) on the agenda of **General Meeting** (`m12`).",
    ),
    AuditAction.PRESENT_ITEM: ("j3", {}, "offered to present **A paper** (`j3`)."),
    AuditAction.DISCUSSED_ITEM: ("j3", {}, "noted that **A paper** (`j3`) was discussed."),
    AuditAction.LIST_ITEM: (
        "j3",
        {"listed": True},
        "put **A paper** (`j3`) on the reading list of the report.",
    ),
    AuditAction.MERGE_ITEMS: (
        "j9",
        {"into": "j4"},
        "joined the journal item `j9` to **Another** (`j4`).",
    ),
    AuditAction.REMOVE_ITEM: ("j9", {}, "removed the journal item `j9`."),
    AuditAction.COMPILE_REPORT: ("H1 2026", {}, "compiled the report of H1 2026."),
    AuditAction.PUBLISH_REPORT: ("2026", {}, "published the report of 2026."),
    AuditAction.WRITE_SENTENCES: ("H1 2026", {}, "wrote sentences of the report of H1 2026."),
    AuditAction.BRING_BACK_TEXT: (
        "H1 2026",
        {},
        "brought back an earlier text of the report of H1 2026.",
    ),
    AuditAction.JUDGE_ISSUE: (
        "H1 2026",
        {"issue": "fall", "state": "draft"},
        "read a drafted sentence of the report of H1 2026.",
    ),
    AuditAction.USE_EVENTS: ("Health", {"count": 2}, "used events of the server for meetings."),
    AuditAction.MAKE_OWN_EVENTS: (
        "Health",
        {"count": 2},
        "let meetings have events of their own.",
    ),
    AuditAction.PUT_EVENTS_BACK: ("Health", {"count": 2}, "put changed events of the server back."),
    AuditAction.KEEP_EVENTS: (
        "Health",
        {"count": 2},
        "kept changed events of the server as they are.",
    ),
    AuditAction.SKIP_REPORT: ("H1 2026", {}, "skipped the report of H1 2026."),
    AuditAction.UNSKIP_REPORT: (
        "H1 2026",
        {},
        "took back that the report of H1 2026 is skipped.",
    ),
    AuditAction.SUGGEST_ROTATION: (
        "m12",
        {"slots": 2},
        "asked for suggestions of a rotation for **General Meeting** (`m12`).",
    ),
    AuditAction.ASK_ZONES: ("suggestion:3", {}, "asked members for their time zones."),
    AuditAction.ADOPT_ROTATION: (
        "s7",
        {"label": "A"},
        "adopted the rotation A for **Weekly call** (`s7`).",
    ),
    AuditAction.UNDO_ROTATION: ("s7", {}, "took back the rotation of **Weekly call** (`s7`)."),
    AuditAction.ADD_POINT: (
        "m12",
        {},
        "suggested a point for the agenda of **General Meeting** (`m12`).",
    ),
    AuditAction.ASK_AHEAD: ("m12", {}, "asked a question ahead of **General Meeting** (`m12`)."),
    AuditAction.SUGGEST_POINT: (
        "m12",
        {},
        "put a point of **General Meeting** (`m12`) back to the suggestions.",
    ),
    AuditAction.ACCEPT_POINT: (
        "m12",
        {},
        "accepted a point for the agenda of **General Meeting** (`m12`).",
    ),
    AuditAction.FINISH_POINT: ("m12", {}, "finished a point of **General Meeting** (`m12`)."),
    AuditAction.PARK_POINT: ("m12", {}, "parked a point of **General Meeting** (`m12`)."),
    AuditAction.DECLINE_POINT: ("m12", {}, "declined a point for **General Meeting** (`m12`)."),
    AuditAction.ORDER_AGENDA: (
        "m12",
        {},
        "put the agenda of **General Meeting** (`m12`) in order.",
    ),
    AuditAction.EDIT_POINT: ("m12", {}, "edited a point of **General Meeting** (`m12`)."),
    AuditAction.POSTPONE_POINT: (
        "m12",
        {},
        "moved a point of **General Meeting** (`m12`) to the next meeting.",
    ),
    AuditAction.TAKE_UP_POINT: (
        "m12",
        {},
        "put a parked point on the agenda of **General Meeting** (`m12`).",
    ),
    AuditAction.ANSWER_QUESTION: (
        "m12",
        {},
        "answered a question that was asked ahead of **General Meeting** (`m12`).",
    ),
    AuditAction.SAVE_NOTICES: ("v2", {}, "saved the notices of openings, version `v2`."),
    AuditAction.DECLARE: (
        "m12",
        {},
        "said afterwards that they were at **General Meeting** (`m12`).",
    ),
    AuditAction.NOTE_LINE: (
        "m12",
        {},
        "noted something for the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.NOTE_MESSAGE: (
        "m12",
        {},
        "added a message to the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.KEEP_NOTES: ("m12", {}, "kept notes of **General Meeting** (`m12`)."),
    AuditAction.CHOOSE_OUTCOME: ("m12", {}, "said what became of **General Meeting** (`m12`)."),
    AuditAction.OFFER_REVIEW: (
        "m12",
        {},
        "offered the minutes of **General Meeting** (`m12`) for review.",
    ),
    AuditAction.APPROVE_MINUTES: (
        "m12",
        {},
        "approved the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.PUBLISH_MINUTES: (
        "m12",
        {},
        "published the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.CORRECT_MINUTES: (
        "m12",
        {},
        "suggested a correction of the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.ADD_ERRATUM: (
        "m12",
        {},
        "added an erratum to the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.SETTLE_CORRECTION: (
        "m12",
        {},
        "dealt with a correction of the minutes of **General Meeting** (`m12`).",
    ),
    AuditAction.CAUGHT_UP: (
        "m12",
        {},
        "caught up with **General Meeting** (`m12`), or took that back.",
    ),
    AuditAction.OPEN_PROMISE: ("t3", {}, "opened the action item **Write it** (`t3`) again."),
    AuditAction.FINISH_PROMISE: (
        "t3",
        {},
        "said that the action item **Write it** (`t3`) is done.",
    ),
    AuditAction.DROP_PROMISE: ("t3", {}, "dropped the action item **Write it** (`t3`)."),
    AuditAction.READ_PAPER: (
        "j3",
        {},
        "said that they read **A paper** (`j3`), or took that back.",
    ),
    AuditAction.ASK_PAPER: ("j3", {}, "asked a question about **A paper** (`j3`)."),
    AuditAction.UNASK_PAPER: ("j3", {}, "removed a question about **A paper** (`j3`)."),
    AuditAction.SAY_OPINION: (
        "j3",
        {},
        "said what they think of the discussion of **A paper** (`j3`).",
    ),
}


def change(action: str, subject: str = "m12", who: str = "Ana", **details: Any) -> Change:
    return Change(1, AT, who, 2, action, subject, details, TITLES)


def test_every_action_that_is_shown_has_a_sentence() -> None:
    assert set(SAID) == set(say.SENTENCES) == set(AuditAction) - OWN


OF_NOBODY = {AuditAction.BOT_REMOVED, AuditAction.BOT_RETURNED}
"""What the bot notes of itself."""


@pytest.mark.parametrize("action", SAID)
def test_a_change_is_said_in_one_sentence(action: AuditAction) -> None:
    subject, details, told = SAID[action]
    expected = told if action in OF_NOBODY else f"**Ana** {told}"
    assert say.sentence(change(action, subject, **details)) == expected


@pytest.mark.parametrize(
    ("action", "subject", "details", "told"),
    [
        ("meeting.cancel", "m12", {"count": 3}, "cancelled 3 meetings, from {m} on."),
        ("meeting.restore", "m12", {"count": 3}, "brought 3 meetings back, from {m} on."),
        (
            "meeting.answer",
            "m12",
            {"answer": "going", "count": 2},
            "answered Going to 2 meetings, from {m} on.",
        ),
        ("meeting.reminders", "m12", {"before": ""}, "switched off the reminders of {m}."),
        ("series.extend", "s7", {"count": 1}, "scheduled 1 more meeting of {s}."),
        ("zones.follow", "2026b", {"count": 1}, "moved 1 meeting, as rules of time zones changed."),
        ("journal.list", "j3", {"listed": False}, "took {j} off the reading list of the report."),
        *(
            ("report.issue", "2026", {"state": state}, f"{state} a drafted sentence of {{r}}.")
            for state in ("kept", "edited", "dropped")
        ),
        ("meeting.dream", "m12", {"a": [1]}, "did “meeting.dream” to {m}."),
        ("moon.land", "the `moon`", {}, "did “moon.land” to the \\`moon\\`."),
        ("attendance.add", "m12", {}, "added somebody to the attendance of {m}."),
        ("attendance.link", "person", {"person": "u2"}, "noted that the name somebody is **Ben**."),
    ],
)
def test_details_decide_what_is_said(
    action: str, subject: str, details: Mapping[str, Any], told: str
) -> None:
    things = {"m": "m12", "s": "s7", "j": "j3"}
    named = {short: f"**{TITLES[key]}** (`{key}`)" for short, key in things.items()}
    whole = told.format(r="the report of 2026", **named)
    assert say.sentence(change(action, subject, **details)) == f"**Ana** {whole}"


def test_somebody_who_was_forgotten_is_somebody_and_the_bot_has_its_name() -> None:
    assert say.sentence(change("meeting.cancel", who="")).startswith("**Somebody** cancelled")
    assert say.sentence(change("zones.follow", who=BOT, count=2)).startswith("**sigbot** moved 2")


def test_who_was_forgotten_is_somebody_also_as_a_subject() -> None:
    assert say._thing(change("attendance.add", "person"), "person") == "somebody"
    assert say._thing(change("attendance.add", "2026b"), "2026b") == "2026b"


def test_a_page_says_what_was_asked_for() -> None:
    one = change("meeting.schedule")
    asked = [say.page(AuditPage(Wanted(*wanted), [one]))[1] for wanted in (
        (None, None), (H1, None), (None, 2), (H1, 2), (None, 0),
    )]  # fmt: skip
    assert asked == ["", "-# In H1 2021", "-# By <@2>", "-# By <@2>, in H1 2021", ""]
    assert say.page(AuditPage(Wanted(), []))[2] == "Nothing was changed yet."
    assert say.page(AuditPage(Wanted(account=0), []))[2].startswith("Nothing that fits.")


@pytest.mark.parametrize("letter", ["w", "W ", "漢", "*"])
def test_the_longest_page_is_two_screens_of_a_phone(letter: str) -> None:
    long = (letter * 200)[:200]
    widest = replace(
        change("journal.pick", "j99999", who=long, meeting="m99999"),
        titles={"m99999": long, "j99999": long},
    )
    edited = change("meeting.edit", who=long, changed=list(say.EDITED))
    for each in (widest, edited):
        shown = say.page(AuditPage(Wanted(H1), [each] * PAGE_CHANGES, True, True))
        assert height("\n".join(shown)) + BUTTONS <= TWO_SCREENS


def test_an_export_says_how_many() -> None:
    assert say.exported(None, 1) == "Who changed what, 1 change in all."
    assert say.exported(None, 2) == "Who changed what, all 2 changes."
    assert say.exported(H1, 1) == "Who changed what in H1 2021, 1 change."
    assert say.exported(H1, 2) == "Who changed what in H1 2021, 2 changes."
