"""Slides: the editor, pictures in the text, the preview."""

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories as make
from tests.office.browser import Browser
from tests.office.syllabus_editor.conftest import NOBODY, PICTURE, SampleSyllabus, build_image, build_preview_path
from tests.world import World, create_client
from trainings.models import Slide
from trainings.syllabus.sanitising import clean_html, is_editor_safe

# What the editor sends for bold, plain, a picture with a caption, a list, a link.
WRITTEN = (
    "<h2>Night</h2><div><strong>Bold.</strong> <em>Leaning</em> <del>gone</del> <u>under</u><br>Plain."
    '<figure data-trix-attachment="{}" data-trix-content-type="image/png" class="attachment attachment--png">'
    '<img src="/media/slides/2026/x.png" width="600" height="300"><figcaption class="attachment__caption">A light'
    "</figcaption></figure></div><ul><li>one</li></ul><ol><li>two</li></ol><blockquote>said</blockquote><pre>code</pre>"
    '<div><a href="https://easa.europa.eu">rules</a></div>'
)
KEPT = (
    "<h2>Night</h2><div><strong>Bold.</strong> <em>Leaning</em> <del>gone</del> <u>under</u><br>Plain.<figure>"
    '<img src="/media/slides/2026/x.png" width="600" height="300"><figcaption>A light</figcaption></figure></div>'
    "<ul><li>one</li></ul><ol><li>two</li></ol><blockquote>said</blockquote><pre>code</pre>"
    '<div><a href="https://easa.europa.eu" rel="noopener noreferrer">rules</a></div>'
)


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_what_the_editor_writes_is_kept_and_can_be_edited_again() -> None:
    assert clean_html(WRITTEN) == KEPT
    assert clean_html(KEPT) == KEPT
    assert is_editor_safe(KEPT)


@pytest.mark.parametrize(
    "lost",
    ["<table><tbody><tr><td>1</td></tr></tbody></table>", '<img src="a.png" alt="A front">', "x<sub>2</sub>", "<hr>"],
)
def test_what_the_editor_would_lose_is_edited_as_html(browser: Browser, syllabus: SampleSyllabus, lost: str) -> None:
    slide = make.SlideFactory(lesson=syllabus.lessons[0], content=clean_html(lost))
    address = f"/admin/trainings/slide/{slide.pk}/change/"

    assert not is_editor_safe(slide.content)
    assert "<trix-editor" not in browser.get(address).content.decode()
    assert "<trix-editor" in browser.get(f"/admin/trainings/slide/{syllabus.slides[0].pk}/change/").content.decode()


def test_students_read_what_the_editor_wrote(browser: Browser, world: World, syllabus: SampleSyllabus) -> None:
    make.EnrollmentFactory(training=syllabus.training, user=world.sam)
    slide = syllabus.slides[0]
    fields = {"lesson": slide.lesson_id, "title": "Night", "order": 0, "content": WRITTEN}
    assert browser.post(f"/admin/trainings/slide/{slide.pk}/change/", fields).status_code == 302

    shown = create_client(world.sam).get(f"/trainings/lessons/slide/{slide.pk}.json").json()

    assert shown["slide"]["LessonSlide"]["content"] == KEPT


# --- pictures


@pytest.mark.parametrize(("kind", "ending"), [("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif"), ("WEBP", ".webp")])
def test_a_picture_gets_an_address_that_nobody_can_guess(browser: Browser, kind: str, ending: str) -> None:
    """Its ending is that of what it is, whatever the browser called it."""
    urls = [browser.post(PICTURE, {"file": build_image(kind, name="../evil.html")}).json()["url"] for _ in "ab"]

    assert urls[0] != urls[1]
    for url in urls:
        assert url.startswith("/media/slides/2026/")
        assert url.endswith(ending)
        assert "evil" not in url
        with closing(browser.get(url)) as shown:
            assert shown.status_code == 200


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg onload=alert(1)>", "not a PNG"),
        (b"<script>alert(1)</script>", "not a PNG"),
        (b"", "not a PNG"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not a PNG"),
        (b"\x00" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_picture_is_not_taken(browser: Browser, media_root: Path, content: bytes, reason: str) -> None:
    response = browser.post(PICTURE, {"file": SimpleUploadedFile("photo.png", content, content_type="image/png")})

    assert response.status_code == 400
    assert reason in response.json()["errors"]["file"][0]
    assert [path for path in media_root.rglob("*") if path.is_file()] == []


def test_a_picture_of_too_many_pixels_is_not_taken(browser: Browser) -> None:
    response = browser.post(PICTURE, {"file": build_image(size=(5000, 4001))})

    assert response.status_code == 400
    assert "20 million pixels" in response.json()["errors"]["file"][0]


@pytest.mark.parametrize("sent", [{}, {"file": "text"}])
def test_no_picture_is_refused_by_field(browser: Browser, sent: dict[str, str]) -> None:
    response = browser.post(PICTURE, sent)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["file"])


# --- preview


def test_a_preview_shows_the_slide_sanitised(browser: Browser, syllabus: SampleSyllabus) -> None:
    slide = syllabus.slides[0]
    Slide.objects.filter(pk=slide.pk).update(content=KEPT + "<script>alert(1)</script>", media="slides/2026/film.mp4")

    response = browser.get(build_preview_path(slide))

    shown = response.content.decode()
    assert KEPT in shown
    assert "<script" not in shown
    assert '<video src="/media/slides/2026/film.mp4"' in shown
    assert build_preview_path(syllabus.slides[1]) in shown


def test_a_preview_runs_nothing_and_stands_in_our_own_frames_alone(browser: Browser, syllabus: SampleSyllabus) -> None:
    response = browser.get(build_preview_path(syllabus.slides[0]))

    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_preview_draws_formulas_and_runs_nothing_else(browser: Browser, syllabus: SampleSyllabus) -> None:
    slide = syllabus.slides[0]
    written = r"<p>So \(\sqrt{2}\)</p><script>alert(1)</script>"
    Slide.objects.filter(pk=slide.pk).update(content=written)

    response, again = browser.get(build_preview_path(slide)), browser.get(build_preview_path(slide))

    (nonce,) = re.findall(r"script-src 'nonce-([^']+)'(?:;|\Z)", response["Content-Security-Policy"])
    scripts = re.findall(r"<script[^>]*>", response.content.decode())
    assert len(scripts) == 3
    assert all(f'nonce="{nonce}"' in script and "syllabus_editor/" in script for script in scripts)
    assert nonce not in again["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_another_schools_slide_has_no_preview(browser: Browser, foreign: SampleSyllabus) -> None:
    other, none = browser.get(build_preview_path(foreign.slides[0])), browser.get(build_preview_path(NOBODY))

    assert (other.status_code, other.content) == (none.status_code, none.content)
    assert other.status_code == 404
