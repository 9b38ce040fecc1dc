"""The demo schools, put into the database once for all tests of a module."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Company
from demo.scenarios import academy, other_school
from demo.scenarios.scenario import SchoolScenario
from tests.snapshots.demo_school import create_schools


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        create_schools()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def schools(seeded: None) -> Iterator[dict[str, SchoolScenario]]:
    """Both schools by short name; changes of a test are rolled back after it."""
    with transaction.atomic():
        yield {"demo": get_school(academy.NAME), "other": get_school(other_school.NAME)}
        transaction.set_rollback(True)


def get_school(name: str) -> SchoolScenario:
    company = Company.objects.get(name=name)
    return SchoolScenario(company, {user.email.partition("@")[0]: user for user in company.users.all()})
