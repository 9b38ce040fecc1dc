"""The public check page calls nothing valid that is not what the ledger recorded."""

import re
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from records.canonical import write_canonical
from records.kinds import KINDS
from records.models import Event
from tests import factories as make
from tests.evidence.certificates.test_certificate import issue_certificate
from tests.world import Client, World
from trainings.models import Enrollment


@pytest.fixture
def finished_enrollment(world: World) -> Enrollment:
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)")
    go: Enrollment = make.EnrollmentFactory(
        training=training, user=world.sam, finished_at=timezone.now(), valid_until_on=date(2028, 3, 17)
    )
    return go


def get_check_page(code: str, kind: str = ".json") -> Any:
    return Client().get(f"/certificates/{code}{kind}")


def drop_triggers() -> None:
    """As the owner of the database, past the triggers, for the rest of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")


@pytest.mark.parametrize(
    "forged",
    [
        {"content": '{"User":{"UserDetail":{"name":"Eve","surname":"Forger"}}}'},
        {"content": "no JSON"},
        {"digest": "0" * 64},
        {"number": "2026-00099"},
        {"valid_until_on": date(2099, 1, 1)},
        {"issued_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"revoked_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ],
)
def test_a_forged_certificate_is_never_called_valid(world: World, finished_enrollment: Enrollment, forged: Any) -> None:
    issued = issue_certificate(finished_enrollment)
    Certificate.objects.filter(pk=issued.pk).update(**forged)

    assert get_check_page(issued.code).json()["certificate"] == {
        "name": None, "course": None, "finished": None, "valid_until": None, "revoked": None,
        "replaced_by": None, "status": "unconfirmed",
    }  # fmt: skip
    page = get_check_page(issued.code, "").content.decode()
    assert "cannot be confirmed" in page
    assert not re.search(r"\bvalid\b|Eve|Sam", page.partition("</style>")[2])


def test_a_revocation_that_is_taken_out_of_the_row_makes_nothing_valid(
    world: World, finished_enrollment: Enrollment
) -> None:
    issued = issue_certificate(finished_enrollment)
    revoke_certificate(certificate=issued, reason="Issued in error", by=world.maria)
    Certificate.objects.update(revoked_at=None, revocation_reason="")

    assert get_check_page(issued.code).json()["certificate"]["status"] == "unconfirmed"


def test_a_certificate_that_nobody_issued_cannot_be_confirmed(world: World, finished_enrollment: Enrollment) -> None:
    issued = issue_certificate(finished_enrollment)
    other = make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue, finished_at=timezone.now())
    issued.pk, issued.enrollment, issued.code, issued.serial = uuid.uuid4(), other, "f" * 24, 2
    issued.save(force_insert=True)

    assert get_check_page("f" * 24).json()["certificate"]["status"] == "unconfirmed"


def test_an_event_that_was_rewritten_without_the_key_confirms_nothing(
    world: World, finished_enrollment: Enrollment
) -> None:
    issued = issue_certificate(finished_enrollment)
    Certificate.objects.update(content="{}")
    forged = write_canonical(KINDS["certificate.certificate"].read_states([issued.pk])[str(issued.pk)])
    drop_triggers()
    Event.objects.filter(action="certificate.issued").update(state=forged)

    assert get_check_page(issued.code).json()["certificate"]["status"] == "unconfirmed"
