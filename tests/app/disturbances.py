"""What happens to phones: no signal, a browser that is killed, a slow processor and a slow network."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from playwright.sync_api import Error, Page


class Network(NamedTuple):
    """Milliseconds before each response, and bytes each second in both directions."""

    latency: int
    bytes_per_second: int


# As in Chromium's developer tools.
SLOW_3G = Network(latency=2000, bytes_per_second=50_000)
PROCESSOR = 4  # times slower


@contextmanager
def cut_network(page: Page) -> Iterator[None]:
    """No page of this window reaches the server during the block, nor does its service worker."""
    page.context.set_offline(True)
    try:
        yield
    finally:
        page.context.set_offline(False)


def kill_page(page: Page) -> Page:
    """Ends the process of a page as a phone short of memory does, without a farewell; opens its address again."""
    url, context = page.url, page.context
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()
    again = context.new_page()
    again.goto(url)
    return again


def slow_down(page: Page, processor: int = PROCESSOR, network: Network = SLOW_3G) -> None:
    """Slows down a page, for good. What the service worker itself requests keeps its speed."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": processor})
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": network.bytes_per_second,
            "uploadThroughput": network.bytes_per_second,
        },
    )
