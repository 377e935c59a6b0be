"""What events of the server say, within Discord's limits, and what organizers are asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigbot.chat.marks import MARK_LENGTH
from sigbot.domain.community import Community
from sigbot.domain.meetings import Counts, Meeting, MeetingKind
from sigbot.domain.native_events import (
    DESCRIPTION_ROOM,
    LOCATION_LIMIT,
    NAME_LIMIT,
    Entity,
    EventState,
    Field,
    KnownEvent,
    NativeEvent,
)
from sigbot.wording import native_events as say
from tests.domain.properties import characters, thorough

NOW = datetime(2026, 3, 4, 16, tzinfo=UTC)
MOST_IN_A_DESCRIPTION = 1_000
CARD = (222222222222222222, 333333333333333333)
CARD_ADDRESS = (
    "https://discord.com/channels/111111111111111111/222222222222222222/333333333333333333"
)
HERE = Community(1, 111111111111111111, "Healthcare *SIG*")
CALL = Meeting(
    1,
    "Kick-off",
    MeetingKind.GUEST,
    NOW,
    NOW.replace(tzinfo=None),
    "UTC",
    60,
    subgroup="Patient",
    speaker="Ada L.",
    link="https://example.org/call",
    description="# What to bring\nCake, <@1>",
)


def event_of(meeting: Meeting, **changes: object) -> NativeEvent:
    meeting = replace(meeting, **changes)  # type: ignore[arg-type]
    return say.native_event(meeting, HERE, CARD, Entity.EXTERNAL, "")


def test_an_event_says_what_it_is_and_how_to_answer() -> None:
    assert event_of(CALL).description.splitlines() == [
        "Guest Presentation of Healthcare \\*SIG\\*, subgroup Patient",
        f"Interested does not tell us that you come. Please answer on the card: {CARD_ADDRESS}",
        "Speaker: Ada L.",
        "Link: https://example.org/call",
        "\\# What to bring",
        "Cake, \\<@1>",
    ]
    short = replace(CALL, subgroup=None, speaker="", link="", description="")
    plain = say.native_event(short, HERE, None, Entity.VOICE, "7")
    assert plain.description == "Guest Presentation of Healthcare \\*SIG\\*"
    assert (plain.starts_at, plain.ends_at) == (NOW, NOW + timedelta(hours=1))
    assert (plain.entity, plain.where) == (Entity.VOICE, "7")
    assert say.as_external(plain).where == "<#7>"


def test_an_event_is_at_the_place_else_the_link_else_it_says_so() -> None:
    assert event_of(CALL, place="Room  5").where == "Room 5"
    assert event_of(CALL).where == "https://example.org/call"
    assert event_of(CALL, link="https://example.org/" + "x" * 200).where == say.PLACE_NOT_SAID
    assert event_of(CALL, link="").where == say.PLACE_NOT_SAID
    assert "Link:" not in event_of(CALL, link="https://example.org/" + "x" * 300).description


texts = st.text(characters | st.sampled_from("*_\n~`"), max_size=2_000)


@thorough
@given(texts.filter(str.strip), texts, texts, texts)
def test_whatever_a_meeting_says_fits_into_its_event(
    title: str, place: str, speaker: str, description: str
) -> None:
    event = event_of(CALL, title=title, place=place, speaker=speaker, description=description)
    assert 1 <= len(event.name) <= NAME_LIMIT
    assert 1 <= len(event.where) <= LOCATION_LIMIT
    assert len(event.description) <= DESCRIPTION_ROOM
    assert len(event.description) + MARK_LENGTH <= MOST_IN_A_DESCRIPTION
    assert say.CARD.partition(":")[0] in event.description


def known(**changes: object) -> KnownEvent:
    shown = event_of(CALL).texts
    made = KnownEvent(
        1, 9, EventState.ASKED, shown, shown, {Field.NAME}, 0, NOW, NOW, is_cancelled=False
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_question_says_what_was_changed() -> None:
    everything = known(held=set(Field))
    gone = known(state=EventState.GONE, held=())
    lines = say.question(HERE, [(everything, "*Call*"), (gone, "Talk")]).splitlines()
    stamp = int(NOW.timestamp())
    assert lines[0] == (
        "**Somebody changed 2 events of Healthcare \\*SIG\\*.** Their meetings are as they were."
    )
    about = f"- **\\*Call\\***, <t:{stamp}:f>"
    assert lines[1] == f"{about}: the event has the name “Kick-off”."
    assert lines[2].startswith(f"{about}: the event starts <t:{stamp}:F>")
    assert lines[3] == f"{about}: the event has another place."
    assert lines[4] == f"{about}: the event has another description."
    assert lines[5] == f"- **Talk**, <t:{stamp}:f>: the event was deleted."
    many = say.question(HERE, [(gone, f"Talk {number}") for number in range(90)])
    assert "**Somebody changed 90 events" in many
    assert "\n-# and " in many
    assert len(many) < 2_000


def test_numbers_of_one_and_of_many_are_two_sentences() -> None:
    assert say.interested(Counts()) == say.interested_comers(Counts()) == ""
    assert say.interested(Counts(interested=1)) == "-# 1 person is interested in the server event."
    assert "2 people are" in say.interested(Counts(interested=2))
    assert say.settled(1, back=True) == "1 event is put back as its meeting says."
    assert say.settled(2, back=False) == "2 events stay as they are now."
    assert say.turned_off(0) == "Meetings are not shown among this server's events."
    assert say.turned_off(1).startswith("1 event of an upcoming meeting is removed")
    assert say.turned_off(2).startswith("2 events of upcoming meetings are removed")
    assert "Create Events" not in say.turned_on(may_create=True)
    assert "Create Events" in say.turned_on(may_create=False)
