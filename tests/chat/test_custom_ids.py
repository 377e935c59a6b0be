"""Every custom id means what it was made of; whatever else comes back is refused."""

from contextlib import suppress
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.chat import audit_ids, id_parts, journal_ids, report_ids
from sigbot.chat import custom_ids as ids
from sigbot.chat.actions import Action
from sigbot.chat.custom_ids import KINDS, decode
from sigbot.chat.id_parts import LARGEST, LONGEST, CustomId, encode
from sigbot.domain.meetings import Answer
from sigbot.domain.periods import read_period
from sigbot.domain.refusals import UnknownIdError
from sigbot.domain.report_data import ReportTemplate
from sigbot.domain.rotation import LETTERS
from tests.chat.earlier_ids import every_earlier_id
from tests.domain.properties import characters, thorough

EARLIER = every_earlier_id()

numbers = st.integers(0, LARGEST) | st.sampled_from([0, 1, 9, 10, LARGEST])
words = st.text("abcxyz019_", min_size=1, max_size=30)
VALUES: dict[id_parts.Part[Any], st.SearchStrategy[Any]] = {
    id_parts.NUMBER: numbers,
    id_parts.MEETING_KEY: numbers,
    id_parts.WORD: words,
    id_parts.LETTER: st.sampled_from(LETTERS),
    id_parts.DAY: st.dates(),
    journal_ids.PAGE: st.integers(0, journal_ids.LAST_PAGE),
    journal_ids.PERIOD: st.sampled_from(["", "2026-01-01..2026-06-30"]),
    journal_ids.TAGS: st.text(characters.filter(",".__ne__), max_size=journal_ids.TAGS_ROOM),
    journal_ids.SEARCH: st.text(characters.filter(",".__ne__), max_size=journal_ids.SEARCH_ROOM),
    audit_ids.ACCOUNT: st.none() | numbers,
    report_ids.TEMPLATE: st.sampled_from(ReportTemplate),
}


def made_of(kind: type[CustomId]) -> st.SearchStrategy[CustomId]:
    """Ids of a kind, of whatever its parts may be."""
    return st.builds(kind, *(VALUES[part] for part in kind.parts))


any_id = st.sampled_from(list(Action)).map(KINDS.__getitem__).flatmap(made_of)


def check_refused(text: str) -> None:
    with pytest.raises(UnknownIdError):
        decode(text)


# What this version makes


def test_every_action_has_its_kind_of_id() -> None:
    assert set(KINDS) == set(Action)
    for kind in KINDS.values():
        assert len(fields(kind)) == len(kind.parts)


@pytest.mark.parametrize("action", Action)
def test_an_id_means_what_it_was_made_of(action: Action) -> None:
    @thorough
    @given(made_of(KINDS[action]))
    def check(made: CustomId) -> None:
        text = encode(made)
        assert len(text) <= LONGEST
        assert text.startswith(f"sig:{action}:")
        assert decode(text) == made
        assert type(decode(text)) is KINDS[action]

    check()


def test_every_answer_to_a_meeting_has_its_button() -> None:
    answers = {kind.action.value for kind in KINDS.values() if issubclass(kind, ids.Rsvp)}
    assert answers == {answer.value for answer in Answer}


def test_the_period_of_a_report_is_read_as_it_was_meant() -> None:
    start, end = date(2026, 1, 1), date(2026, 6, 30)
    period = read_period(ids.EditReport(start, end).period, date(2030, 1, 1))
    assert (period.start, period.end) == (start, end)


UNFIT = {
    "no number": ids.Going(-1),
    "a number that no database takes": ids.Going(LARGEST + 1),
    "no meeting": ids.ShowCode(-1),
    "no letter": ids.AdoptRotation(1, "D"),
    "a small letter": ids.AdoptRotation(1, "a"),
    "no word": ids.AnswerImport(1, "", "1"),
    "two words": ids.AnswerImport(1, "n0", "1.2"),
    "a line end": ids.AnswerImport(1, "n0", "1\n"),
    "a colon": ids.AnswerImport(1, "n0", "a:b"),
    "capitals": ids.AnswerImport(1, "N0", "1"),
    "other digits": ids.AnswerImport(1, "n0", "٣"),
}


@pytest.mark.parametrize("made", UNFIT.values(), ids=UNFIT.keys())
def test_an_id_that_would_not_be_understood_is_not_made(made: CustomId) -> None:
    with pytest.raises(ValueError, match=r"not a|not made"):
        encode(made)


