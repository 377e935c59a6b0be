"""Note-takers and devices in attendance files are told from people, and listed apart."""

import pytest

from sigbot.domain.attendance_files.machines import Machine, machine_of
from sigbot.domain.attendance_files.reading import read_file
from tests.domain.import_samples import people, zoom

NOTE_TAKERS = """Otter.ai · Otter · Ana's OtterPilot · OtterPilot (Ana)
Fireflies.ai Notetaker Ana
read.ai meeting notes · Read AI · Fathom Notetaker · Ana's Fathom Notetaker
tl;dv · tldv.io Recorder
Ana's Notetaker (Otter.ai) · AI Notetaker · Notetaker · Meeting Recorder · Recorder · MeetGeek.ai"""
DEVICES = """iPhone · Ana's iPhone · Jesus' iPhone · Ana’s iPad · iPhone de Ana · iPhone von Jürgen
iPhone 13 Pro Max · iPad (2) · Galaxy S23 · Galaxy S23 Ultra · Galaxy A52s 5G
Galaxy Tab S7 · SM-G991B
Samsung SM-G991B · Pixel 7 Pro · Redmi Note 9 · HUAWEI P30 lite · DESKTOP-AB12CD3
Android · vivo 1906 · Call-in User_1"""
PEOPLE = """Ana · Jane Otter · Kim Gong · Honor Blackman · Marie Galaxy · Galaxy Quest
Vivo Ng · Nokia
Ana López (notetaker) · iPhone (Ana López) · Ana Recorder · Bread.ai
Phoney · Ana's iPhone, Bo's iPad!"""


def named(text: str) -> list[str]:
    return [name.strip() for line in text.splitlines() for name in line.split("·")]


@pytest.mark.parametrize(
    ("names", "machine"),
    [(NOTE_TAKERS, Machine.NOTE_TAKER), (DEVICES, Machine.DEVICE), (PEOPLE, None)],
)
def test_a_name_is_of_a_machine_or_of_a_person(names: str, machine: Machine | None) -> None:
    assert {name for name in named(names) if machine_of(name) != machine} == set()


def test_machines_are_listed_apart_with_their_minutes() -> None:
    review = read_file(
        zoom(
            "Ana||21:00|21:30",
            "Ana's iPhone (Ana)||21:30|21:40",
            "iPad (2)||21:00|21:30",
            "Otter.ai|bot@otter.ai|21:00|21:30",
            "Fred|fred@fireflies.ai|21:00|21:30",
            "iPad (2)||21:10|21:40",
            "iPhone|bo@example.org|21:00|21:10",
            "Galaxy S23|cy@example.org|21:00|21:10",
            "Cy|cy@example.org|21:10|21:30",
        )
    )
    assert people(review) == [
        "Ana [Ana's iPhone] 40 21:00-21:40",
        "bo <bo@example.org> 10 21:00-21:10",
        "Cy <cy@example.org> 30 21:00-21:30",
    ]
    apart = [(a.machine, a.person.name, a.person.minutes) for a in review.apart]
    assert apart == [
        ("device", "iPad (2)", 40),
        ("note_taker", "Otter.ai", 30),
        ("note_taker", "Fred", 30),
    ]
    assert (review.outcome, review.ambiguous) == ("import", ())
    assert [person.is_nameless for person in review.people] == [False, True, False]


def test_who_has_an_email_is_not_joined_by_the_device_of_another() -> None:
    review = read_file(zoom("iPhone|a@example.org|21:00|21:30", "iPhone||21:00|21:30"))
    assert (people(review), review.ambiguous) == (["a <a@example.org> 30 21:00-21:30"], ())
    assert [apart.person.name for apart in review.apart] == ["iPhone"]


def test_a_machine_in_brackets_is_no_name() -> None:
    rows = ("Ana López (iPhone)||21:00|21:30", "Bo (notetaker)||21:00|21:30")
    assert people(read_file(zoom(*rows))) == ["Ana López 30 21:00-21:30", "Bo 30 21:00-21:30"]
