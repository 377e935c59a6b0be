"""`/audit`: who changed what."""

from typing import Any

from sigbot.chat import custom_ids as ids
from sigbot.domain.audit import PAGE_CHANGES
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.world import (
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    say,
    stamp,
    whispered,
)

NOW = "2026-03-02 09:00"
MANY = PAGE_CHANGES + 2


async def plan_many(world: World, count: int = MANY) -> None:
    for number in range(count):
        await world.command(world.organizer, "plan add", title=f"Plan {number}")


async def audit(world: World, **options: Any) -> Result:
    return await world.command(world.organizer, "audit", **options)


def lines(shown: Result) -> list[str]:
    return say(shown).splitlines()


def added(*numbers: int) -> list[str]:
    return [f"added the planned work **Plan {number}** (`p{number + 1}`)." for number in numbers]


def sentences(shown: Result) -> list[str]:
    return [line.split("** ", 1)[1] for line in lines(shown) if "planned work" in line]


async def test_an_organizer_sees_who_changed_what_the_newest_first(world: World) -> None:
    await plan_many(world)
    first = await audit(world)
    assert whispered(first).startswith("## Who changed what\n**")
    assert lines(first)[2].startswith(f"-# {stamp(NOW)}".removesuffix(":f>")[:10])
    assert sentences(first) == added(*range(MANY - 1, 1, -1))
    assert lines(first)[-1].startswith("-# For check-ins, answers and votes")
    assert list(buttons_of(answer(first))) == ["Older"]
    second = await world.press(first, "Older")
    assert sentences(second) == added(1, 0)
    assert lines(second)[5].endswith("** saved the settings of the community.")
    assert list(buttons_of(answer(second))) == ["Newer"]
    back = await world.press(second, "Newer")
    assert sentences(back) == sentences(first)
    assert list(buttons_of(answer(back))) == ["Older"]


async def test_it_is_for_organizers_only(world: World) -> None:
    await plan_many(world)
    assert whispered(await world.command(world.ann, "audit")) == NOT_ORGANIZER
    assert whispered(await world.command(world.ann, "audit", format="csv")) == NOT_ORGANIZER
    old = world.old_message(ids.OlderChanges(9, "", None), ids.NewerChanges(1, "", None))
    for label in ("0", "1"):
        assert whispered(await world.ann.click(old, label=label)) == NOT_ORGANIZER


async def test_pages_keep_the_period_and_the_person(world: World) -> None:
    await plan_many(world)
    own = f"<@{world.organizer.id}>"
    shown = await audit(world, period="Q1 2026", person=own)
    assert lines(shown)[1] == f"-# By {own}, in Q1 2026"
    second = await world.press(shown, "Older")
    assert lines(second)[1] == f"-# By {own}, in Q1 2026"
    none = await audit(world, period="2025")
    assert "Nothing that fits. Try without the period or the person." in whispered(none)
    unknown = await audit(world, person="Nobody at all")
    assert "Nobody at all" in whispered(unknown)
    unread = await audit(world, period="some day")
    assert whispered(unread).startswith("I could not read “some day” as a period.")


async def test_people_and_periods_are_offered(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Europe/Berlin")
    assert await world.choices(world.organizer, "audit", "person", "ann")
    assert await world.choices(world.ann, "audit", "person", "ann") == {}
    assert "H1 2026" in await world.choices(world.organizer, "audit", "period", "h1")


async def test_what_people_set_for_themselves_is_not_shown(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Europe/Berlin")
    await world.schedule("Kick-off")
    await world.ann.click(world.card("Kick-off"), label="Going")
    shown = whispered(await audit(world))
    assert "Ann" not in shown
    own = whispered(await audit(world, person=f"<@{world.ann.id}>"))
    assert "answered Going to **Kick-off** (`m1`)." in own
    assert "timezone" not in own


async def test_an_export_is_a_file(world: World) -> None:
    await plan_many(world, 2)
    done = await audit(world, format="csv", period="H1 2026")
    assert "Who changed what in H1 2026, 3 changes." in whispered(done)
    ((name, content),) = (await files_of(answer(done))).items()
    assert name == "audit-H1-2026.csv"
    rows = content.decode("utf-8-sig").split("\r\n")
    assert rows[0] == "at,person,discord_id,action,key,title,details"
    assert rows[2].startswith("2026-03-02T14:")
    assert f",{world.organizer.id},plan.add,p1,Plan 0," in rows[2]
    whole = await audit(world, format="csv")
    assert list(await files_of(answer(whole))) == ["audit-all.csv"]
    none = await audit(world, format="csv", period="2025")
    assert whispered(none).startswith("There is nothing to export.")


async def show_pages(world: World) -> None:
    await plan_many(world, 2 * PAGE_CHANGES + 1)
    await world.sql("UPDATE audit SET discord_id = 5 WHERE action = 'plan.add'")
    for options in ({}, {"period": "Q1 2026", "person": "<@5>"}):
        await world.press(await audit(world, **options), "Older")


Q1 = "2026-01-01..2026-03-31"
CARDS = Cards(
    {
        "sig:audit_older:10,,": ids.OlderChanges(10, "", None),
        "sig:audit_older:3,,": ids.OlderChanges(3, "", None),
        "sig:audit_newer:9,,": ids.NewerChanges(9, "", None),
        f"sig:audit_older:10,{Q1},5": ids.OlderChanges(10, Q1, 5),
        f"sig:audit_older:3,{Q1},5": ids.OlderChanges(3, Q1, 5),
        f"sig:audit_newer:9,{Q1},5": ids.NewerChanges(9, Q1, 5),
    },
    show_pages,
)
