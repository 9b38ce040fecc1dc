"""A school that says so refuses the signature of an instructor with expired papers (instructors/papers.py)."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from core.exceptions import DomainError, Forbidden
from instructors.services import QualificationInput, edit_qualification, remove_qualification
from onsite.classes.signing import close_class, sign_class
from onsite.models import ClassSession
from records import signing
from records.verification.run import verify_company
from tests import factories as make
from tests.instructors.papers import add_paper, days_from_today, refuse_expired
from tests.office.browser import open_browser
from tests.onsite.conftest import SIGN, GroundSchool, create_ground_school, post_signature
from tests.world import World, create_client

REFUSAL = (
    "Your papers are not valid: Medical class 1 expired on 3 Mar 2026. This school's classes and flights are signed by "
    "instructors with valid papers. Show a manager the renewed paper: once it is on record, you can sign."
)
EXPIRED = date(2026, 3, 3)


@pytest.fixture
def strict(world: World, ground_school: GroundSchool) -> GroundSchool:
    refuse_expired(world.alpine)
    return ground_school


def test_an_instructor_with_an_expired_paper_does_not_sign(world: World, strict: GroundSchool) -> None:
    add_paper(world, world.ines, EXPIRED)

    for format in ("json", "multipart"):
        body = {"classId": str(strict.session.pk), "password": make.PASSWORD}
        response = create_client(world.ines).post(SIGN, body, format=format)
        assert (response.status_code, response.json()["message"]) == (403, REFUSAL)

    assert not ClassSession.objects.filter(signed_at__isnull=False).exists()
    assert verify_company(world.alpine).findings == []


def test_the_class_view_says_that_it_cannot_be_signed(world: World, strict: GroundSchool) -> None:
    path = f"/trainings/onsite/class/{strict.session.pk}.json"
    assert create_client(world.ines).get(path).json()["signable"] is True

    add_paper(world, world.ines, EXPIRED)

    assert create_client(world.ines).get(path).json()["signable"] is False


def test_a_school_that_does_not_say_so_refuses_nothing(world: World, ground_school: GroundSchool) -> None:
    add_paper(world, world.ines, EXPIRED)

    assert post_signature(world.ines, ground_school.session).status_code == 200


def test_without_any_paper_on_record_nothing_has_expired(world: World, strict: GroundSchool) -> None:
    assert post_signature(world.ines, strict.session).status_code == 200


def test_the_papers_of_others_do_not_matter(world: World, strict: GroundSchool) -> None:
    for person in (world.tom, world.maria):
        add_paper(world, person, EXPIRED)

    assert post_signature(world.ines, strict.session).status_code == 200


def test_a_renewal_or_a_removal_lets_the_instructor_sign_again(world: World, strict: GroundSchool) -> None:
    wrong = add_paper(world, world.ines, EXPIRED, name="Medical clas 1")
    add_paper(world, world.ines, EXPIRED)
    add_paper(world, world.ines, days_from_today(180))
    assert post_signature(world.ines, strict.session).status_code == 403

    remove_qualification(qualification_id=wrong.pk, reason="Mistyped", by=world.maria)

    assert post_signature(world.ines, strict.session).status_code == 200


def test_no_password_is_counted_while_the_papers_are_expired(world: World, strict: GroundSchool) -> None:
    add_paper(world, world.ines, EXPIRED)
    for _ in range(10):
        assert post_signature(world.ines, strict.session, "wrong").json()["message"] == REFUSAL

    add_paper(world, world.ines, days_from_today(180))

    assert post_signature(world.ines, strict.session).status_code == 200


def test_what_expires_while_the_password_is_checked_is_refused_under_the_lock(
    world: World, strict: GroundSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = add_paper(world, world.ines, days_from_today(5))

    def correct_meanwhile(**_options: Any) -> None:
        corrected = QualificationInput(kind="MEDICAL", name="Medical class 1", valid_until_on=EXPIRED)
        edit_qualification(qualification_id=paper.pk, paper=corrected, by=world.maria)

    monkeypatch.setattr(signing, "confirm_signer_password", correct_meanwhile)

    with pytest.raises(Forbidden, match="Medical class 1 expired on 3 Mar 2026"):
        sign_class(session=strict.session, password=make.PASSWORD, by=world.ines)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        ("Pacific/Auckland", datetime(2026, 3, 18, 11, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 19, 4, tzinfo=UTC)),
    ],
)
def test_the_last_valid_day_ends_at_midnight_at_the_school(
    world: World, strict: GroundSchool, frozen_clock: Any, zone: str, midnight: datetime
) -> None:
    world.alpine.timezone_id = zone
    world.alpine.save()
    add_paper(world, world.ines, date(2026, 3, 18))
    world.ines.refresh_from_db()

    frozen_clock.move_to(midnight)
    with pytest.raises(Forbidden):
        close_class(session=strict.session, by=world.ines)

    frozen_clock.move_to(midnight - timedelta(seconds=1))
    assert close_class(session=strict.session, by=world.ines).signed_at


def test_the_rule_is_about_whoever_signs(world: World, strict: GroundSchool) -> None:
    """A manager who taught the class signs it in the admin, and is told the same."""
    ClassSession.objects.update(teacher=world.maria)
    add_paper(world, world.maria, EXPIRED)
    add_paper(world, world.ines, EXPIRED)
    browser = open_browser(world.maria)
    page = browser.get(f"/admin/onsite/classsession/{strict.session.pk}/sign/")

    assert page.status_code == 200
    assert "Medical class 1 expired on 3 Mar 2026" in page.content.decode()


def test_a_school_that_refuses_costs_one_query_more_in_the_class_view(
    world: World, ground_school: GroundSchool, queries_of: Any
) -> None:
    path, client = f"/trainings/onsite/class/{ground_school.session.pk}.json", create_client(world.ines)
    client.get(path)
    before = len(queries_of(lambda: client.get(path)))
    refuse_expired(world.alpine)
    for number in range(30):
        add_paper(world, world.ines, EXPIRED, name=f"Rating {number}")

    assert len(queries_of(lambda: client.get(path))) == before + 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_signature_and_a_correction_of_the_paper_at_once_end_in_one_order_or_the_other() -> None:
    """Whichever comes first is whole: no signature is stored that was refused, and the ledger has no gap."""
    world = World()
    refuse_expired(world.alpine)
    school = create_ground_school(world)
    paper = add_paper(world, world.ines, days_from_today(5))
    for _ in range(5):
        session = make.ClassSessionFactory(
            subject=school.subject, starts_at=school.session.starts_at, teacher=world.ines
        )
        start = threading.Barrier(2)
        outcomes: list[Any] = []

        def sign(session: ClassSession = session, start: Any = start, outcomes: Any = outcomes) -> None:
            start.wait()
            try:
                outcomes.append(close_class(session=session, by=world.ines))
            except DomainError as error:
                outcomes.append(error)
            connection.close()

        def correct(start: Any = start) -> None:
            start.wait()
            corrected = QualificationInput(kind="MEDICAL", name="Medical class 1", valid_until_on=EXPIRED)
            edit_qualification(qualification_id=paper.pk, paper=corrected, by=world.maria)
            connection.close()

        threads = [threading.Thread(target=act) for act in (sign, correct)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        is_signed = ClassSession.objects.filter(pk=session.pk, signed_at__isnull=False).exists()
        assert is_signed is isinstance(outcomes[0], ClassSession)
        renewed = QualificationInput(kind="MEDICAL", name="Medical class 1", valid_until_on=days_from_today(5))
        edit_qualification(qualification_id=paper.pk, paper=renewed, by=world.maria)
    assert verify_company(world.alpine).findings == []
