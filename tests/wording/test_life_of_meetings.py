"""Agendas, minutes and action items: what tests of the bot seldom come to."""

from dataclasses import replace
from datetime import date

import pytest

from sigbot.domain.agenda import Agenda, AgendaItem, AgendaState
from sigbot.domain.amendments import Publishing
from sigbot.domain.journal import ItemStatus
from sigbot.domain.openings import Opening
from sigbot.domain.promises import Promise, Promises, PromiseState
from sigbot.wording import agenda, evidence, journal_lists, members, minutes, openings, promises
from tests.documents.minutes_samples import SAMPLES
from tests.wording.healthcare import ADA, ITEM, MEETING, NOW
from tests.wording.test_rotation import VIEW

POINT = AgendaItem(1, "Budget", state=AgendaState.ACCEPTED, by="Ada", minutes=10)
LINKED = replace(POINT, id=2, text="Website", minutes=None, link="https://example.org/(x)")
OPEN = Promise(1, "Write it", meeting="Call")
WHOLE = Agenda(MEETING, (POINT, LINKED), (ITEM,), (OPEN, replace(OPEN, id=2)), (POINT,))
TODAY = date(2026, 11, 30)


def test_an_agenda_says_how_long_its_points_take_with_links_papers_and_owners() -> None:
    said = [agenda.subtitle(WHOLE), *agenda.blocks(WHOLE, (), is_ahead=True)]
    assert said[0].endswith(" · 10 min planned")
    assert said[1:] == [
        "**Points**\n1. Budget · 10 min · Ada\n2. Website · Ada · [link](<https://example.org/(x)>)",
        "**Papers**\n- Deep Learning",
        "**Open action items**\n- Write it · nobody yet\n- Write it · nobody yet",
    ]


def test_points_that_wait_are_counted() -> None:
    assert agenda.parked(replace(WHOLE, parked=())) == ""
    assert agenda.parked(WHOLE) == "-# 1 point waits for a meeting."
    assert agenda.parked(replace(WHOLE, parked=(POINT,) * 3)) == "-# 3 points wait for a meeting."


@pytest.mark.parametrize("state", AgendaState)
def test_each_state_of_a_point_is_said(state: AgendaState) -> None:
    [_, said, place] = agenda.point(replace(POINT, state=state), 2, 3)
    assert said.endswith(".")
    assert place == "-# Point 2 of 3"


def test_the_answer_to_who_is_not_known_any_more_is_noted() -> None:
    assert agenda.answered(replace(POINT, by="")) == "Noted the answer."
    assert agenda.answered(POINT) == "Noted the answer. I send it to Ada."


def test_a_reminder_names_three_points_and_counts_the_others() -> None:
    assert agenda.in_reminder(["A", "B", "C"]) == "Agenda: A; B; C"
    assert agenda.in_reminder(["A", "B", "C", "D", "E"]) == "Agenda: A; B; C and 2 more"


def test_the_opening_of_a_meeting_counts_open_action_items() -> None:
    opening = Opening(MEETING.id, None, (1, 2), NOW)
    said = openings.opened(WHOLE, opening, None)
    assert "2 action items are open. `/meeting actions` shows them." in said


@pytest.mark.parametrize(
    ("attended", "later", "said"),
    [
        (0, 0, "It is not recorded who was there."),
        (1, 1, "1 person was there. 1 more caught up afterwards."),
        (16, 4, "16 people were there. 4 more caught up afterwards."),
    ],
)
def test_minutes_count_apart_who_caught_up(attended: int, later: int, said: str) -> None:
    meeting = replace(MEETING, counts=replace(MEETING.counts, attended=attended))
    assert minutes.people(replace(SAMPLES["full"], caught_up=later), meeting) == said


def test_before_minutes_are_published_corrections_that_wait_are_counted() -> None:
    assert (
        minutes.question(Publishing(MEETING, 0, 1))[-1] == "1 suggested correction waits for you."
    )
    assert (
        minutes.question(Publishing(MEETING, 0, 2))[-1] == "2 suggested corrections wait for you."
    )


@pytest.mark.parametrize("state", PromiseState)
def test_action_items_of_each_state_have_a_title_and_a_sentence_for_none(
    state: PromiseState,
) -> None:
    none = Promises((), state, TODAY)
    of_ada = replace(none, owner="Ada")
    assert promises.title(none).startswith("## ")
    assert "Ada" in promises.title(of_ada)
    assert promises.lines(none, []).partition(".")[0].startswith("No")
    assert promises.closed(replace(OPEN, state=state)).startswith("**Write it** is ")


def test_several_promises_are_counted() -> None:
    said = promises.news("Call", "tomorrow", [OPEN, replace(OPEN, due=TODAY)], "Health")
    assert said[0] == "You promised 2 things before **Call**, tomorrow"
    assert said[1:3] == ["- Write it", "- Write it (until 30 Nov 2026)"]


def test_who_wants_no_reminders_of_action_items_sees_so() -> None:
    person = replace(ADA.person, promises=False)
    assert "no message" in members.facts(replace(ADA, person=person))


def test_a_rotation_says_apart_how_many_caught_up() -> None:
    since = replace(VIEW.before, caught_up=4)
    said = evidence.evidence(replace(VIEW, before=since))
    assert "- 4 more caught up with a meeting afterwards, on average" in said


def test_a_paper_that_was_discussed_is_marked_in_a_list() -> None:
    item = replace(ITEM, status=ItemStatus.DISCUSSED)
    assert " · Discussed" in journal_lists._line(item, journal_lists.Detail.SHORT)
