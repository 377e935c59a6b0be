"""Takes the README's pictures: real cards of the playground, in Debian's headless Chromium.

make pictures
"""

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from shutil import which
from typing import Any

from playwright.async_api import ViewportSize, async_playwright

from sigbot.demo.replay import (
    compile_report,
    live_half_year,
    simulated_world,
)
from sigbot.demo.scenario import GENERAL, PERIOD
from sigbot.demo.second_act import adopt_rotation
from sigbot.demo.world import answer_to
from sigbot.wording.meetings import CHECK_IN, GOING, WHO_COMES
from tests.chromium import FLAGS

HERE = Path(__file__).parent / "pictures"
PHONE = ViewportSize(width=430, height=1400)
MESSAGE_BOX = """() => {
    const boxes = [...document.querySelectorAll(".message-surface *")]
        .map(element => element.getBoundingClientRect())
        .filter(box => box.width > 0 && box.height > 0 && box.height < 1300);
    const top = Math.min(...boxes.map(box => box.top));
    const bottom = Math.max(...boxes.map(box => box.bottom));
    return {x: 0, y: top - 12, width: innerWidth, height: bottom - top + 24};
}"""


async def take() -> None:
    HERE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        async with simulated_world(Path(scratch)) as world:
            await live_half_year(world, lambda *_: None)
            await compile_report(world)
            act = await adopt_rotation(world)
            (HERE / "rotation.png").write_bytes(act.files["rotation-week.png"])
            await world.until(act.next_meeting - timedelta(minutes=5))
            card = world.card(GENERAL, CHECK_IN, WHO_COMES)
            for name in ("Dana Whitfield", "Henry Whitmore", "Carla Jimenez", "Marek Nowak"):
                await world.people[name].click(card, label=GOING)
            for name in ("Dana Whitfield", "Henry Whitmore"):
                await world.people[name].click(card, label=CHECK_IN)
            await world.env.advance_time(30)
            await _photograph(world, world.card(GENERAL, CHECK_IN, WHO_COMES), "meeting-card")
            report = await world.command(world.organizer, "report", period=PERIOD)
            await _photograph(world, answer_to(report), "report")


async def _photograph(world: Any, message: Any, name: str) -> None:
    preview = world.env.preview(
        world.env.guild.channels[_channel_name(world, message)],
        viewers=[world.organizer],
        timezone="America/New_York",
    )
    async with preview, async_playwright() as playwright:
        await preview.show(message)
        browser = await playwright.chromium.launch(
            executable_path=which("chromium") or "chromium", args=list(FLAGS)
        )
        page = await browser.new_page(viewport=PHONE, device_scale_factor=2)
        await page.goto(preview.url)
        await page.wait_for_timeout(2500)
        clip = await page.evaluate(MESSAGE_BOX)
        await page.screenshot(path=HERE / f"{name}.png", clip=clip)
        await browser.close()


def _channel_name(world: Any, message: Any) -> str:
    channel_id = getattr(message, "channel_id", None) or message.channel.id
    channels: dict[str, Any] = world.env.guild.channels
    return next(name for name, channel in channels.items() if channel.id == channel_id)


if __name__ == "__main__":
    if not which("chromium"):
        sys.exit("Debian's chromium is needed: apt-get install chromium")
    asyncio.run(take())
