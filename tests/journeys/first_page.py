"""A page as a phone meets it for the first time: what is fetched, how heavy it is, when something is seen."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.async_api import Browser

from tests.journeys.conftest import PHONE

BYTES_A_SECOND = 1_600_000 / 8
LATENCY = 150
SLOWER = 4
"""A slow phone on 3G: 1.6 Mbit/s, 150 ms to and fro, a processor a quarter as quick as this machine's."""


@dataclass(frozen=True)
class FirstPage:
    """How many requests, how many bytes over the wire with headers, of whom, and the first paint in seconds."""

    requests: int
    bytes: int
    hosts: frozenset[str]
    painted: float


async def first_page(browser: Browser, url: str) -> FirstPage:
    """Opens `url` with an empty cache on a slow phone."""
    context = await browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    weights: list[int] = []
    asked: list[str] = []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    await session.send("Network.enable")
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": 93_750},
    )
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.goto(url, wait_until="networkidle")
    # Where processors are busy the network may be done before anything is painted.
    painted = await page.wait_for_function("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    seconds = float(await painted.json_value()) / 1000
    await context.close()
    fetched = [one for one in asked if not one.startswith("data:")]
    hosts = frozenset(str(urlsplit(one).netloc) for one in fetched)
    return FirstPage(len(fetched), round(sum(weights)), hosts, seconds)
