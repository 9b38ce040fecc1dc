"""Two managers at the same dossier at the same moment. PostgreSQL only: SQLite has one writer."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from core.exceptions import Conflict, InvalidInput
from dossiers.crediting import credit_from_dossier
from dossiers.models import Dossier, DossierCredit, TrustedKey
from dossiers.receiving import Received, confirm_person, receive_dossier, remove_dossier
from dossiers.trusting import trust_key
from evidence.student_record.files import build_archive
from records.models import Event
from tests import factories as make
from tests.dossiers.two_schools import TwoSchools
from tests.exams.concurrency import run_concurrently
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def schools(transactional_db: None, tmp_path: Path) -> TwoSchools:
    schools = TwoSchools(World())
    schools.train()
    return schools


def test_the_same_file_sent_twice_is_one_dossier(schools: TwoSchools) -> None:
    data = build_archive(schools.export())

    def receive() -> Received:
        return receive_dossier(user_id=schools.sam_here.pk, data=data, by=schools.world.otto)

    outcomes = run_concurrently([receive] * 6)

    assert sorted(outcome.is_new for outcome in outcomes) == [False] * 5 + [True]
    assert {outcome.dossier.pk for outcome in outcomes} == {Dossier.objects.get().pk}
    assert Event.objects.filter(action="dossier.received").count() == 1
    schools.assert_clean()


def test_the_same_file_is_of_one_person(schools: TwoSchools) -> None:
    data, people = build_archive(schools.export()), (schools.sam_here, schools.world.olga)

    def receive(person: User) -> Received:
        return receive_dossier(user_id=person.pk, data=data, by=schools.world.otto)

    outcomes = run_concurrently([partial(receive, person) for person in people])

    assert sorted(type(outcome) is Conflict for outcome in outcomes) == [False, True]
    assert Dossier.objects.count() == 1


def test_no_credit_rests_on_a_removed_dossier(schools: TwoSchools) -> None:
    otto, items = schools.world.otto, [schools.here.law.pk]
    for _ in range(5):
        dossier = schools.receive()
        confirm_person(dossier_id=dossier.pk, reason="Passport", by=otto)
        facts: dict[str, Any] = {"dossier_id": dossier.pk, "enrollment_id": schools.enrollment.pk}

        def credit(facts: dict[str, Any] = facts) -> Any:
            return credit_from_dossier(**facts, item_ids=items, reason="x", password=make.PASSWORD, by=otto)

        def remove(dossier: Dossier = dossier) -> Any:
            return remove_dossier(dossier_id=dossier.pk, reason="x", by=otto)

        outcomes = run_concurrently([credit, remove])

        assert sorted(type(outcome) is Conflict for outcome in outcomes) == [False, True], outcomes
        dossier.refresh_from_db()
        rests = DossierCredit.objects.filter(dossier=dossier, credit__revoked_at=None).exists()
        assert rests == dossier.is_live
        if dossier.is_live:
            break
    schools.assert_clean()


def test_a_key_is_confirmed_once(schools: TwoSchools) -> None:
    def trust() -> TrustedKey:
        return trust_key(fingerprint="ab" * 32, school_name="Nordic", note="Called", by=schools.world.otto)

    outcomes = run_concurrently([trust] * 4)

    assert sorted(type(outcome) is InvalidInput for outcome in outcomes) == [False, True, True, True]
    assert TrustedKey.objects.count() == 1
