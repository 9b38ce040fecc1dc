"""The public check of a certificate: what anyone with the code sees, and nothing that the ledger did not record."""

import re
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from records.canonical import format_canonical_json
from records.kinds import KINDS
from records.models import Event
from tests import factories as make
from tests.evidence.certificates.conftest import (
    get_check_page,
    issue_certificate,
)
from tests.world import World
from trainings.models import Enrollment


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
        "replaces": None, "replaced_by": None, "status": "unconfirmed",
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
    forged = format_canonical_json(KINDS["certificate.certificate"].read_states([issued.pk])[str(issued.pk)])
    drop_triggers()
    Event.objects.filter(action="certificate.issued").update(state=forged)

    assert get_check_page(issued.code).json()["certificate"]["status"] == "unconfirmed"


def test_anybody_with_the_code_can_check_it_and_learns_no_more_than_that(
    finished_enrollment: Enrollment, issued_certificate: Certificate
) -> None:
    code = issued_certificate.code

    assert get_check_page(code).json() == {
        "certificate": {
            "name": "Sam Student",
            "course": "PPL(A) <theory>",
            "finished": "2026-03-18",
            "valid_until": "2028-03-17",
            "status": "valid",
            "revoked": None,
            "replaces": None,
            "replaced_by": None,
        }
    }
    page = get_check_page(code, "").content.decode()
    assert "PPL(A) &lt;theory&gt;" in page
    assert "Sam Student" in page
    assert str(finished_enrollment.pk) not in page
    assert "Alpine" not in page


@pytest.mark.parametrize("code", ["x" * 24, "x", "A" * 23, "%00" * 24, "é" * 24])
@pytest.mark.parametrize("kind", [".json", ""])
def test_an_unknown_code_is_a_404(world: World, code: str, kind: str) -> None:
    assert get_check_page(code, kind).status_code == 404


def test_it_expires_after_its_last_day_and_can_be_revoked(
    world: World, issued_certificate: Certificate, frozen_clock: Any
) -> None:
    frozen_clock.move_to("2028-03-17T10:59:00+00:00")
    assert get_check_page(issued_certificate.code).json()["certificate"]["status"] == "valid"
    frozen_clock.move_to("2028-03-17T11:00:00+00:00")
    assert get_check_page(issued_certificate.code).json()["certificate"]["status"] == "expired"
    revoke_certificate(certificate=issued_certificate, reason="Issued in error", by=world.maria)
    assert get_check_page(issued_certificate.code).json()["certificate"]["status"] == "revoked"
    assert "Issued in error" not in get_check_page(issued_certificate.code, "").content.decode()
