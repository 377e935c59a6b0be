"""`/attendance import`: a file is reviewed on one card, and written by Confirm."""

import json
import math
import re
from datetime import datetime

import discord
import pytest

from sigbot.chat import custom_ids as ids
from sigbot.domain.bounds import MOST_BYTES
from sigbot.wording.import_reviews import CHANGED, LOOK
from sigbot.wording.refusals import ANSWERED, NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.test_user_text import INVISIBLE, NASTY, OBEYED
from tests.discord.world import (
    Message,
    Person,
    Result,
    World,
    answer,
    buttons_of,
    furnish,
    parts,
    raw_text,
    say,
    set_up,
    text_of,
    whispered,
)
from tests.domain.import_samples import HEADER, csv_file
from tests.domain.import_samples import stamp as zoom_stamp

DAY = "2026-03-02"
"""Of the meeting m1, which is from 9:05 to 10:05 on the clocks of New York."""


async def show_more_of_reviews(world: World) -> None:
    """A review of several pages with a device, one that asks for names, and a written file."""
    await world.hold()
    names = [f"Person {n}||9:05|9:30" for n in range(60)]
    done = await send(world, zoom(*names, "iPhone||9:05|9:30"))
    await world.press(done, "Next")
    await world.press(done, "Next")
    await world.press(done, "☐ iPhone")
    done = await send(world, zoom("|ana@example.org|9:05|9:30"))
    await world.press(done, "Name them")
    await world.press(await send(world, zoom("Bo||9:05|9:30")), "Confirm")


