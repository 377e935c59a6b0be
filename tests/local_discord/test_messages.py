"""What is kept of messages: their history, their numbers, and who may not be written to."""

from datetime import UTC, datetime, timedelta

import discord as dpy
import pytest

from tests.local_discord import READ_HISTORY, SEND, VIEW, LocalDiscord

Box = dpy.ui.Container[dpy.ui.LayoutView]
Words = dpy.ui.TextDisplay[dpy.ui.LayoutView]


def general(local: LocalDiscord, client: dpy.Client) -> dpy.PartialMessageable:
    return client.get_partial_messageable(local.guild.channel("general").id)


def boxes(*boxes: Box) -> dpy.ui.LayoutView:
    view = dpy.ui.LayoutView()
    for box in boxes:
        view.add_item(box)
    return view


async def test_the_history_is_read_from_either_side(
    local: LocalDiscord, client: dpy.Client
) -> None:
    channel = general(local, client)
    sent = [await channel.send(str(number)) for number in range(105)]
    said = [message.content async for message in channel.history(limit=None, after=sent[1])]
    assert said == [str(number) for number in range(2, 105)]
    said = [message.content async for message in channel.history(limit=3, before=sent[50])]
    assert said == ["49", "48", "47"]
    said = [message.content async for message in channel.history(limit=2, after=sent[9])]
    assert said == ["10", "11"]
    answer = await client.http.logs_from(channel.id, 2, after=sent[9].id)
    assert [message["content"] for message in answer] == ["11", "10"]
    with pytest.raises(dpy.HTTPException, match="1 to 100"):
        await client.http.logs_from(channel.id, 101)


async def test_the_history_is_found_by_time_on_a_clock_that_is_set(
    local: LocalDiscord, client: dpy.Client
) -> None:
    channel = general(local, client)
    began = datetime.now(UTC)
    before = await channel.send("before")
    assert abs(before.created_at - began) < timedelta(seconds=2)
    local.clock_offset = timedelta(hours=2)
    message = await channel.send("after")
    assert abs(message.created_at - began - local.clock_offset) < timedelta(seconds=2)
    an_hour_later = began + timedelta(hours=1)
    assert [m.content async for m in channel.history(after=an_hour_later)] == ["after"]
    assert [m.content async for m in channel.history(before=an_hour_later)] == ["before"]
    edited = await message.edit(content="edited")
    assert edited.edited_at
    assert edited.edited_at > an_hour_later
    local.clock_offset = timedelta()
    assert (await channel.send("ids always grow")).id > message.id


async def test_a_nonce_is_forgotten_after_minutes(local: LocalDiscord, client: dpy.Client) -> None:
    channel = general(local, client)
    first = await channel.send("once", nonce="n1")
    local.clock_offset = timedelta(minutes=4)
    assert (await channel.send("once", nonce="n1")).id == first.id
    local.clock_offset = timedelta(hours=2)
    assert (await channel.send("twice", nonce="n1")).id != first.id


async def test_below_plain_text_components_have_no_ids(
    local: LocalDiscord, client: dpy.Client
) -> None:
    view = dpy.ui.View()
    view.add_item(dpy.ui.Button(label="Knock", custom_id="knock", id=7))
    await general(local, client).send("who is there?", view=view)
    (row,) = local.messages("general")[0].components
    assert (row["id"], row["components"][0]["id"]) == (0, 0)


async def test_components_keep_their_ids_and_the_others_get_free_ones(
    local: LocalDiscord, client: dpy.Client
) -> None:
    channel = general(local, client)
    message = await channel.send(view=boxes(Box(Words("a"), Words("b", id=1), id=2_147_483_647)))
    (box,) = local.messages("general")[0].components
    assert (box["id"], [part["id"] for part in box["components"]]) == (2_147_483_647, [2, 1])
    (seen,) = (await channel.fetch_message(message.id)).components
    assert isinstance(seen, dpy.components.Container)
    assert seen.id == 2_147_483_647
    with pytest.raises(dpy.HTTPException, match="an id is there twice"):
        await channel.send(view=boxes(Box(Words("a"), id=7), Box(Words("b"), id=7)))
    with pytest.raises(dpy.HTTPException, match="1 to 2147483647"):
        await channel.send(view=boxes(Box(Words("a"), id=2_147_483_648)))


async def test_a_channel_without_permission(local: LocalDiscord, client: dpy.Client) -> None:
    channel = general(local, client)
    message = await channel.send("while it may")
    local.deny("general", READ_HISTORY)
    assert [m async for m in channel.history()] == []
    local.deny("general", SEND)
    assert [m.content async for m in channel.history()] == ["while it may"]
    await message.edit(content="its own it may edit")
    with pytest.raises(dpy.Forbidden) as refused:
        await channel.send("no")
    assert refused.value.code == 50013
    local.deny("general", VIEW)
    for request in (channel.send("no"), channel.fetch_message(message.id)):
        with pytest.raises(dpy.Forbidden) as refused:
            await request
        assert refused.value.code == 50001
    local.deny("general", 0)
    await channel.send("again")


async def test_a_channel_that_is_gone(local: LocalDiscord, client: dpy.Client) -> None:
    channel = general(local, client)
    message = await channel.send("gone with it")
    local.delete_channel("general")
    for request in (channel.send("no"), channel.fetch_message(message.id)):
        with pytest.raises(dpy.NotFound) as refused:
            await request
        assert refused.value.code == 10003
    assert local.messages() == []


async def test_direct_messages_and_who_closed_them(local: LocalDiscord, client: dpy.Client) -> None:
    ana = local.guild.add_member("Ana")
    user = await client.create_dm(dpy.Object(ana.id))
    await user.send("hello")
    assert [message.text for message in local.messages(local.direct(ana))] == ["hello"]
    ana.accepts_direct = False
    with pytest.raises(dpy.Forbidden) as refused:
        await user.send("hello?")
    assert refused.value.code == 50007
