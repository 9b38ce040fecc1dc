"""What a response has shown is freed with it, and need not be looked for (api/views.py, api/outputs/serializers.py)."""

import gc
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Model
from django.test.client import ClientHandler, RequestFactory
from django.utils import timezone
from rest_framework.request import Request

from accounts.models import Token
from accounts.sign_in.sessions import issue_token
from api.views import ApiViewSet
from tests.onsite.conftest import create_ground_school
from tests.world import World

PATHS = {
    "My Trainings": "/trainings.json",
    "a training": "/trainings/trainings/view/{enrollment}.json",
    "a class": "/trainings/onsite/class/{session}.json",
    "the calendar": "/trainings/trainings/calendar.json?start=2026-03-01&end=2026-03-31&timeZone=UTC",
    "the own account": "/users/view.json",
    "no such class": "/trainings/onsite/class/{enrollment}.json",
}


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.any_database
@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_rows_and_requests_are_freed_with_the_response(world: World, path: str) -> None:
    school = create_ground_school(world)
    address = path.format(session=school.session.pk, enrollment=school.sams.pk)
    ends_at = timezone.now() + timedelta(days=1)
    secret = issue_token(user=world.sam, kind=Token.Kind.SESSION, expires_at=ends_at).secret
    respond(address, secret)  # loads what every process loads once
    gc.collect()
    before = count_rows_and_requests()

    status = respond(address, secret)

    assert status == (404 if path == PATHS["no such class"] else 200)
    assert count_rows_and_requests() == before


def count_rows_and_requests() -> Counter[str]:
    """Those that are alive, by the names of their classes."""
    kinds = (type(one) for one in gc.get_objects())
    return Counter(kind.__name__ for kind in kinds if issubclass(kind, (Model, Request, ApiViewSet)))


def respond(address: str, secret: str) -> int:
    """As a web server does it: the test client adds a cycle of its own to each response."""
    environ = RequestFactory().get(address, HTTP_AUTHORIZATION=f"Bearer {secret}").environ
    return int(ClientHandler()(environ).status_code)
