"""`/journal` and the message menu **Share to journal**."""

import re
from typing import Any

import pytest

from sigbot.chat import custom_ids as ids
from tests.discord.cards import Cards
from tests.discord.world import (
    Result,
    World,
    answer,
    buttons_of,
    raw_text,
    say,
    text_of,
    whispered,
)

PAPER = "https://arxiv.org/abs/1912.04977"
MENU = "Share to journal"
NO_WORK = (
    "I found no link here, and no DOI, arXiv id, PubMed id or ISBN. "
    "Please paste the link of the paper or page."
)


async def share(world: World, link: str = PAPER, **options: Any) -> Result:
    return await world.command(world.ann, "journal share", link=link, **options)


async def test_a_member_shares_a_link(world: World) -> None:
    """In one line, with a button to vote for it; nobody is notified."""
    told = await share(world)
    message = answer(told)
    assert not message.ephemeral
    assert message.content == f"**Ann Lee** shared [1912.04977 (arxiv.org)](<{PAPER}>)"
    assert [*buttons_of(message)] == ["I want to read it · 1"]


async def test_the_list_shows_what_was_shared_with_its_note_and_tags(world: World) -> None:
    await share(world, note="Open problems in federated learning", tags="Research, #privacy")
    shown = whispered(await world.command(world.ben, "journal list"))
    assert f"[1912.04977 (arxiv.org)](<{PAPER}>)" in shown
    for fact in ("Open problems in federated learning", "Ann Lee", "`research` `privacy`"):
        assert fact in shown


@pytest.mark.parametrize(
    "link",
    [
        PAPER,
        f"{PAPER}v2",
        "http://www.arxiv.org/pdf/1912.04977.pdf?utm_source=chat",
        f"<{PAPER}>",
        "doi:10.48550/arXiv.1912.04977",
    ],
)
async def test_one_work_is_one_item_however_its_link_is_spelled(world: World, link: str) -> None:
    await share(world)
    again = await world.command(world.ben, "journal share", link=link)
    assert "in the journal already. Now 2 people want to read it." in whispered(again)
    assert len(await world.sql("SELECT * FROM journal_items")) == 1


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no link": ({"link": "a nice paper"}, NO_WORK),
    "no host": ({"link": "https://"}, NO_WORK),
    "no port": ({"link": "https://example.org:port/"}, "That is not a web link."),
    "script": ({"link": "javascript:alert(1)"}, NO_WORK),
    "long link": ({"link": "https://example.org/" + "x" * 5_000}, "This link has 5,020 characters"),
    "long note": ({"note": "x" * 5_000}, "This note has 5,000 characters; please keep it to 300."),
    "many tags": ({"tags": ",".join("abcdefghijk")}, "That is too many tags; please keep it to 10"),
    "long tag": ({"tags": "x" * 31}, "This tag has 31 characters; please keep it to 30."),
}


async def test_a_link_that_cannot_be_shared_is_refused(
    world: World, subtests: pytest.Subtests
) -> None:
    world.forge_lengths()
    for name, (options, sentence) in REFUSED.items():
        with subtests.test(name):
            assert sentence in whispered(await share(world, **options))
    assert await world.sql("SELECT * FROM journal_items") == []


async def test_a_message_is_shared_from_its_menu(world: World) -> None:
    message = await world.ben.send(world.chat, f"Read this: {PAPER}, it is good!")
    told = await world.ann.context_menu(world.chat, MENU, message)
    assert say(told).startswith("**Ann Lee** shared [1912.04977 (arxiv.org)]")


async def test_a_message_without_a_link_cannot_be_shared(world: World) -> None:
    message = await world.ben.send(world.chat, "Good morning!")
    told = whispered(await world.ann.context_menu(world.chat, MENU, message))
    assert told == NO_WORK


async def test_what_people_type_changes_nothing_around_it(world: World) -> None:
    await share(
        world,
        "https://example.org/a_(b)_[c]_**d**/y",
        note="``` @everyone <@1> # big\n> quote **x** [x](https://evil.example)",
    )
    shown = raw_text(answer(await world.command(world.ann, "journal list")))
    assert "](<https://example.org/a_(b%29_[c]_**d**/y>)" in shown
    around = re.sub(r"\(<[^>]*>\)", "", shown)
    assert re.findall(r"(?<!\\)(<@|```|\*\*|\[x)", around) == []
    assert len(re.findall(r"(?<!\\)\[", around)) == 1


@pytest.mark.parametrize("tags", ["```", "a`b", "`", "<@1>", "@everyone", "**bold**"])
async def test_a_tag_stays_inside_its_frame(world: World, tags: str) -> None:
    await share(world, tags=tags)
    shown = raw_text(answer(await world.command(world.ann, "journal list")))
    frames = shown.splitlines()[-1].split(" · ")[2:]
    assert all(re.fullmatch(r"(?:`[^`]+`(?: |$))*", frame) for frame in frames)


async def test_a_vote_is_counted_on_the_button_and_taken_back(world: World) -> None:
    await share(world)
    for count in (2, 1):
        [message] = world.chat.history()
        [label] = buttons_of(message)
        await world.ben.click(message, label=label)
        [message] = world.chat.history()
        assert [*buttons_of(message)] == [f"I want to read it · {count}"]


