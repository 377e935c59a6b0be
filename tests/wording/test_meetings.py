"""What is said about meetings, on the card, in lists and after a press."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.meetings import Answer, Meeting, MeetingKind, Scope
from sigbot.domain.series import Repeat, read_repeat
from sigbot.wording import changes as say_changes
from sigbot.wording import descriptions, times
from sigbot.wording import meetings as say
from sigbot.wording.phone import TWO_SCREENS, height
from tests.domain.properties import quick, typed
from tests.wording.healthcare import (
    AFTER,
    CANCELLED,
    CANCELLED_WHY,
    DURING,
    FULL_MEETING,
    MEETING,
    NOW,
    PLAIN_MEETING,
    START,
    TEXTS,
)

WHEN = "<t:1796227200:F> (<t:1796227200:R>)"


def test_a_card_tells_what_is_known_a_line_each() -> None:
    assert say.title(FULL_MEETING) == "## Federated Learning"
    assert say.kind_line(FULL_MEETING) == "-# Subgroup Meeting · Payer · every 2 weeks"
    assert say.facts(FULL_MEETING).splitlines() == [
        f"🗓️ {WHEN}",
        "⏱️ 1 h 30 min",
        "🎤 Ada Lovelace",
        "📍 Room 5",
    ]
    assert descriptions.beginning(FULL_MEETING) == "What we learnt.\nAnd what not."


def test_a_card_leaves_out_what_is_not_known() -> None:
    assert len(say.facts(MEETING).splitlines()) == 2
    assert descriptions.beginning(MEETING) == ""
    assert say.kind_line(MEETING) == "-# General Meeting"
    assert say.kind_line(PLAIN_MEETING) == ""
    assert say.kind_line(replace(PLAIN_MEETING, rule="FREQ=WEEKLY;INTERVAL=1")) == "-# every week"


@pytest.mark.parametrize("choice", Repeat)
def test_every_repetition_that_is_offered_has_its_words(choice: str) -> None:
    words = say.repeat(read_repeat(choice, MEETING.wall))
    assert words in {"every week", "every 2 weeks", "every 4 weeks", say.MONTHLY, say.QUARTERLY}


def test_every_repetition_is_offered_by_its_name() -> None:
    assert list(say.REPEAT_CHOICES) == list(Repeat)


def test_any_other_repetition_is_called_regular() -> None:
    assert say.repeat("FREQ=WEEKLY;BYDAY=MO,WE") == "regularly"


def test_every_kind_and_answer_has_its_words() -> None:
    assert list(say.KINDS) == list(MeetingKind)
    assert set(say.ANSWERED) == set(say.ANSWER_WORDS) == set(Answer)


def test_the_counts_follow_the_life_of_a_meeting() -> None:
    assert say.counts(MEETING, NOW) == "**3** going · **2** maybe · **1** can't"
    assert say.counts(MEETING, DURING).splitlines() == [
        "**7** checked in · **3** going",
        "Check-in is open until <t:1796234400:t>.",
    ]
    assert say.counts(MEETING, AFTER) == "**7** people were there."
    assert say.counts(CANCELLED, DURING) == "**Cancelled.**"
    assert say.counts(CANCELLED_WHY, AFTER) == "**Cancelled.** A public holiday"


def test_a_cancelled_meeting_is_struck_out() -> None:
    assert say.title(CANCELLED) == "## ~~Federated Learning~~"
    assert "~~Federated Learning~~ · cancelled" in say.listing([CANCELLED], past=False)[0]


def test_after_scheduling_the_next_step_is_named() -> None:
    assert say.scheduled(MEETING, 1, 77) == (
        f"Scheduled for {WHEN}. The card is on its way to <#77>.\n"
        "-# On the meeting's clock: Wed 2 Dec 2026, 11:00 New York (UTC-5)"
    )
    assert "`/sig setup`" in say.scheduled(MEETING, 1, None)
    unnamed = replace(MEETING, kind=MeetingKind.SUBGROUP, subgroup=None)
    assert say.scheduled(unnamed, 1, 77).splitlines()[-1] == (
        "-# It counts for no subgroup yet. `/meeting edit` with `subgroup` says which one meets."
    )
    named = replace(unnamed, subgroup="Genomics")
    assert "no subgroup" not in say.scheduled(named, 1, 77)
    linked = replace(MEETING, link="https://example.org/join")
    assert say.scheduled(linked, 1, 77).splitlines()[2] == (
        "-# From 1 h before the start, the card and the reminders have a **Join** button."
    )
    assert "every 2 weeks. The first 14 meetings are made" in say.scheduled(FULL_MEETING, 14, 77)


def test_an_empty_list_says_what_to_do() -> None:
    assert "`/meeting schedule`" in say.listing([], past=False)[0]
    assert say.listing([], past=True)[0] == "No past meetings."


def test_a_list_has_two_lines_a_meeting() -> None:
    ahead = say.listing([MEETING, FULL_MEETING], past=False)[0]
    assert ahead.split("\n\n")[1] == f"**Federated Learning** · Subgroup Meeting\n{WHEN}"
    assert "· 7 were there" in say.listing([MEETING], past=True)[0]


def test_one_sees_ones_own_answer_and_time() -> None:
    assert say.your_line(MEETING, Answer.MAYBE, "Asia/Kathmandu", NOW) == (
        "-# Your answer: Maybe. Your time: Wed 2 Dec 2026, 21:45 Kathmandu (UTC+5:45)."
    )
    assert "not answered yet" in say.your_line(MEETING, None, "UTC", NOW)
    assert "not answered yet" in say.your_line(MEETING, None, None, NOW)


def test_who_is_asked_again_after_a_move_hears_that() -> None:
    again = "You said Going before this meeting moved. **Still coming?** Please answer again.\n"
    here = say.your_line(MEETING, None, "Asia/Kathmandu", NOW, is_asked=True)
    assert here == f"{again}-# Your time: Wed 2 Dec 2026, 21:45 Kathmandu (UTC+5:45)."
    nowhere = say.your_line(MEETING, None, None, NOW, is_asked=True)
    assert nowhere == f"{again}-# `/me timezone` tells me your clock."
    assert say.your_line(MEETING, None, None, AFTER, is_asked=True) == ""


@pytest.mark.parametrize(("meeting", "at"), [(CANCELLED, NOW), (MEETING, AFTER)])
def test_nobody_has_not_answered_yet_where_no_answer_is_taken(
    meeting: Meeting, at: datetime
) -> None:
    assert say.your_line(meeting, None, None, at) == ""
    alone = "-# Your time: Wed 2 Dec 2026, 21:45 Kathmandu (UTC+5:45)."
    assert say.your_line(meeting, None, "Asia/Kathmandu", at) == alone
    assert "Your answer: Going." in say.your_line(meeting, Answer.GOING, None, at)


@pytest.mark.parametrize("answer", Answer)
def test_a_press_is_answered_in_one_line(answer: Answer) -> None:
    assert "Federated Learning" in say.answered(MEETING, answer)
    assert "\n" not in say.answered(MEETING, answer)


def test_cancelling_says_how_far_it_goes() -> None:
    assert say_changes.cancelled([MEETING], Scope.THIS).endswith("is cancelled.")
    assert "goes on as before" in say_changes.cancelled([FULL_MEETING], Scope.THIS)
    assert say_changes.cancelled([FULL_MEETING], Scope.FOLLOWING).endswith("is cancelled.")
    assert say_changes.cancelled([FULL_MEETING] * 3, Scope.FOLLOWING).endswith("on: 3 meetings.")
    assert say_changes.cancel_notice(MEETING, 1, None).splitlines() == [
        "**Federated Learning** on Wed 2 Dec, 11:00 New York is cancelled.",
        f"-# It was planned for {WHEN}.",
    ]
    many = "**Federated Learning** is cancelled from Wed 2 Dec, 11:00 New York on (3 meetings)"
    assert say_changes.cancel_notice(CANCELLED_WHY, 3, AFTER).splitlines() == [
        f"{many}: A public holiday.",
        f"-# The first was planned for {WHEN}.",
        f"🗓️ Next: {times.full(AFTER)}",
    ]


def test_a_choice_names_the_meeting_and_its_own_wall_time() -> None:
    assert say.choice(MEETING) == "Federated Learning · Wed 2 Dec 2026, 11:00 New York"
    assert say.choice(CANCELLED) == "Federated Learning · Wed 2 Dec 2026 · cancelled"


@pytest.mark.parametrize("title", TEXTS)
def test_labels_fit_whatever_the_title(title: str) -> None:
    for held in (replace(FULL_MEETING, title=title), replace(CANCELLED, title=title)):
        assert len(say.choice(held)) <= 100
        assert len(say.button_label(held)) <= 80


@quick
@given(typed, typed, st.integers(-100, 10_000))
def test_a_card_stays_a_card_whatever_people_type(text: str, reason: str, minutes: int) -> None:
    held = replace(FULL_MEETING, title=text, speaker=text, place=text, subgroup=text)
    gone = replace(CANCELLED, title=text, cancel_reason=reason)
    assert len(say.title(held).splitlines()) == 1
    assert len(say.kind_line(held).splitlines()) == 1
    assert 2 <= len(say.facts(held).splitlines()) <= 4
    assert len(say.listing([held, gone], past=False)[0].splitlines()) == 5
    assert len(say_changes.cancel_notice(gone, 2, None).splitlines()) == 2
    assert say.counts(held, START + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "pages"),
    [("word " * 399 + "end", 2), ("line\n" * 99 + "end", 3), ("x" * 2_000, 2)],
)
def test_a_long_description_is_cut_on_the_card_and_can_be_read_on_pages(
    text: str, pages: int
) -> None:
    long = replace(MEETING, description=text)
    beginning = descriptions.beginning(long)
    assert descriptions.is_cut(long)
    assert beginning.endswith("…")
    assert height(beginning) <= descriptions.ROWS + 1
    shown = descriptions.pages(long)
    assert len(shown) == pages
    assert "".join("".join(shown).split()) == "".join(text.split())
    assert all(height(page) <= TWO_SCREENS - 6 for page in shown)
    assert not descriptions.is_cut(FULL_MEETING)
    assert not descriptions.is_cut(replace(MEETING, description="To be continued…"))
