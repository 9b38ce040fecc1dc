"""`POST /trainings/onsite/unsign_class.json` (docs/api.md, section 5)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from onsite.models import Attendance, ClassSession
from records.models import Event, Revocation
from records.verification.run import verify_company
from tests.onsite.conftest import SIGNATURE_TEXT, GroundSchool, post_revocation, post_signature
from tests.world import World


def test_a_manager_unsigns_and_the_signature_stays_on_record(world: World, ground_school: GroundSchool) -> None:
    post_signature(world.ines, ground_school.session)

    response = post_revocation(world.maria, ground_school.session, reason="Sue was there.")

    assert response.status_code == 200, response.content
    assert response.json() == {"result": True}
    session = ClassSession.objects.get()
    assert (session.status, session.signature_text, session.signed_at) == ("scheduled", "", None)
    revocation = Revocation.objects.get()
    assert (revocation.signature.text, revocation.by, revocation.reason) == (
        SIGNATURE_TEXT,
        world.maria,
        "Sue was there.",
    )
    assert list(Event.objects.values_list("action", flat=True))[-2:] == ["class.unsigned", "signature.revoked"]
    assert verify_company(world.alpine).findings == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("ines", 200), ("maria", 200), ("charles", 403), ("sam", 403), ("tom", 400), ("otto", 400)],
)
def test_who_may_unsign(world: World, ground_school: GroundSchool, who: str, status: int) -> None:
    post_signature(world.ines, ground_school.session)

    assert post_revocation(getattr(world, who), ground_school.session).status_code == status
    assert Revocation.objects.exists() is (status == 200)


@pytest.mark.parametrize(("hours", "teacher"), [(48, 200), (72, 200), (73, 403), (96, 403)])
def test_until_when_the_teacher_takes_the_signature_back(
    world: World, ground_school: GroundSchool, hours: int, teacher: int
) -> None:
    ClassSession.objects.update(starts_at=timezone.now() - timedelta(hours=hours))
    Attendance.objects.update(starts_at=timezone.now() - timedelta(hours=hours))
    post_signature(world.ines, ground_school.session)

    assert post_revocation(world.ines, ground_school.session).status_code == teacher
    assert post_revocation(world.maria, ground_school.session).status_code == (409 if teacher == 200 else 200)


def test_what_is_not_signed_cannot_be_unsigned(world: World, ground_school: GroundSchool) -> None:
    for user in (world.maria, world.ines):
        assert post_revocation(user, ground_school.session).status_code == 409
    assert post_revocation(world.maria, ground_school.session, reason="x" * 1001).json()["errors"].keys() == {"reason"}
    assert not Event.objects.exists()