CARDS = Cards(
    {
        "sig:cant:1": ids.Cant(1),
        "sig:checkin:1": ids.CheckIn(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:import_answer:2.nameless.drop": ids.AnswerImport(2, "nameless", "drop"),
        "sig:import_drop:1": ids.DropImport(1),
        "sig:import_drop:2": ids.DropImport(2),
        "sig:import_drop:3": ids.DropImport(3),
        "sig:import_name:2": ids.NameImported(2),
        "sig:import_page:1.0": ids.TurnImportPage(1, page=0),
        "sig:import_page:1.1": ids.TurnImportPage(1, page=1),
        "sig:import_page:1.2": ids.TurnImportPage(1, page=2),
        "sig:import_tick:1.0.0.2": ids.TickMachine(1, machine=0, ticked=0, page=2),
        "sig:import_tick:1.0.1.2": ids.TickMachine(1, machine=0, ticked=1, page=2),
        "sig:import_undo:3": ids.UndoImport(3),
        "sig:import_write:1.0": ids.WriteImport(1, known=0),
        "sig:import_write:3.0": ids.WriteImport(3, known=0),
    },
    show_more_of_reviews,
    ("Kick-off", "Person 1", "iPhone"),
)

NOTHING_YET = "Nothing is written yet. Press **Confirm** to add these people."
RIGHT_TO_LEFT = re.compile("([\u0590-\u08ff][^,”\n\u200e]*)\u200e")
"""A name that is read from the right, and the mark behind it that ends this."""


def zoom(*rows: str, day: str = DAY) -> bytes:
    """A Zoom file of rows such as `Ana|ana@example.org|9:05|9:30`."""
    cells = [row.split("|") for row in rows]
    return csv_file([(name, email, _at(day, j), _at(day, k)) for name, email, j, k in cells])


def _at(day: str, clock: str) -> str:
    return zoom_stamp(datetime.fromisoformat(f"{day} {clock:0>5}"))


async def send(
    world: World, data: bytes, meeting: str = "m1", who: Person | None = None, name: str = "a.csv"
) -> Result:
    """A file is given to `/attendance import`."""
    asked = who or world.organizer
    return await world.command(asked, "attendance import", meeting=meeting, file=(name, data))


def new(count: int) -> str:
    """How the list of people begins whom nobody here knows yet."""
    return (
        f"**New to me** · {count}\n-# I know members only once they use me. If one of these people "
        "is a member, use `/attendance link` afterwards."
    )


def labels(result: Result) -> list[str]:
    """The labels of a card's buttons, which fit: on the button, in their row, and apart."""
    found = list(parts(answer(result).components))
    rows = [part["components"] for part in found if part["type"] == 1]
    assert all(1 <= len(row) <= 5 for row in rows)
    said = [button["label"] for row in rows for button in row]
    assert all(1 <= len(label) <= 80 for label in said)
    assert len(set(said)) == len(said), "two buttons that nobody can tell apart"
    return said


def check_calm(result: Result) -> None:
    """A card is private, short, tame, and its buttons fit."""
    raw = raw_text(answer(result))
    assert answer(result).ephemeral
    assert len(raw) <= 4_000
    assert sum(max(1, math.ceil(len(line) / 40)) for line in raw.splitlines()) <= 44
    assert OBEYED.findall(raw.replace("<t:", "")) == []
    assert not INVISIBLE & set(RIGHT_TO_LEFT.sub(r"\1", raw))
    assert len(labels(result)) <= 25


def everything_sent(world: World) -> str:
    return json.dumps([entry.json for entry in world.env.http_requests], ensure_ascii=False)


def everything_kept(world: World) -> bytes:
    """The bytes of the database, with what was deleted and not overwritten yet."""
    files = world.database.parent.glob(f"{world.database.name}*")
    return b"".join(file.read_bytes() for file in files)


async def all_pages(world: World, review: Result) -> list[str]:
    """Turn all pages of a review; return their texts."""
    pages = [say(review)]
    while "Next" in labels(review):
        await world.press(review, "Next")
        check_calm(review)
        pages.append(say(review))
    return pages


# From the file to the list


def crowd(hour: int) -> bytes:
    """Three hundred names: every second with an e-mail, every third with a rejoin; three callers,
    and one name of two people."""
    rows = []
    for n in range(298):
        email = f"person{n}@example.org" if n % 2 else ""
        rows.append(f"Person {n}|{email}|{hour}:05|{hour}:30")
        rows += [f"Person {n}|{email}|{hour}:40|{hour}:59"] * (n % 3 == 0)
    rows += [f"+1 (415) 555-010{n}||{hour}:05|{hour}:59" for n in range(3)]
    rows += [f"Wei Zhang||{hour}:05|{hour}:59", f"Wei Zhang||{hour}:06|{hour}:50"]
    rows.append(f"\u202bمحمد العلي\u202c|m@example.org|{hour}:05|{hour}:59")
    return zoom(*rows)


async def test_a_large_file_is_one_choice_and_confirm(world: World) -> None:
    await world.hold()
    done = await send(world, crowd(9), name="participants_81234567890.csv")
    check_calm(done)
    assert whispered(done).endswith(
        "**How many people are “Wei Zhang”?** The name is in the file 2 times, at the same time."
    )
    assert labels(done) == ["1 person", "2 people", "Cancel"]
    await world.press(done, "2 people")
    check_calm(done)
    assert labels(done) == ["Next", "Confirm", "Cancel"]
    told = say(done)
    assert "**301** people: **0** known, **301** new\n" in told
    assert f"\n{new(301)}\nPerson 0 · 44 min\nPerson 1 · 25 min\n" in told
    assert "100 rows are of people who came back." in told
    assert told.endswith(NOTHING_YET)
    told = "\n".join(await all_pages(world, done))
    assert [f"\nPerson {n} · " in told for n in range(298)] == [True] * 298
    assert told.count("\nWei Zhang · ") == 2
    assert "\n**Left out** · 3\n3 callers by telephone · the file has no names" in told
    assert await world.present() == []
    await world.press(done, "Confirm")
    assert say(done) == f"Done. **301** people of the file are on the list of **Kick-off**.\n{LOOK}"
    assert labels(done) == ["Undo"]
    assert len(await world.present()) == 31
    await world.advance(seconds=10)
    assert "**301** people were there" in text_of(world.card("Kick-off"))
    assert await world.sql("SELECT name FROM people WHERE name LIKE '%محمد%'") == [("محمد العلي",)]
    assert "This file was already imported <t:" in whispered(await send(world, crowd(9)))
    # At the next meeting they are known, by e-mail and by name.
    await world.hold("Second")
    done = await send(world, crowd(11), "m2")
    assert labels(done) == ["1 person", "2 people", "Cancel"]
    await world.press(done, "2 people")
    assert "**301** people: **301** known, **0** new" in say(done)
    await world.press(done, "Confirm")
    assert await world.sql("SELECT count(*) FROM people") == [(301,)]
    # Nobody sees an e-mail address, and it is not kept.
    assert "@example.org" not in everything_sent(world)
    assert b"@example.org" not in everything_kept(world)


async def test_an_email_that_is_a_name_is_not_shown_to_anybody(world: World) -> None:
    await world.hold()
    file = zoom("ana@example.org|ana@example.org|9:05|9:30", "Bo@Example.org||9:05|9:30")
    done = await send(world, file)
    await world.press(done, "Confirm")
    assert await world.present() == ["ana", "Bo"]
    assert "@example.org" not in everything_sent(world).lower()
    assert b"@example.org" not in everything_kept(world).lower()


async def test_an_email_that_is_a_name_twice_is_not_shown_in_the_question(world: World) -> None:
    await world.hold()
    done = await send(world, zoom("cy@example.org||9:05|9:30", "cy@example.org||9:06|9:20"))
    assert "**How many people are “" in say(done)
    assert "@example.org" not in say(done)
    assert b"@example.org" not in everything_kept(world)


async def test_two_names_that_are_the_one_with_an_email_are_one_person(world: World) -> None:
    await world.hold()
    file = zoom(
        "Ana|a@example.org|9:05|9:30",
        "Anna Z|a@example.org|9:30|10:00",
        "Ana||9:06|9:20",
        "Anna Z||9:35|9:50",
    )
    done = await send(world, file)
    for _ in range(2):
        await world.press(done, "The same person (55 min)")
    assert "**1** person" in say(done)


async def test_nothing_that_was_put_right_by_hand_is_undone_by_a_file(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    await world.advance(hours=2)
    await world.command(world.organizer, "attendance remove", meeting="m1", member=world.ben)
    for change in ("attendance add", "attendance remove"):
        await world.command(world.organizer, change, meeting="m1", name="Dee")
    for name, member in (("Benny", world.ben), ("Annie", world.ann)):
        await world.command(world.organizer, "attendance link", name=name, member=member)
    people = ("Annie||9:05|9:30", "Benny||9:05|9:30", "Cy||9:05|10:00", "Dee||9:05|9:30")
    done = await send(world, zoom(*people))
    assert "**4** people: **3** known, **1** new\n\n**Known** · 3\n" in say(done)
    assert "\nAnn Lee (in the file: Annie) · 25 min\n" in say(done)
    assert f"\n{new(1)}\nCy · 55 min\n" in say(done)
    await world.press(done, "Confirm")
    assert say(done) == (
        "Done. **2** people of the file are on the list of **Kick-off**.\n"
        f"2 stay off it, as an organizer took them off.\n{LOOK}"
    )
    assert await world.present() == ["Ann Lee", "Cy"]
    assert await world.sql("SELECT source, minutes FROM attendances ORDER BY id") == [
        ("button", 25),
        ("import", 55),
    ]


async def test_a_time_that_cannot_be_read_is_said_to_be_unknown(world: World) -> None:
    await world.hold()
    await world.press(
        await send(world, zoom("Cy||9:05|9:30").replace(b"09:05", b"soon ")), "Confirm"
    )
    shown = whispered(await world.command(world.ann, "attendance show", meeting="m1"))
    assert "\nTime not known · Cy" in shown


async def test_a_user_name_on_discord_is_asked_about(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Going")
    await world.advance(hours=2)
    done = await send(world, zoom("Ann||9:05|9:30"))
    assert "**Is “Ann” this member?** It is their user name on Discord." in say(done)
    assert labels(done)[1:] == ["Somebody new", "Cancel"]
    assert labels(done)[0].startswith("Ann Lee")
    await world.press(done, labels(done)[0])
    await world.press(done, "Confirm")
    assert await world.present() == ["Ann Lee"]


# Questions


async def test_a_review_outlives_the_bot_and_ends_when_it_is_written(world: World) -> None:
    await world.hold()
    rows = [f"{name}||9:05|9:30" for name in ("Sam", "Sam", "Wei", "Wei", "Wei", "Ann Lee")]
    rows[1], rows[3] = "Sam||9:06|9:20", "Wei||9:06|9:30"
    done = await send(world, zoom(*rows))
    assert labels(done) == ["1 person", "2 people", "1 person for each of the 2 names", "Cancel"]
    await world.restart()
    await world.press(done, "2 people")
    assert "**How many people are “Wei”?** The name is in the file 2 times" in say(done)
    await world.restart()
    await world.press(done, "1 person")
    assert "**4** people: **0** known, **4** new" in say(done)
    await world.restart()
    await world.press(done, "Confirm")
    assert len(await world.present()) == 4
    old = world.old_message(
        ids.WriteImport(1, 0),
        ids.AnswerImport(1, "n0", "1"),
        ids.DropImport(1),
        ids.WriteImport(9, 0),
    )
    for label in "012":
        told = whispered(await world.organizer.click(old, label=label))
        assert told.startswith("This file was already imported <t:")
    assert whispered(await world.organizer.click(old, label="3")) == ANSWERED
    [(entries, choices)] = await world.sql("SELECT entries, choices FROM imports")
    assert (entries, list(json.loads(choices))) == ("{}", ["undo"])
    assert len(await world.present()) == 4


async def test_one_answer_may_be_for_all_names(world: World) -> None:
    await world.hold()
    names = [f"Person {n}" for n in range(30)]
    done = await send(world, zoom(*(f"{name}||9:0{n}|9:30" for name in names for n in (5, 6))))
    check_calm(done)
    assert labels(done) == ["1 person", "2 people", "1 person for each of the 30 names", "Cancel"]
    await world.press(done, "1 person for each of the 30 names")
    assert labels(done) == ["Next", "Confirm", "Cancel"]
    assert "**30** people" in say(done)


async def test_a_note_taker_is_left_out_and_a_device_is_counted_when_it_is_ticked(
    world: World,
) -> None:
    await world.hold()
    file = zoom("Ana||9:05|9:30", "Otter.ai||9:05|10:00", "iPhone||9:06|9:36")
    done = await send(world, file)
    check_calm(done)
    assert "**1** person: **0** known, **1** new\n" in say(done)
    assert "☐ Otter.ai · note-taker, left out\n☐ iPhone · device, left out" in say(done)
    assert labels(done) == ["☐ Otter.ai", "☐ iPhone", "Confirm", "Cancel"]
    await world.press(done, "☐ Otter.ai")
    await world.restart()
    await world.press(done, "☐ iPhone")
    await world.press(done, "☑ Otter.ai")
    assert "**2** people: **0** known, **2** new\n" in say(done)
    assert "☑ iPhone · device, counted" in say(done)
    assert f"\n{new(2)}\nAna · 25 min\niPhone · 30 min\n" in say(done)
    await world.press(done, "Confirm")
    assert await world.present() == ["Ana", "iPhone"]
    stale = world.old_message(ids.TickMachine(1, 0, 1, 0), ids.TurnImportPage(1, 0))
    for label in "01":
        told = whispered(await world.organizer.click(stale, label=label))
        assert told.startswith("This file was already imported <t:")


async def test_who_has_an_email_and_no_name_is_named_or_left_out(world: World) -> None:
    await world.hold()
    emails = [f"person.{n}@example.org" for n in range(7)]
    done = await send(world, zoom("Bo||9:05|9:30", *(f"|{e}|9:05|9:30" for e in emails)))
    check_calm(done)
    assert "7 people have an e-mail in the file and no name: person.0, person.1, " in say(done)
    assert labels(done) == ["Name them", "Leave them out", "Cancel"]
    form = await world.press(done, "Name them")
    await world.organizer.submit_modal(form, {"e1": "  Ana   López", "e2": "", "e3": "\u200b"})
    assert "6 people have an e-mail in the file and no name: person.1, " in say(done)
    await world.press(done, "Leave them out")
    assert "**2** people: **0** known, **2** new\n" in say(done)
    assert "\n**Left out** · 6\nperson.1 · no name in the file\n" in say(done)
    await world.press(done, "Confirm")
    assert await world.present() == ["Bo", "Ana López"]
    assert "@example.org" not in everything_sent(world)
    kept = everything_kept(world)
    assert b"@example.org" not in kept
    assert await world.sql("SELECT count(*) FROM people WHERE name LIKE 'person%'") == [(0,)]
    # Whoever is known by e-mail needs no name.
    await world.hold("Second")
    done = await send(world, zoom(f"|{emails[0]}|11:05|11:30"), "m2")
    assert "**1** person: **1** known, **0** new\n" in say(done)
    assert "\nAna López (in the file: person.0) · 25 min\n" in say(done)
    stale = world.old_message(ids.AnswerImport(2, "nameless", "drop"), ids.NameImported(2))
    assert whispered(await world.organizer.click(stale, label="0")) == ANSWERED
    assert labels(await world.organizer.click(stale, label="1")) == ["Confirm", "Cancel"]


async def test_of_a_file_of_several_meetings_the_nearest_is_read_or_it_is_asked(
    world: World,
) -> None:
    await world.hold()
    header = ("Topic", "Meeting ID", *HEADER)

    def meeting(topic: str, day: str, name: str) -> tuple[str, ...]:
        return (topic, topic, name, "", _at(day, "9:05"), _at(day, "9:30"), "25")

    near, far = meeting("Weekly", DAY, "Ana"), meeting("Other", "2026-02-23", "Bo")
    done = await send(world, csv_file([near, far], header))
    check_calm(done)
    assert "\nThe file has several meetings. These are the people of **Weekly, 2 Mar" in say(done)
    assert f"\n{new(1)}\nAna · 25 min\n" in say(done)
    done = await send(world, csv_file([far, meeting("Third", "2026-02-16", "Cy")], header))
    check_calm(done)
    assert say(done).endswith(
        "**Which meeting is it?** The file has several, and none begins near this one."
    )
    assert labels(done) == ["Other, 23 Feb 2026, 09:05", "Third, 16 Feb 2026, 09:05", "Cancel"]
    await world.press(done, "Third, 16 Feb 2026, 09:05")
    assert "⚠️ The file is of 16 Feb 2026" in say(done)
    await world.press(done, "Confirm")
    assert await world.present() == ["Cy"]


async def test_names_of_a_file_in_an_old_encoding_are_shown_first(world: World) -> None:
    await world.hold()
    file = zoom("Bo||9:05|9:30", "Zoë||9:05|9:30").decode().encode("cp1252")
    done = await send(world, file)
    check_calm(done)
    assert "⚠️ Letters such as é may be wrong in this file." in say(done)
    assert "\nZoë · 25 min\nBo · 25 min\n" in say(done)


async def test_who_of_several_is_meant_is_asked(world: World) -> None:
    for name in ("sam.one", "sam.two"):
        sam = world.guild.add_member(world.env.create_user(name, global_name="Sam Reed"))
        await world.command(sam, "me reminders", dm=True)
    await world.hold()
    await world.command(world.organizer, "attendance add", meeting="m1", name="u1")
    await world.hold("Second")
    done = await send(world, zoom("Sam Reed||11:05|11:30"), "m2")
    check_calm(done)
    assert "**Who is “Sam Reed”?** Several people could be meant." in say(done)
    assert "New" not in say(done), "whoever is asked about is not new yet"
    one, two = "Sam Reed (member) · 1 meeting, 2 Mar 2026", "Sam Reed (member) · no meeting yet"
    assert labels(done) == [one, two, "Somebody new", "Cancel"]
    await world.press(done, two)
    assert "**1** person: **1** known, **0** new" in say(done)
    await world.press(done, "Confirm")
    assert await world.sql("SELECT person_id FROM attendances WHERE meeting_id = 2") == [(2,)]


async def test_the_day_of_an_evening_is_that_of_the_community(world: World) -> None:
    await world.schedule("Evening call", "2026-03-02 21:00")
    for name in ("sam.one", "sam.two"):
        sam = world.guild.add_member(world.env.create_user(name, global_name="Sam Reed"))
        await world.command(sam, "me reminders", dm=True)
    await world.advance(hours=14)
    await world.command(world.organizer, "attendance add", meeting="m1", name="u1")
    await world.hold("Second")
    done = await send(world, zoom("Sam Reed||11:05|11:30", day="2026-03-03"), "m2")
    assert labels(done)[0] == "Sam Reed (member) · 1 meeting, 2 Mar 2026"


def dated(text: str) -> bytes:
    return csv_file([("Ana", "", f"{text} 09:05:00", f"{text} 10:00:00")])


async def test_a_file_of_another_day_is_noticed(world: World) -> None:
    await world.hold()
    done = await send(world, dated("2026-03-09"))
    check_calm(done)
    assert (
        "⚠️ The file is of 9 Mar 2026, the meeting was on 2 Mar 2026. Is it the right file?"
        in say(done)
    )
    assert labels(done) == ["Confirm", "Cancel"]
    done = await send(world, dated("03/02/2026"))
    assert "⚠️" not in say(done)
    done = await send(world, dated("04/05/2026"))
    assert "**Which day was it?** The dates in the file can be read in two ways." in say(done)
    assert "The file is of" not in say(done)
    assert labels(done) == ["5 Apr 2026", "4 May 2026", "Cancel"]
    await world.press(done, "4 May 2026")
    assert "⚠️ The file is of 4 May 2026" in say(done)
    await world.press(done, "Confirm")
    assert await world.present() == ["Ana"]
    (at,) = await world.sql("SELECT checked_in_at FROM attendances")
    assert at == ("2026-03-02 14:05:00.000000",)


# Files that are refused


HOSTILE = ",".join([*(f'"{text}"' for text in NASTY.values()), "# h", "\x1b[31m"])
REFUSED = {
    "a page": (b"Dear all,\nthank you", "It begins with: “Dear all”. Please export the list"),
    "headers": (b"Vorname;Nachname;Dauer\na;b;c", "“Vorname”, “Nachname”, “Dauer”"),
    "hostile headers": (HOSTILE.encode(), "I do not know this kind of file. It begins with: “# **"),
    "e-mails": (
        b"Ana,ana@example.org,55\nBo,bo@example.org,55",
        "It begins with: “Ana”, “…@…”, “55”.",
    ),
    "long": (b"x" * 100_000, "I do not know this kind of file. It begins with: “xxx"),
    "empty": (b"", "The file is empty."),
    "blank": (b"\n \n", "The file is empty."),
    "Excel": (b"PK\x03\x04\x14\0", "The file is an Excel workbook or a zip file, not a CSV file."),
    "PDF": (b"%PDF-1.7", "The file is a PDF, not a CSV file."),
    "Cyrillic": ("Name,Join Time,Leave Time\nИван,,".encode("cp1251"), "Please save it again as"),
    "a bank's list": (
        b"Name,Email,Duration\nAna,ana@example.org,\nBo,bo@example.org,",
        "Nobody in the file has a time or a duration that I can read",
    ),
    "bytes": (b"Name\0\1\2,x", "The file is not text."),
    "too large": (b"x" * (MOST_BYTES + 1), "The file is larger than 10 MB."),
    "nobody": (zoom(), "There are no people in it."),
    "callers": (zoom("+1 415 555 0100||9:05|9:30"), "nothing to import"),
    "meetings": (b"Topic,Meeting ID,Start Time,Participants\nA,1,2,3", "a list of meetings"),
}


async def test_a_file_that_cannot_be_read_is_refused_with_what_was_seen(world: World) -> None:
    await world.hold()
    for kind, (data, sentence) in REFUSED.items():
        done = await send(world, data)
        raw = raw_text(answer(done))
        assert sentence in whispered(done), kind
        assert "example.org" not in raw, kind
        assert len(raw.splitlines()) == 1, kind
        assert OBEYED.findall(raw) == [], kind
        assert not INVISIBLE & set(raw), kind
        assert len(raw) < 1_200, kind
        assert labels(done) == [], kind
    assert await world.sql("SELECT * FROM imports") == []


async def test_a_file_that_does_not_come_may_be_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.hold()
    with monkeypatch.context() as lost:
        lost.setattr(world.env.backend.cdn, "get", lambda _: None)
        done = await send(world, zoom("Ana||9:05|9:30"))
        assert whispered(done) == "I could not get the file from Discord. Please send it again."
    assert labels(await send(world, zoom("Ana||9:05|9:30"))) == ["Confirm", "Cancel"]


async def test_who_may_not_and_when_it_is_too_early_no_file_is_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.hold()
    await world.plan("Later", "in 3 hours")
    await world.schedule("Off", "in 10 minutes")
    await world.command(world.organizer, "meeting cancel", meeting="m3")
    monkeypatch.setattr(world.env.backend.cdn, "get", lambda _: pytest.fail("it was read"))
    file = zoom("Ana||9:05|9:30")
    assert whispered(await send(world, file, who=world.ann)) == NOT_ORGANIZER
    assert "I can't find a meeting “m9”" in whispered(await send(world, file, "m9"))
    early = whispered(await send(world, file, "m2"))
    assert early.startswith("This meeting has not started yet. Please come back <t:")
    assert whispered(await send(world, file, "m3")).startswith("This meeting was cancelled.")
    offered = await world.choices(world.organizer, "attendance import", "meeting", "")
    assert "m1" in offered.values()
    assert "m2" not in offered.values()


# Others, and what is stale


async def test_only_organizers_of_this_server_can_press_its_buttons(world: World) -> None:
    await world.hold()
    await send(world, zoom("Sam||9:05|9:30", "Sam||9:06|9:20"))
    pressed = (ids.AnswerImport(1, "n0", "1"), ids.WriteImport(1, 0), ids.DropImport(1))
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    old, theirs = world.old_message(*pressed), other.old_message(*pressed)
    for label in "012":
        assert whispered(await world.ann.click(old, label=label)) == NOT_ORGANIZER
        told = whispered(await other.organizer.click(theirs, label=label))
        assert told == ANSWERED
    assert await world.sql("SELECT choices, written_at FROM imports") == [("{}", None)]
    # Another organizer may go on; what cannot be pressed now changes nothing.
    early = await world.manager.click(old, label="1")
    assert "**How many people are “Sam”?**" in say(early)
    await world.manager.click(world.old_message(*pressed), label="0")
    stale = world.old_message(ids.AnswerImport(1, "n0", "0"), ids.WriteImport(1, 0))
    assert whispered(await world.manager.click(stale, label="0")) == ANSWERED
    await world.manager.click(stale, label="1")
    assert len(await world.present()) == 2


async def test_cancel_forgets_the_file_and_it_may_be_sent_again(world: World) -> None:
    await world.hold()
    done = await send(world, zoom("Ana||9:05|9:30"))
    await world.press(done, "Cancel")
    assert say(done) == "All right. Nothing was written, and the file is forgotten."
    assert labels(done) == []
    assert await world.sql("SELECT * FROM imports") == []
    old = world.old_message(ids.WriteImport(1, 0), ids.DropImport(1))
    for label in "01":
        assert whispered(await world.organizer.click(old, label=label)) == ANSWERED
    assert await world.sql("SELECT * FROM people") == []
    done = await send(world, zoom("Ana||9:05|9:30"))
    await world.press(done, "Confirm")
    assert await world.present() == ["Ana"]


async def test_who_became_known_since_the_review_is_shown_before_it_is_written(
    world: World,
) -> None:
    await world.hold()
    slow = await send(world, zoom("Amy||9:05|9:30", "Bo||9:05|9:30"))
    fast = await send(world, zoom("Amy||9:05|9:31"), who=world.manager)
    await world.press(fast, "Confirm", world.manager)
    await world.press(slow, "Confirm")
    assert f"\n{CHANGED}\n**2** people: **1** known, **1** new\n" in say(slow)
    assert f"\n{new(1)}\nBo · 25 min\n" in say(slow)
    assert say(slow).endswith(NOTHING_YET)
    await world.command(world.organizer, "attendance link", name="Amy", member=world.ann)
    await world.press(slow, "Confirm")
    assert "are on the list" in say(slow)
    assert await world.present() == ["Ann Lee", "Bo"]
    audits = await world.sql("SELECT count(*) FROM audit WHERE action = 'attendance.import'")
    assert audits == [(2,)]


async def test_what_was_imported_is_taken_back_by_one_press(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigbot.services.import_undo.LARGEST_PART", 1)
    await world.hold()
    file = zoom("Ann Lee||9:05|9:30", "Bo||9:05|9:30")
    done = await send(world, file)
    await world.press(done, "Confirm")
    assert labels(done) == ["Undo"]
    assert "**2** people were there." in text_of(await fresh_card(world))
    await world.press(done, "Undo")
    assert "Taking the file back… 1 of 2 people are left." in str(edits(world))
    assert say(done) == (
        "Took back what the file changed in the attendance of **Kick-off**. "
        "You can import it again."
    )
    assert labels(done) == []
    assert "It is not recorded yet who was there." in text_of(await fresh_card(world))
    await world.press(await send(world, file), "Confirm")
    await world.command(world.organizer, "attendance link", name="Bo", member=world.ben)
    pressed = await world.organizer.click(world.old_message(ids.UndoImport(2)), label="0")
    assert whispered(pressed) == (
        "Something has changed for Ben Ito since the import, so I can't take it back as a whole. "
        "Please put the list right with `/attendance remove` and `/attendance add`."
    )


async def fresh_card(world: World) -> Message:
    """The card of the meeting, once it is up to date."""
    await world.advance(seconds=5)
    return world.card("Kick-off")


async def test_a_review_that_nobody_confirmed_within_a_day_is_forgotten(world: World) -> None:
    await world.hold()
    done = await send(world, zoom("Ana||9:05|9:30"))
    await world.advance(hours=23)
    assert len(await world.sql("SELECT * FROM imports")) == 1
    await world.advance(hours=2)
    assert whispered(await world.press(done, "Confirm")) == ANSWERED
    await world.advance(hours=24)
    assert await world.sql("SELECT * FROM imports") == []


async def test_nothing_is_written_to_a_meeting_that_was_cancelled_since(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(minutes=20)
    done = await send(world, zoom("Ana||9:05|9:10"))
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    told = whispered(await world.press(done, "Confirm"))
    assert told.startswith("This meeting was cancelled.")
    assert await world.sql("SELECT * FROM attendances") == []


# Large and hostile


async def test_a_file_of_thousands_is_written_in_parts(world: World) -> None:
    await world.hold()
    file = zoom(*(f"Person {n}||9:05|9:30" for n in range(1_001)))
    done = await send(world, file)
    check_calm(done)
    assert "**1001** people: **0** known, **1001** new" in say(done)
    await world.press(done, "Confirm")
    assert (
        say(done) == f"Done. **1001** people of the file are on the list of **Kick-off**.\n{LOOK}"
    )
    told = [body["components"][0]["content"] for body in edits(world)]
    assert (told[0], told[-1]) == ("Writing… 50 of 1001 people so far.", say(done))
    assert await world.sql("SELECT count(*) FROM attendances") == [(1001,)]
    shown = await world.command(world.ann, "attendance show", meeting="m1")
    assert "**1001** people" in whispered(shown)
    assert "and 970 more" in whispered(shown)


def edits(world: World) -> list[dict[str, list[dict[str, str]]]]:
    """How answers were edited, the oldest first."""
    return world.sent("PATCH", "/messages/@original")


async def test_a_file_is_written_even_if_the_card_cannot_tell_how_far_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sigbot.services.imports.LARGEST_PART", 1)
    await world.hold()
    done = await send(world, zoom("Ana||9:05|9:30", "Bo||9:05|9:30", "Cy||9:05|9:30"))
    world.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008, times=1)
    await world.press(done, "Confirm")
    assert say(done) == f"Done. **3** people of the file are on the list of **Kick-off**.\n{LOOK}"
    assert await world.present() == ["Ana", "Bo", "Cy"]


async def test_who_closes_the_card_while_it_is_written_hears_of_no_failure(world: World) -> None:
    world.forgiven.append(discord.NotFound)
    await world.hold()
    done = await send(world, zoom("Ana||9:05|9:30"))
    world.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    pressed = await world.press(done, "Confirm")
    assert await world.present() == ["Ana"]
    assert "went wrong" not in say(pressed)


async def test_names_of_a_file_change_nothing_around_them(world: World) -> None:
    texts = [text.replace("\\", "\\\\") for text in NASTY.values()]
    rows = [f"{text.replace('|', '!')}||9:05|9:30" for text in texts]
    twice = [f"{NASTY['mentions']} twice||9:05|9:30", f"{NASTY['mentions']} twice||9:06|9:20"]
    await world.hold()
    done = await send(world, zoom(*rows, *twice, f"{'W' * 190}*_~||9:05|9:30"))
    check_calm(done)
    assert "“@everyone @here <@1> <@&1>" in say(done)
    await world.press(done, "2 people")
    check_calm(done)
    await world.press(done, "Confirm")
    check_calm(done)
    await world.hold("Second")
    done = await send(world, zoom(f"{NASTY['mentions']} twice||11:05|11:30"), "m2")
    raw = raw_text(answer(done))
    assert "**Who is “@everyone" in raw
    assert OBEYED.findall(raw.replace("<t:", "")) == []
    assert all(1 <= len(label) <= 80 for label in buttons_of(answer(done)))
    shown = await world.command(world.ann, "attendance show", meeting="m1")
    assert OBEYED.findall(re.sub(r"<t:\d{10}:", "", raw_text(answer(shown)))) == []
