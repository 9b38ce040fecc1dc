"""Attacks on the app, tried in a browser (docs/app-security.md)."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.app.guard import Guard
from tests.app.windows import DESK, Windows, follow
from tests.browser import serving

STUDENT = "anna.huber"
ELSEWHERE = "http://elsewhere.example"
PICTURE = "/media/slides/2026/wing.png"
# What the sanitiser would never let through: each tries to run, to request something, or to lead somewhere.
HOSTILE_SLIDE = f"""
<p>Lift</p>
<script>tell("script")</script><img src="x" onerror="parent.postMessage('ran', '*')">
<svg onload="parent.postMessage('ran', '*')"><image href="{ELSEWHERE}/svg.png"></svg>
<details open ontoggle="parent.postMessage('ran', '*')"><summary>More</summary></details>
<input autofocus onfocus="parent.postMessage('ran', '*')"><input type="image" src="{ELSEWHERE}/button.png">
<iframe srcdoc="<script>top.postMessage('ran', '*')</script>"></iframe><iframe src="{ELSEWHERE}/frame"></iframe>
<object data="{ELSEWHERE}/object"></object><embed src="{ELSEWHERE}/embed">
<video src="{ELSEWHERE}/film.mp4" poster="{ELSEWHERE}/poster.png" autoplay></video>
<table background="{ELSEWHERE}/table.png"><tr><td style="background: url({ELSEWHERE}/cell.png)">Cell</td></tr></table>
<link rel="stylesheet" href="{ELSEWHERE}/style.css"><link rel="prefetch" href="{ELSEWHERE}/prefetch">
<style>body {{ background: url({ELSEWHERE}/body.png) }}</style>
<meta http-equiv="refresh" content="0; url={ELSEWHERE}/refresh"><base href="{ELSEWHERE}/">
<p>\\(\\href{{javascript:parent.postMessage('ran', '*')}}{{x}}\\) \\(\\includegraphics{{{ELSEWHERE}/tex.png}}\\)</p>
<p><a href="javascript:parent.postMessage('ran', '*')">Script</a> <a href="{ELSEWHERE}/" target="_top">Away</a></p>
"""
SOUND = b"ID3=1;window.ran=1;//<script>window.ran=1</script>"
STORE_SLIDES = "from trainings.models import Slide; Slide.objects.update(content={content!r})"
NOTE_MESSAGES = """
window.told = [];
addEventListener("message", ({ data }) => typeof data === "string" && told.push(data));
"""
LIST_TRACES = """async () => {
  const listPaths = async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
  const cached = (await Promise.all((await caches.keys()).map(listPaths))).flat();
  return {
    storage: [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort(),
    databases: await indexedDB.databases(),
    cached: cached.filter((path) => path !== "/app/" && !path.startsWith("/static/app/")),
    cookies: document.cookie,
  };
}"""
IS_CACHED = """(path) =>
  fetch(path, { cache: "only-if-cached", mode: "same-origin" }).then(({ ok }) => ok, () => false)"""
ADD_FRAME = """(url) => {
  const frame = document.createElement("iframe");
  frame.src = url;
  document.body.append(frame);
}"""
LOAD_SCRIPT = """(path) => new Promise((resolve) => {
  const script = document.createElement("script");
  script.onload = () => resolve("ran");
  script.onerror = () => resolve("refused");
  script.src = path;
  document.head.append(script);
})"""


def answer_elsewhere(context: BrowserContext) -> list[str]:
    """Another site, which answers everything; the list grows with what is requested from it."""
    requested = list[str]()

    def respond(route: Any) -> None:
        requested.append(route.request.url)
        route.fulfill(content_type="text/html", body="<p>Elsewhere</p>")

    context.route(f"{ELSEWHERE}/**", respond)
    return requested


def store_slides(school: serving.TestInstallation, content: str) -> None:
    """Past the service, which would sanitise it."""
    school.manage("shell", "--verbosity", "0", "-c", STORE_SLIDES.format(content=content))


def upload(address: str, school: serving.TestInstallation, path: str, content: bytes) -> str:
    """A file in the place of one that was uploaded; returns its address."""
    file = Path(school.env["MEDIA_ROOT"]) / path.removeprefix("/media/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return f"{address}{path}"


def open_lesson(page: Page) -> Any:
    """The first lesson; returns the frame of its slide."""
    page.get_by_role("link", name="Open the lesson").click()
    frame = page.frame_locator("iframe.slide-frame")
    expect(frame.locator("#slide")).to_contain_text("Lift")
    return frame


def test_a_slide_that_passes_the_sanitiser_runs_nothing_and_reaches_nobody(
    windows: Windows, guard: Guard, school: serving.TestInstallation
) -> None:
    guard.allow("violates|console: |is another host|failed: (csp|origin)|returned 404")
    store_slides(school, HOSTILE_SLIDE)
    page = windows.open_app(STUDENT)
    page.context.add_init_script(NOTE_MESSAGES)
    requested = answer_elsewhere(page.context)
    page.reload()
    frame = open_lesson(page)

    frame.get_by_role("link", name="Script").click()
    assert requested == []
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Away").click()
    expect(opened.value.locator("body")).to_have_text("Elsewhere")
    assert opened.value.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert [shown.url for shown in page.frames][1:] == ["about:srcdoc"]
    assert requested == [f"{ELSEWHERE}/"]
    assert page.evaluate("told") == []


def test_after_the_logout_nothing_of_the_person_is_on_the_device(
    windows: Windows, guard: Guard, school: serving.TestInstallation, address: str
) -> None:
    guard.allow("ERR_CACHE_MISS")
    upload(address, school, PICTURE, b"\x89PNG")
    store_slides(school, f'<p>Lift</p><img src="{PICTURE}" alt="A wing">')
    page = windows.open_app(STUDENT)
    open_lesson(page)
    page.wait_for_function(IS_CACHED, arg=PICTURE)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 1

    follow(page, "/app/users/view")
    page.get_by_role("button", name="Log out").click()
    with page.expect_event("load"):  # the logout ends with a page that knows nothing of the person
        page.get_by_role("dialog").get_by_role("button", name="Log out").click()
    expect(page.locator("input[autocomplete=username]")).to_be_visible()

    assert page.evaluate(LIST_TRACES) == {
        "storage": ["downwind.device", "downwind.language"], "databases": [], "cached": [], "cookies": "",
    }  # fmt: skip
    assert not page.evaluate(IS_CACHED, PICTURE)
    page.go_back()
    expect(page.locator("input[autocomplete=username]")).to_be_visible()


def test_another_site_can_neither_frame_the_app_nor_keep_hold_of_it(windows: Windows, guard: Guard) -> None:
    guard.allow("is another host|frame-ancestors|X-Frame-Options|violates|failed")
    page = windows.open_app("student")
    answer_elsewhere(page.context)
    other = page.context.new_page()
    other.goto(f"{ELSEWHERE}/")

    other.evaluate(ADD_FRAME, page.url)
    other.evaluate("(url) => { window.opened = window.open(url) }", page.url)
    other.wait_for_function("() => window.opened.closed")  # to the opener, as whose it does not count any more
    assert [shown.url for shown in other.frames][1:] == ["chrome-error://chromewebdata/"]


@pytest.mark.parametrize("path", ["/admin/login/", "/docs/", "/account/recover/"])
def test_an_uploaded_file_is_no_script_and_no_page(
    windows: Windows, guard: Guard, school: serving.TestInstallation, address: str, path: str
) -> None:
    guard.allow("console: |violates|failed")
    sound = upload(address, school, "/media/slides/2026/sound.mp3", SOUND)
    page = windows.open(size=DESK)
    page.goto(path)
    assert page.evaluate(LOAD_SCRIPT, sound) == "refused"
    page.goto(sound)
    assert page.evaluate("[window.ran, origin]") == [None, "null"]


def test_the_page_of_the_api_document_works_under_its_policy(windows: Windows) -> None:
    page = windows.open(size=DESK)
    page.goto("/docs/")
    expect(page.locator(".opblock").first).to_be_visible(timeout=60_000)
