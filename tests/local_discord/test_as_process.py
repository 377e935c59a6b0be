"""`python -m tests.local_discord`: the stand-in for programs that are no Python tests."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp


async def test_it_prints_its_address_serves_and_ends() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.local_discord", "--port", "0"),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    said = json.loads(await process.stdout.readline())
    control = said["api_url"].replace("api/v10", "_control")
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{control}/state") as response:
            assert (await response.json())["token"] == said["token"]
        async with session.post(f"{control}/press", json={"message": "1"}) as response:
            assert response.status == 400
    process.terminate()
    assert await process.wait() == 0
