"""What must not happen on any page of the app, whatever a test does: the test fails at its end if it did."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

# Chromium writes this for every response from 400 on; those that matter are found by their status.
LOAD_FAILED = re.compile(r"^Failed to load resource:")
# A request that a navigation or the app itself ended, and one while the test had cut the network.
HARMLESS_FAILURES = {"net::ERR_ABORTED", "net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED"}
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
  reportViolation(`${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
});
"""


class Guard:
    """Watches browser windows. `faults` is what went wrong; `refusals` lists requests that the API answered with 4xx.

    A test that provokes a fault says so: `guard.allow("net::ERR_CONNECTION_REFUSED")`.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.found: list[str] = []
        self.refusals: list[str] = []
        self.allowed: list[re.Pattern[str]] = []

    @property
    def faults(self) -> list[str]:
        return [fault for fault in self.found if not any(pattern.search(fault) for pattern in self.allowed)]

    def allow(self, pattern: str) -> None:
        """Faults that match this regular expression do not fail the test."""
        self.allowed.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        """All pages of a window, those that it opens later too, and its service worker."""
        context.expose_binding("reportViolation", lambda source, text: self.add(source["page"].url, f"violates {text}"))
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self.check_console)
        context.on("weberror", lambda error: self.add("", f"uncaught {error.error.stack or error.error}"))
        context.on("request", self.check_request)
        context.on("requestfailed", self.check_failure)
        context.on("response", self.check_response)

    def add(self, url: str, text: str) -> None:
        self.found.append(f"{url.removeprefix(self.address)}: {text}")

    def check_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not LOAD_FAILED.match(message.text):
            self.add(message.page.url if message.page else "", f"console: {message.text}")

    def check_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:", "about:")):
            self.add(request.url, "is another host")

    def check_failure(self, request: Request) -> None:
        if request.failure not in HARMLESS_FAILURES:
            self.add(request.url, f"{request.method} failed: {request.failure}")

    def check_response(self, response: Response) -> None:
        """The API may refuse what a person does; the app's own files are there, and the server never fails."""
        is_refusal = 400 <= response.status < 500 and ".json" in response.url
        if is_refusal:
            self.refusals.append(f"{response.request.method} {describe(response, self.address)}")
        elif response.status >= 400:
            self.add(response.url, f"{response.request.method} returned {response.status}")


def describe(response: Any, address: str) -> str:
    return f"{response.url.removeprefix(address)} {response.status}"
