"""Uploads are validated by their content; files to which no row refers are deleted."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image, ImageSequence

from accounts.admin.people import UserAdmin
from accounts.models import User
from core.exceptions import Conflict
from core.files.pictures import MAX_FRAMES, InvalidPicture, rewrite_picture
from exams.models import AttemptQuestion
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.office.syllabus_editor.conftest import PICTURE, build_image
from tests.world import World
from trainings.models import Slide


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def list_files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def save_photo(browser: Browser, user: User, **changes: Any) -> Any:
    fields = {"email": user.email, "name": user.name, "surname": user.surname, "group": int(user.group)}
    return browser.post(
        build_address(User, "change", user.pk), {**fields, "language": "en", "is_active": "on", **changes}
    )


def build_upload(data: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def draw_picture(kind: str, **options: Any) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 20), (40, 110, 180)).save(file, kind, **options)
    return file.getvalue()


# --- validation


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
        b"GIF89a/*<script>*/=1;alert(1)",
        draw_picture("PNG")[:-30],
        b"%PDF-1.7",
        b"\x00" * 100,
    ],
)
@pytest.mark.parametrize("name", ["photo.png", "photo.JPG", "photo.gif"])
def test_what_is_no_picture_is_no_photo(
    browser: Browser, world: World, media_root: Path, data: bytes, name: str
) -> None:
    response = save_photo(browser, world.sam, photo=build_upload(data, name))

    assert "not a PNG, JPEG, GIF or WebP" in response.context["adminform"].errors["photo"][0]
    assert list_files(media_root) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_nothing_but_the_pixels_of_a_picture_is_kept(
    browser: Browser, world: World, media_root: Path, kind: str
) -> None:
    hidden = b"<script>alert(1)</script>PK\x03\x04"
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    data = draw_picture(kind, **({} if kind == "GIF" else {"exif": exif}))

    assert save_photo(browser, world.sam, photo=build_upload(data + hidden, "photo.png")).status_code == 302

    world.sam.refresh_from_db()
    name = str(world.sam.photo.name)
    kept = (media_root / name).read_bytes()
    assert b"script" not in kept
    assert b"home" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == (kind, (40, 20))
    assert name.endswith({"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}[kind])


def test_a_photo_that_lies_on_its_side_is_turned_for_good() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    data, _ = rewrite_picture(draw_picture("JPEG", exif=exif))

    with Image.open(BytesIO(data)) as picture:
        assert (picture.size, dict(picture.getexif())) == ((20, 40), {})


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_what_moves_goes_on_moving(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 120, 250)]
    file = BytesIO()
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=200, loop=0)

    data, _ = rewrite_picture(file.getvalue())

    with Image.open(BytesIO(data)) as picture:
        assert len(ImageSequence.all_frames(picture)) == 3


def test_pictures_of_too_many_pixels_or_frames_are_refused() -> None:
    with pytest.raises(InvalidPicture, match="20 million pixels"):
        rewrite_picture(bytes(build_image(size=(5000, 4001)).read()))
    frames = [Image.new("L", (1, 1), number % 2 * 255) for number in range(MAX_FRAMES + 1)]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=10)
    with pytest.raises(InvalidPicture, match="frames"):
        rewrite_picture(file.getvalue())


@pytest.mark.parametrize("name", ["film.mp4", "film.webm", "sound.mp3", "paper.pdf"])
def test_a_film_or_document_that_is_none_is_refused(
    browser: Browser, world: World, media_root: Path, name: str
) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)
    fields = {"lesson": lesson.pk, "title": "Lift", "order": 0, "content": ""}

    response = browser.post(
        build_address(Slide, "add"), {**fields, "media": build_upload(b"<html><script>alert(1)</script>", name)}
    )

    assert "not a valid" in response.context["adminform"].form.errors["media"][0]
    assert list_files(media_root) == []


def test_a_document_is_kept_as_it_is(browser: Browser, world: World, media_root: Path) -> None:
    lesson = make.LessonFactory(subject__training__company=world.alpine)
    fields = {"lesson": lesson.pk, "title": "Lift", "order": 0, "content": ""}

    browser.post(build_address(Slide, "add"), {**fields, "media": build_upload(b"%PDF-1.7 paper", "paper.pdf")})

    assert (media_root / str(Slide.objects.get().media.name)).read_bytes() == b"%PDF-1.7 paper"


# --- deletion


def test_a_form_that_is_wrong_leaves_no_file(browser: Browser, world: World, media_root: Path) -> None:
    assert save_photo(browser, world.sam, photo=build_image(), email="x").status_code == 200

    assert list_files(media_root) == []


@pytest.mark.parametrize("failure", [Conflict("Not now."), ZeroDivisionError()])
def test_a_save_that_is_taken_back_leaves_no_file(
    browser: Browser, world: World, media_root: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    saved = UserAdmin.save_model

    def fail(self: Any, request: Any, obj: Any, form: Any, change: bool) -> None:
        saved(self, request, obj, form, change)
        assert list_files(media_root) != []
        raise failure

    monkeypatch.setattr(UserAdmin, "save_model", fail)
    save_photo(browser, world.sam, photo=build_image())

    assert list_files(media_root) == []


def test_a_photo_that_is_saved_stays(browser: Browser, world: World, media_root: Path) -> None:
    save_photo(browser, world.sam, photo=build_image())

    world.sam.refresh_from_db()
    assert list_files(media_root) == [world.sam.photo.name]


def test_clean_up_takes_what_nothing_shows_after_a_day(
    browser: Browser, world: World, media_root: Path, frozen_clock: Any
) -> None:
    used, unused, papers = (browser.post(PICTURE, {"file": build_image()}).json()["url"] for _ in range(3))
    make.SlideFactory(content=f'<img src="{used}">')
    world.sam.photo.save("sam.png", ContentFile(b"x"))
    world.sam.save()
    exam = make.ExamFactory()
    enrollment = make.EnrollmentFactory(training=exam.get_training(), user=world.sam)
    attempt = make.AttemptFactory(enrollment=enrollment, exam=exam)
    question = make.QuestionFactory(company=world.alpine)
    AttemptQuestion.objects.create(attempt=attempt, question=question, order=0, text="?", options=[], media=papers)
    now = timezone.now().timestamp()
    for path in media_root.rglob("*.*"):
        os.utime(path, (now, now))

    call_command("clean_up")
    assert len(list_files(media_root)) == 4
    frozen_clock.shift(timedelta(days=1, minutes=1))
    call_command("clean_up", "--dry-run")
    assert len(list_files(media_root)) == 4
    call_command("clean_up")

    kept = {used.removeprefix("/media/"), papers.removeprefix("/media/"), world.sam.photo.name}
    assert set(list_files(media_root)) == kept
    assert unused.removeprefix("/media/") not in kept