def test_an_id_is_as_long_as_discord_takes_it_and_no_longer() -> None:
    head = "sig:import_answer:1.n0."
    room = LONGEST - len(head)
    assert encode(ids.AnswerImport(1, "n0", "x" * room)) == head + "x" * room
    with pytest.raises(ValueError, match="100 characters"):
        encode(ids.AnswerImport(1, "n0", "x" * (room + 1)))
    check_refused(head + "x" * (room + 1))


# What earlier versions made


@pytest.mark.parametrize("text", EARLIER)
def test_ids_on_cards_of_earlier_versions_mean_what_they_meant(text: str) -> None:
    assert decode(text) == EARLIER[text]


def test_of_every_action_there_is_an_id_that_must_always_be_understood() -> None:
    assert {made.action for made in EARLIER.values()} == set(Action)


# What nobody made


FORGED = [
    "",
    "sig",
    "sig:",
    "sig::",
    "sig:::",
    "sig:going",
    "sig:going:",
    "sig:going:abc",
    "sig:going:-1",
    "sig:going:-0",
    "sig:going:+1",
    "sig:going:01",
    "sig:going:1.0",
    "sig:going:1_0",
    "sig:going: 1",
    "sig:going:1 ",
    "sig:going:1\n",
    "sig:going:1:2",
    "sig:going:1-2",
    "sig:going:²",
    "sig:going:٣",
    "sig:going:１",
    "sig:going:m1",
    f"sig:going:{LARGEST + 1}",
    "sig:going:" + "9" * 90,
    "sig:going:" + "9" * 5_000,
    "sig:GOING:1",
    "SIG:going:1",
    "sig :going:1",
    " sig:going:1",
    "gis:going:1",
    "sigs:going:1",
    "knock:1",
    "sig:nothing:1",
    "sig:code:1",
    "sig:code:m",
    "sig:code:M1",
    "sig:code:m01",
    "sig:code:x1",
    "sig:code:Kick-off",
    "sig:reading:",
    "sig:reading:-",
    "sig:reading:1",
    "sig:reading:1-",
    "sig:reading:1--1",
    "sig:reading:1-0-0",
    "sig:reading:1.0",
    "sig:unlink:3",
    "sig:unlink:1-2",
    "sig:import_answer:1.n0",
    "sig:import_answer:1.n0.1.2",
    "sig:import_answer:1..1",
    "sig:import_answer:x.n0.1",
    "sig:import_write:1",
    "sig:import_drop:1.0",
    "sig:report_edit:",
    "sig:report_edit:H1 2020",
    "sig:report_edit:2026-01-01",
    "sig:report_edit:2026-01-01..2026-06-30..foundation",
    "sig:report_edit:2026-01-01..2026-06-30..docx",
    "sig:report_edit:2026-01-01..2026-06-30..toc..toc",
    "sig:report_edit:2026-01-01..",
    "sig:report_edit:2026-01-01...2026-06-30",
    "sig:report_edit:20260101..20260630",
    "sig:report_edit:2026-W01-1..2026-W09-1",
    "sig:report_edit:2026-02-30..2026-06-30",
    "sig:report_edit:2026-01-01..2026-06-30T00:00",
    "sig:report_edit:2026-01-01 to 2026-06-30",
    "sig:rotation_adopt:1-",
    "sig:rotation_adopt:1-D",
    "sig:rotation_adopt:1-a",
    "sig:rotation_adopt:1-today",
    "sig:rotation_wishes:",
    "sig:about",
    "sig:about:x",
    "sig:about::",
]


@pytest.mark.parametrize("text", FORGED, ids=lambda text: text[:40])
def test_a_forged_id_is_refused(text: str) -> None:
    check_refused(text)


spoilt = st.text(st.sampled_from("0123456789mA:.-_٣² \n\ud800x") | characters, max_size=3)


@thorough
@given(any_id, st.data())
def test_a_changed_id_is_refused_or_is_another_id(made: CustomId, data: st.DataObject) -> None:
    text = encode(made)
    begin = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(begin, min(begin + 2, len(text))))
    changed = text[:begin] + data.draw(spoilt) + text[until:]
    try:
        decoded = decode(changed)
    except UnknownIdError:
        return
    assert encode(decoded) == changed
    assert changed == text or decoded != made


@thorough
@given(any_id)
def test_a_truncated_id_never_means_the_same(made: CustomId) -> None:
    text = encode(made)
    for length in range(len(text)):
        with suppress(UnknownIdError):
            assert decode(text[:length]) != made


@thorough
@given(st.text(max_size=120) | st.text(max_size=100).map("sig:{}".format))
def test_any_text_is_refused_or_is_an_id(text: str) -> None:
    try:
        decoded = decode(text)
    except UnknownIdError:
        return
    assert encode(decoded) == text
