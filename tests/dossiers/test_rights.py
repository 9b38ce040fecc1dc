"""Who may do what with dossiers and the keys of other schools: every page, by role, here and at another school."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from dossiers.models import Dossier, DossierCredit, TrustedKey
from dossiers.trusting import trust_key
from records.models import Event
from tests import factories as make
from tests.dossiers.two_schools import TwoSchools, alter_record, build_upload
from tests.office.browser import Browser, open_browser

MANAGERS = (
    Role.ADMINISTRATOR,
    Role.ACCOUNTABLE_MANAGER,
    Role.OPERATIONS_MANAGER,
    Role.CHIEF_PILOT,
    Role.TRAINING_MANAGER,
)
OTHERS = (Role.CHIEF_INSTRUCTOR, Role.INSTRUCTOR, Role.PILOT, Role.STUDENT)
FINGERPRINT = "0123456789abcdef" * 4


def list_pages(schools: TwoSchools, dossier: Dossier, key: TrustedKey) -> list[str]:
    """The pages that are about something of Baltic."""
    names = ("file", "document", "confirm", "remove")
    pages = [reverse(f"admin:dossiers_dossier_{name}", args=[dossier.pk]) for name in names]
    return [
        *pages,
        reverse("admin:dossiers_dossier_credit", args=[dossier.pk, schools.enrollment.pk]),
        reverse("admin:dossiers_dossier_receive", args=[schools.sam_here.pk]),
        reverse("admin:dossiers_trustedkey_withdraw", args=[key.pk]),
    ]


def get_status(browser: Browser, page: str) -> int:
    response: Any = browser.get(page)
    if response.streaming:  # a file is open until it is sent
        b"".join(response.streaming_content)
    return int(response.status_code)


@pytest.mark.parametrize("role", [*MANAGERS, *OTHERS])
def test_managers_of_the_school_and_nobody_else(schools: TwoSchools, role: Role) -> None:
    world, dossier = schools.world, schools.receive()
    key = trust_key(fingerprint=FINGERPRINT, school_name="Nordic", note="Called", by=world.otto)
    own = open_browser(world.create_person("Own", role.english, role, world.baltic))
    foreign = open_browser(world.create_person("Foreign", role.english, role))
    is_manager = role in MANAGERS
    pages = list_pages(schools, dossier, key)

    assert [get_status(own, page) for page in pages] == [200 if is_manager else 302] * len(pages)
    assert [get_status(foreign, page) for page in pages] == [404 if is_manager else 302] * len(pages)

    events, form = Event.objects.exclude(action__startswith="login.").count(), {"asked": "1", "reason": "x"}
    content = {**form, "items": [str(schools.here.law.pk)], "password": make.PASSWORD}
    for page in pages:
        upload = {"file": build_upload(schools.export())} if "receive" in page else {}
        assert foreign.post(page, {**content, **upload}).status_code == (404 if is_manager else 302)
    assert Event.objects.exclude(action__startswith="login.").count() == events


@pytest.mark.parametrize("role", MANAGERS)
def test_every_manager_does_the_whole_of_it(schools: TwoSchools, role: Role) -> None:
    manager = schools.world.create_person("Own", role.english, role, schools.world.baltic)
    browser, content = open_browser(manager), {"asked": "1", "reason": "x", "password": make.PASSWORD}

    browser.post(
        reverse("admin:dossiers_dossier_receive", args=[schools.sam_here.pk]),
        {"asked": "1", "file": build_upload(schools.export())},
    )
    dossier = Dossier.objects.get()
    browser.post(reverse("admin:dossiers_dossier_confirm", args=[dossier.pk]), content)
    address = reverse("admin:dossiers_dossier_credit", args=[dossier.pk, schools.enrollment.pk])
    browser.post(address, {**content, "items": [str(schools.here.law.pk)]})

    assert DossierCredit.objects.get().credit.credited_by == manager


def test_own_training_and_own_dossier_are_for_another_manager(schools: TwoSchools) -> None:
    otto = schools.world.otto
    browser = open_browser(otto)

    page = browser.get(reverse("admin:dossiers_dossier_receive", args=[otto.pk])).content.decode()
    assert "Another manager has to receive your own dossier." in page
    assert 'type="file"' not in page
    file = browser.get(f"/admin/accounts/user/{otto.pk}/file/").content.decode()
    assert "Receive a dossier" not in file


def test_a_deleted_enrollment_or_dossier_is_the_404_of_none(schools: TwoSchools) -> None:
    dossier, browser = schools.receive(), open_browser(schools.world.otto)

    for ids in ([dossier.pk, schools.enrollment_there.pk], [schools.enrollment.pk, schools.enrollment.pk]):
        assert browser.get(reverse("admin:dossiers_dossier_credit", args=ids)).status_code == 404
    assert browser.get(reverse("admin:dossiers_dossier_receive", args=[schools.world.sam.pk])).status_code == 404


@pytest.fixture
def grow(schools: TwoSchools) -> Callable[[], None]:
    """Thirty of everything more."""

    def grow() -> None:
        make.LessonFactory.create_batch(29, subject=schools.there.subject)
        lessons = make.LessonFactory.create_batch(29, subject=schools.here.subject)
        for number in range(29):
            record = alter_record(schools.export(), lambda record, n=number: record.update(n=n))  # type: ignore[misc]
            schools.receive(record)
            training = make.TrainingFactory(company=schools.world.baltic)
            make.EnrollmentFactory(training=training, user=schools.sam_here)
        assert len(lessons) == 29

    return grow


def test_more_rows_cost_no_more_queries(schools: TwoSchools, grow: Callable[[], None], queries_of: Any) -> None:
    dossier, browser = schools.receive(), open_browser(schools.world.otto)
    pages = [
        reverse("admin:dossiers_dossier_file", args=[dossier.pk]),
        reverse("admin:dossiers_dossier_credit", args=[dossier.pk, schools.enrollment.pk]),
        reverse("admin:dossiers_dossier_changelist"),
        reverse("admin:accounts_user_file", args=[schools.sam_here.pk]),
    ]
    for page in pages:
        assert browser.get(page).status_code == 200
    few = [queries_of(lambda page=page: browser.get(page)) for page in pages]
    export = queries_of(schools.export)
    grow()

    for page, before in zip(pages, few, strict=True):
        after = queries_of(lambda page=page: browser.get(page))
        assert len(after) == len(before), (page, after)
    assert len(queries_of(schools.export)) == len(export)