async def test_a_quiet_share_is_seen_by_nobody_else(world: World) -> None:
    told = await share(world, quiet=True)
    assert whispered(told).startswith("Added [1912.04977 (arxiv.org)]")
    assert world.chat.history() == []


async def test_one_of_several_links_of_a_message_is_chosen(world: World) -> None:
    text = "https://example.org/first and https://example.org/second"
    message = await world.ben.send(world.chat, text)
    asked = await world.ann.context_menu(world.chat, MENU, message)
    assert whispered(asked) == "This message has several links. Which one do you want to share?"
    assert [*buttons_of(answer(asked))] == ["first (example.org)", "second (example.org)"]
    told = await world.ann.click(answer(asked), label="second (example.org)")
    assert say(told).startswith("**Ann Lee** shared [second (example.org)]")


async def test_the_story_of_an_item_says_who_wants_to_read_it(world: World) -> None:
    await share(world, note="Worth it", title="On *learning*")
    offered = await world.choices(world.ben, "journal show", "item", "learn")
    assert offered == {"On *learning*": "j1"}
    shown = whispered(await world.command(world.ben, "journal show", item="j1"))
    for fact in ("On *learning*", "> Worth it", "Shared by Ann Lee", "Wanted by Ann Lee", "arxiv:"):
        assert fact in shown
    told = await world.command(world.ben, "journal show", item="j7")
    assert whispered(told).startswith("I can't find a journal item “j7” here.")


async def test_a_paper_is_picked_presented_discussed_and_reported(world: World) -> None:
    await share(world, title="On learning")
    await world.schedule("Reading call", "in 2 days")
    told = await world.command(world.ben, "journal present", item="j1")
    assert whispered(told).startswith("You volunteered to present **On learning**.")
    told = await world.command(world.organizer, "journal pick", item="j1", meeting="m1")
    assert "**On learning** is on the agenda of **Reading call**" in whispered(told)
    assert "Ben Ito volunteered" in say(told)
    options = {"item": "j1", "meeting": "m1", "presenter": "Ben Ito"}
    told = await world.command(world.organizer, "journal pick", **options)
    assert whispered(told).endswith("Ben Ito presents it.")
    told = await world.command(world.ann, "journal pick", **options)
    assert whispered(told).startswith("Only organizers")
    await world.advance(days=3)
    told = await world.command(world.organizer, "journal discussed", item="j1", summary="Good.")
    assert whispered(told).startswith("**On learning** is noted as discussed on <t:")
    shown = whispered(await world.command(world.ann, "journal show", item="j1"))
    assert "Discussed at Reading call" in shown
    assert "What came out of it: Good." in shown
    told = await world.command(world.organizer, "journal remove", item="j1")
    assert whispered(told) == "It was discussed, so it stays in the journal."


async def test_the_message_of_a_removed_item_says_so_and_has_no_button(world: World) -> None:
    told = answer(await share(world))
    asked = await world.command(world.ann, "journal remove", item="j1")
    await world.ann.click(answer(asked), label="Remove")
    await world.advance(seconds=5)
    [message] = [shown for shown in world.chat.history() if shown.id == told.id]
    assert text_of(message) == "This item was removed from the journal."
    assert not buttons_of(message)


async def test_an_item_is_put_on_the_report_merged_and_removed(world: World) -> None:
    for name in ("one", "two"):
        await share(world, f"https://example.org/{name}", title=name)
    shown = await world.command(world.organizer, "journal show", item="j1")
    for label, said in (
        ("Add to", "is on the reading list"),
        ("Take out of", "not on the reading"),
    ):
        [listing] = [text for text in buttons_of(answer(shown)) if text.startswith(label)]
        assert said in whispered(await world.organizer.click(answer(shown), label=listing))
        shown = await world.command(world.organizer, "journal show", item="j1")
    told = await world.command(world.organizer, "journal merge", item="j2", into="j1")
    assert whispered(told).startswith("Both are one item now: **one**.")
    asked = await world.command(world.ann, "journal remove", item="j1")
    assert whispered(asked) == "Remove **one** from the journal?"
    kept = await world.ann.click(answer(asked), label="Keep")
    assert say(kept) == "Nothing was removed."
    asked = await world.command(world.ann, "journal remove", item="j1")
    removed = await world.ann.click(answer(asked), label="Remove")
    assert say(removed) == "Removed **one** from the journal."
    refused = await world.command(world.ben, "journal remove", item="j1")
    assert whispered(refused).startswith("I can't find a journal item")


async def show_cards(world: World) -> None:
    await share(world)
    message = await world.ben.send(world.chat, "https://example.org/a https://example.org/b")
    await world.ann.context_menu(world.chat, MENU, message)
    for _ in range(2):
        shown = await world.command(world.organizer, "journal show", item="j1")
        [button] = [text for text in buttons_of(answer(shown)) if "the report" in text]
        await world.organizer.click(answer(shown), label=button)
    await world.command(world.organizer, "journal remove", item="j1")


CARDS = Cards(
    {
        "sig:item_vote:1": ids.VoteForItem(1),
        "sig:item_share:1.0": ids.ShareLink(1, 0),
        "sig:item_share:1.1": ids.ShareLink(1, 1),
        "sig:item_to_report:1": ids.ListItem(1),
        "sig:item_off_report:1": ids.UnlistItem(1),
        "sig:item_remove:1": ids.RemoveItem(1),
        "sig:item_keep:1": ids.KeepItem(1),
    },
    show_cards,
)
