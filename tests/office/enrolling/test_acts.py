"""What managers do to enrollments in the admin: from the list for many, from the page of one, and credits."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Credit, Enrollment, LessonStudy, Training

LIST = build_address(Enrollment)
PDF = b"%PDF-1.7 A licence"


@pytest.fixture(autouse=True)
def files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL theory", auto_finish=False)


@pytest.fixture
def sams(world: World, training: Training) -> Enrollment:
    return make.EnrollmentFactory(training=training, user=world.sam, supervisor=world.ines)


@pytest.fixture
def sues(world: World, training: Training) -> Enrollment:
    """Finished."""
    return make.EnrollmentFactory(training=training, user=world.sue, finished_at=timezone.now())


def choose(browser: Browser, action: str, *rows: Enrollment, **fields: Any) -> Any:
    """Runs an action of the list; with fields, sends the form of its page."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return browser.post(LIST, {**data, **fields, **({"asked": "1"} if fields else {})}, follow=True)


def get_address(page: str, *ids: Any) -> str:
    return reverse(f"admin:trainings_enrollment_{page}", args=ids)


def read_text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize(
    ("action", "title"),
    [
        ("withdraw", "Withdraw from the training"),
        ("pause", "Pause the training"),
        ("transfer", "Transfer to another supervisor"),
    ],
)
def test_the_page_says_whom_it_concerns_and_whom_not_and_changes_nothing(
    browser: Browser, sams: Enrollment, sues: Enrollment, action: str, title: str
) -> None:
    text = read_text(choose(browser, action, sams, sues))

    assert title in text
    assert "This concerns 1:" in text
    assert "<li>Sam Student in PPL theory</li>" in text
    assert "<li>Sue Student in PPL theory: It is finished.</li>" in text
    sams.refresh_from_db()
    assert sams.state == Enrollment.State.ONGOING


def test_an_act_that_concerns_nobody_has_no_button(browser: Browser, sues: Enrollment) -> None:
    text = read_text(choose(browser, "pause", sues))

    assert "This concerns nobody." in text
    assert 'name="reason"' not in text


def test_many_are_withdrawn_with_a_reason(browser: Browser, sams: Enrollment, sues: Enrollment) -> None:
    response = choose(browser, "withdraw", sams, sues, reason="Moved", day="2026-03-18")

    assert "Withdrew 1. Not Sue Student in PPL theory: It is finished." in read_text(response)
    sams.refresh_from_db()
    assert (sams.state, sams.withdrawal_reason) == (Enrollment.State.WITHDRAWN, "Moved")


def test_without_a_reason_the_page_asks_again(browser: Browser, sams: Enrollment) -> None:
    assert "This field is required." in read_text(choose(browser, "withdraw", sams, reason=""))


def test_what_the_service_refuses_is_shown_at_the_field(browser: Browser, sams: Enrollment) -> None:
    response = choose(browser, "withdraw", sams, reason="Moved", day="2026-03-19")

    assert "The day cannot be in the future." in read_text(response)
    sams.refresh_from_db()
    assert not sams.is_withdrawn


def test_pause_and_resume(browser: Browser, sams: Enrollment) -> None:
    choose(browser, "pause", sams, reason="Ill", day="")
    assert Enrollment.objects.paused().get() == sams
    page = read_text(browser.get(build_address(Enrollment, "change", sams.pk)))
    assert "Paused since 18 Mar 2026: Ill" in page

    response = choose(browser, "resume", sams, asked="1")

    assert "Resumed 1." in read_text(response)
    assert not Enrollment.objects.paused().exists()


def test_transfer_and_extend(browser: Browser, world: World, sams: Enrollment) -> None:
    Enrollment.objects.update(finish_before_at=world.alpine.get_day_start(timezone.now().date()))

    choose(browser, "transfer", sams, supervisor=world.tom.pk)
    choose(browser, "extend", sams, until="2026-06-30", days="", reason="")

    sams.refresh_from_db()
    assert sams.supervisor == world.tom
    assert sams.finish_before_at is not None
    assert str(world.alpine.local_date(sams.finish_before_at)) == "2026-06-30"


def test_a_first_deadline_is_set_and_told_in_the_ledger(browser: Browser, sams: Enrollment) -> None:
    assert get_address("extend", sams.pk) in read_text(browser.get(build_address(Enrollment, "change", sams.pk)))

    shown = read_text(choose(browser, "extend", sams, until="2026-06-30", days="", reason=""))

    assert "Set or extended 1." in shown
    event = Event.objects.get(action="enrollment.deadline_extended")
    told = read_text(browser.get(build_address(Event, "change", event.pk)))
    assert "2026-06-30" in told or "30 Jun 2026" in told


def test_the_page_of_one_offers_what_is_possible(browser: Browser, sams: Enrollment, sues: Enrollment) -> None:
    ongoing = read_text(browser.get(build_address(Enrollment, "change", sams.pk)))
    finished = read_text(browser.get(build_address(Enrollment, "change", sues.pk)))

    for page in ("withdraw", "pause", "transfer", "credit"):
        assert get_address(page, sams.pk) in ongoing
        assert get_address(page, sues.pk) not in finished
    assert get_address("reopen", sues.pk) in finished
    assert get_address("resume", sams.pk) not in ongoing


