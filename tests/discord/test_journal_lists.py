"""`/journal list`, `/journal search` and `/journal export`."""

import re
from typing import Any

import rispy

from sigbot.chat import custom_ids as ids
from sigbot.domain.journal_lists import PAGE_ITEMS
from tests.discord.cards import Cards
from tests.discord.world import Result, World, answer, buttons_of, say, whispered

MANY = PAGE_ITEMS + 2


async def share(world: World, link: str, **options: Any) -> None:
    await world.command(world.ann, "journal share", link=link, quiet=True, **options)


async def share_many(world: World, count: int = MANY) -> None:
    for number in range(count):
        await share(world, f"https://example.org/{number}", title=f"Paper {number}", tags="a.i ml")


def titles(shown: Result) -> list[str]:
    return re.findall(r"\[(Paper \d+)\]", say(shown))


async def turn(world: World, shown: Result, label: str) -> Result:
    return await world.ann.click(answer(shown), label=label)


async def test_a_list_has_pages_that_keep_what_was_wanted(world: World) -> None:
    await share_many(world)
    await share(world, "https://example.org/plain", title="Paper 99")
    await world.sql("UPDATE journal_items SET note = 'Worth it'")
    options = {"period": "Q1 2026", "tag": "#A.I ml", "status": "shared"}
    listed = await world.command(world.ann, "journal list", **options)
    shown = whispered(listed)
    assert shown.startswith(f"## Journal\n{MANY} items match. The most wanted come first.")
    assert shown.endswith("Page 1 of 2")
    assert list(buttons_of(answer(listed))) == ["Next"]
    first = titles(listed)
    second = await turn(world, listed, "Next")
    assert list(buttons_of(answer(second))) == ["Previous"]
    assert first + titles(second) == [f"Paper {n}" for n in reversed(range(MANY))]
    assert titles(await turn(world, second, "Previous")) == first


async def test_a_list_without_anything_says_what_to_do(world: World) -> None:
    shown = whispered(await world.command(world.ann, "journal list"))
    assert "Share the first link with `/journal share`." in shown
    await share(world, "https://example.org/first")
    assert "1 item was shared." in say(await world.command(world.ann, "journal list"))
    shown = whispered(await world.command(world.ann, "journal list", period="2025"))
    assert shown == "## Journal\nNothing matches. Try without the filter."
    told = whispered(await world.command(world.ann, "journal list", period="some day"))
    assert told.startswith("I could not read “some day” as a period.")
    assert "H1 2026" in await world.choices(world.ann, "journal list", "period", "h1")


async def test_the_longest_items_are_on_one_card_with_its_next_page(world: World) -> None:
    """With less of each where not everything fits."""
    for number in range(MANY):
        await share(
            world,
            f"https://example.org/{number}/" + "x" * 470,
            title="*" * 200,
            note="*" * 300,
            tags=",".join(letter * 30 for letter in "abcdefghij"),
        )
    listed = await world.command(world.ann, "journal list")
    shown = whispered(listed)
    assert shown.count("Ann Lee") == PAGE_ITEMS
    assert "](<" not in shown
    assert list(buttons_of(answer(listed))) == ["Next"]


async def test_a_search_finds_and_turns_its_pages(world: World) -> None:
    await share_many(world)
    found = await world.command(world.ann, "journal search", text="“PAPER”, exa or: a.i pap")
    assert whispered(found).startswith("## Search for “paper exa or a i pap”\nNothing in the")
    found = await world.command(world.ann, "journal search", text="A.I. pap")
    assert f"{MANY} items have all of these words." in whispered(found)
    first = titles(found)
    second = await turn(world, found, "Next")
    assert len(titles(second)) == MANY - PAGE_ITEMS
    assert titles(await turn(world, second, "Previous")) == first
    one = await world.command(world.ann, "journal search", text="paper 7")
    assert (titles(one), "1 item has all of" in say(one)) == (["Paper 7"], True)


async def test_a_search_that_no_button_can_keep_shows_the_first(world: World) -> None:
    await share_many(world)
    found = await world.command(world.ann, "journal search", text="paper " * 20)
    assert buttons_of(answer(found)) == {}
    assert "These are the first 8. Please search for fewer words" in whispered(found)


async def test_a_search_without_a_word_or_with_too_many_is_refused(world: World) -> None:
    world.forge_lengths()
    for text, sentence in (
        ("?!*\"'", "I need a word to search for."),
        ("", "I need a word to search for."),
        ("x" * 2_000, "This search has 2,000 characters; please keep it to 300."),
        ("' OR 1=1; DROP TABLE journal_items --", "Nothing in the journal has all"),
    ):
        assert sentence in whispered(await world.command(world.ann, "journal search", text=text))


async def test_an_export_is_a_file_for_the_member_alone(world: World) -> None:
    empty = await world.command(world.ann, "journal export")
    assert "Nothing was shared yet." in whispered(empty)
    await share(world, "doi:10.1000/182", title="A “paper”", tags="ai")
    none = await world.command(world.ann, "journal export", period="2025")
    assert "Nothing was shared in 2025." in whispered(none)
    done = await world.command(world.ann, "journal export", period="H1 2026", format="ris")
    assert "The journal of H1 2026, 1 item." in whispered(done)
    [file] = answer(done).attachments
    assert file.filename == "journal-H1-2026.ris"
    [entry] = rispy.loads((await file.read()).decode())
    assert (entry["title"], entry["doi"], entry["keywords"]) == ("A “paper”", "10.1000/182", ["ai"])


async def show_pages(world: World) -> None:
    await share_many(world)
    await world.command(world.ann, "journal list", period="Q1 2026", tag="a.i ml", status="shared")
    await world.command(world.ann, "journal list")
    await world.command(world.ann, "journal search", text="Paper")


CARDS = Cards(
    {
        "sig:item_list:1,2026-01-01..2026-03-31,shared,a.i ml": ids.TurnItems(
            1, "2026-01-01..2026-03-31", "shared", "a.i ml"
        ),
        "sig:item_list:1,,any,": ids.TurnItems(1, "", "any", ""),
        "sig:item_search:1,paper": ids.TurnSearch(1, "paper"),
        **{f"sig:item_vote:{number}": ids.VoteForItem(number) for number in range(1, MANY + 1)},
    },
    show_pages,
)
