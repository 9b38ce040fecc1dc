"""The guard notices what it is there for: each of these faults would fail a test."""

import pytest

from tests.app.guard import Guard
from tests.app.windows import Windows

INLINE_SCRIPT = "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))"
FAULTS = {
    "console": ("console.error('a fault')", "console: a fault"),
    "uncaught": ("setTimeout(() => { throw new Error('a fault') })", "a fault"),
    "rejected": ("Promise.reject(new Error('a fault'))", "a fault"),
    "missing file": ("fetch('/static/app/assets/nothing.js')", "returned 404"),
    "foreign host": ("fetch('http://127.0.0.1:9/').catch(() => 0)", "violates connect-src"),
    "foreign picture": ("new Image().src = 'https://x.example/a.png'", "violates img-src"),
    "inline style": ("document.body.setAttribute('style', 'color: red')", "violates style-src"),
    "html": ("try { document.body.innerHTML = '<b>x</b>' } catch {}", "violates require-trusted-types-for"),
    "inline script": (f"try {{ {INLINE_SCRIPT} }} catch {{}}", "violates require-trusted-types-for"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(windows: Windows, guard: Guard, fault: str) -> None:
    script, found = FAULTS[fault]
    page = windows.open()
    page.goto("/app/")
    page.evaluate(f"() => {{ {script} }}")
    page.wait_for_timeout(300)

    assert any(found in text for text in guard.faults), guard.faults
    guard.found.clear()


def test_a_fault_that_a_test_provokes_can_be_allowed(windows: Windows, guard: Guard) -> None:
    guard.allow("console: expected")
    page = windows.open()
    page.goto("/app/")
    page.evaluate("() => console.error('expected')")

    assert guard.faults == []


def test_what_the_service_worker_requests_is_seen(windows: Windows) -> None:
    page = windows.open()
    requested: list[str] = []
    page.context.on("request", lambda request: requested.append(request.url) if request.service_worker else None)
    page.goto("/app/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    assert any(url.endswith(".js") for url in requested)