def test_withdrawn_by_mistake_and_taken_back(browser: Browser, sams: Enrollment) -> None:
    response = browser.post(get_address("withdraw", sams.pk), {"asked": "1", "reason": "Moved", "day": ""}, follow=True)
    assert response.redirect_chain[-1][0] == build_address(Enrollment, "change", sams.pk)
    assert "Withdrawn on 18 Mar 2026: Moved" in read_text(response)

    browser.post(get_address("return", sams.pk), {"asked": "1", "reason": "The wrong Sam"})

    sams.refresh_from_db()
    assert sams.state == Enrollment.State.ONGOING


def test_reopening_says_what_has_to_be_done_first(browser: Browser, world: World, training: Training) -> None:
    row = make.EnrollmentFactory(training=training, user=world.sam)
    LessonStudy.objects.create(enrollment=row, lesson=make.LessonFactory(subject__training=training))
    choose(browser, "finish", row)

    assert "Revoke the certificate 2026-00001 first." in read_text(browser.get(get_address("reopen", row.pk)))


def test_credits_are_given_shown_and_revoked(browser: Browser, sams: Enrollment) -> None:
    lesson = make.LessonFactory(subject__training=sams.training, subject__name="Meteorology", name="Fronts")
    page = read_text(browser.get(get_address("credit", sams.pk)))
    assert "Meteorology" in page
    assert "Fronts" in page

    answer = {
        "asked": "1",
        "items": [str(lesson.pk)],
        "reason": "PPL of another school",
        "password": make.PASSWORD,
        "document": SimpleUploadedFile("licence.pdf", PDF, content_type="application/pdf"),
    }
    shown = read_text(browser.post(get_address("credit", sams.pk), answer, follow=True))
    credit = Credit.objects.get()

    assert "Credited 1 to Sam Student in PPL theory." in shown
    assert "Fronts: PPL of another school (Maria Manager, 2026-03-18)" in shown
    document = browser.get(get_address("credit_document", sams.pk, credit.pk))
    assert b"".join(document) == PDF
    assert "no-store" in document["Cache-Control"]
    assert browser.get(f"/media/{credit.document.name}").status_code == 404
    assert browser.get(f"/media/slides/../{credit.document.name}").status_code == 404

    browser.post(get_address("revoke_credit", sams.pk, credit.pk), {"asked": "1", "reason": "Forged"})

    assert not Credit.objects.live().exists()
    shown = read_text(browser.get(build_address(Enrollment, "change", sams.pk)))
    assert "revoked by Maria Manager: Forged" in shown


def test_the_page_of_a_credit_complains_of_nothing_before_it_is_sent(browser: Browser, sams: Enrollment) -> None:
    make.LessonFactory(subject__training=sams.training)

    opened = browser.get(get_address("credit", sams.pk))
    sent = browser.post(get_address("credit", sams.pk), {"asked": "1"})

    assert not opened.context["form"].is_bound
    assert "This field is required." not in read_text(opened)
    assert list(sent.context["form"].errors) == ["items", "reason", "password"]


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("licence.exe", b"MZ", "File extension “exe” is not allowed."),
        ("licence.pdf", b"MZ", "This is not a valid PDF file."),
        ("licence.pdf", PDF + b" " * 10 * 2**20, "The file is larger than 10 MB."),
    ],
)
def test_a_document_is_a_pdf_or_a_picture_of_some_size(
    browser: Browser, sams: Enrollment, name: str, content: bytes, text: str
) -> None:
    lesson = make.LessonFactory(subject__training=sams.training)
    answer = {"asked": "1", "items": [str(lesson.pk)], "reason": "PPL", "password": make.PASSWORD}

    page = browser.post(get_address("credit", sams.pk), {**answer, "document": SimpleUploadedFile(name, content)})

    assert text in read_text(page)
    assert not Credit.objects.exists()


def test_a_wrong_password_credits_nothing(browser: Browser, sams: Enrollment) -> None:
    lesson = make.LessonFactory(subject__training=sams.training)
    answer = {"asked": "1", "items": [str(lesson.pk)], "reason": "PPL", "password": "wrong"}

    assert browser.post(get_address("credit", sams.pk), answer).status_code == 200
    assert not Credit.objects.exists()


PAGES = ("withdraw", "pause", "resume", "transfer", "extend", "reopen", "return", "credit")


@pytest.mark.parametrize("page", PAGES)
def test_another_schools_enrollment_has_no_page(world: World, sams: Enrollment, page: str) -> None:
    assert open_browser(world.otto).get(get_address(page, sams.pk)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_nobody_below_a_manager_gets_in(world: World, sams: Enrollment, page: str) -> None:
    assert open_browser(world.charles).get(get_address(page, sams.pk)).status_code == 302


def test_the_filter_finds_each_state(browser: Browser, sams: Enrollment, sues: Enrollment) -> None:
    choose(browser, "pause", sams, reason="Ill", day="")

    for state, names in (("paused", ["Sam"]), ("withdrawn", []), ("finished", ["Sue"]), ("under_way", ["Sam"])):
        rows = browser.get(LIST, {"state": state}).context["cl"].queryset
        assert [row.user.name for row in rows] == names


def test_the_page_costs_the_same_for_one_and_for_thirty(browser: Browser, training: Training, queries_of: Any) -> None:
    def enroll(number: int) -> list[Enrollment]:
        people = make.UserFactory.create_batch(number, company=training.company)
        long_ago = timezone.now() - timedelta(days=9)
        return [make.EnrollmentFactory(training=training, user=user, created_at=long_ago) for user in people]

    one, thirty = enroll(1), enroll(30)

    assert len(queries_of(lambda: choose(browser, "withdraw", *one))) == len(
        queries_of(lambda: choose(browser, "withdraw", *thirty))
    )
