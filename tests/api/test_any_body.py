"""No body causes a 500, a response that is not JSON, or a partial change (docs/api.md, section 1, Errors)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from accounts.models import Notification
from tests import factories as make
from tests.world import Client, World, create_client
from trainings.models import Enrollment

any_trial = trials(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))

oddities: st.SearchStrategy[Any] = st.sampled_from(
    ["", "x", "\x00", "\ud800", "٣", "1e30", "on", 0, -1, 1e30, 1e308, 10**18, 10**30, 2**63, True, None, [], {}, [[]]]
)
values = st.recursive(
    oddities | st.text(max_size=20) | st.integers() | st.floats() | st.uuids().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def build_bodies(*names: str) -> st.SearchStrategy[bytes]:
    """JSON objects with these names and odd values, other JSON, and bytes that are not JSON."""
    groups = st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))
    return (groups | groups.map(lambda group: {"data": group}) | values).map(
        lambda value: json.dumps(value).encode()
    ) | st.binary(max_size=200)


def post(client: Client, path: str, body: bytes) -> Any:
    response = client.generic("POST", path, body, content_type="application/json")
    assert response.status_code < 500, (body, response.content)
    assert response["Content-Type"] == "application/json", body
    assert isinstance(response.json(), dict), body
    return response


@pytest.fixture
def stranger(world: World) -> Client:
    return Client()


@pytest.fixture
def unlimited(settings: Any) -> None:
    settings.GUESSES_PER_ACCOUNT = settings.GUESSES_PER_ADDRESS = 10_000


@pytest.fixture
def enroll(world: World) -> Callable[[bytes], Any]:
    """Posts a body to the enroll operation; `TRAINING` in it stands for the id of an existing training."""
    training = str(make.TrainingFactory(company=world.alpine).pk)
    client = create_client(world.maria)

    def run(body: bytes) -> Any:
        return post(client, "/manager/trainings/students/enroll.json", body.replace(b"TRAINING", training.encode()))

    return run


@any_trial
@given(body=build_bodies("email", "password"))
@example(body=b'{"email": "sam@alpine.example", "password": "' + b"x" * 100_000 + b'"}')
@example(body=b'{"email": "' + "İ".encode() * 254 + b'", "password": "x"}')
def test_no_body_logs_in_or_breaks_the_login(unlimited: None, stranger: Client, body: bytes) -> None:
    assert post(stranger, "/users/login.json", body).status_code in (400, 401)


@any_trial
@given(body=build_bodies("email", "password", "newpassword"))
@example(body=b'{"email": "' + "İ".encode() * 254 + b'"}')
@example(body=b'{"password": "x", "newpassword": "x"}')
def test_no_body_breaks_what_needs_no_token(unlimited: None, stranger: Client, body: bytes) -> None:
    assert post(stranger, "/users/password_recover.json", body).status_code in (200, 400)
    assert post(stranger, f"/users/new_password/1/{'0' * 96}.json", body).status_code in (400, 404)


@any_trial
@given(
    body=build_bodies(
        "UserDetail", "User", "password", "newpassword", "newpasswordrepeat", "new_email", "new_email_repeat"
    )
)
@example(body=b'{"User": {"two_factor": "OFF", "language": {}}, "UserDetail": {"country_id": 0, "name": [[]]}}')
@example(body=b'{"new_email": "a@b.at", "new_email_repeat": "A@B.AT", "password": "x"}')
def test_no_body_breaks_the_own_account(unlimited: None, world: World, body: bytes) -> None:
    client = create_client(world.sam)

    assert post(client, "/users/edit.json", body).status_code in (200, 400, 403)
    assert post(client, "/users/password.json", body).status_code in (400, 403)
    assert post(client, "/users/email.json", body).status_code in (400, 403)


@any_trial
@given(body=build_bodies("training_id", "students", "supervisor_id", "finish_before"))
@example(body=b'{"training_id": "TRAINING", "students": [1e30, 1e18, -1, 0, true, null, "\\u0663", {}, []]}')
@example(
    body=b'{"training_id": "TRAINING", "students": [9223372036854775807, 9223372036854775808, "99999999999999999999"]}'
)
@example(body=b'{"training_id": "TRAINING", "students": ["x"], "finish_before": 1e18}')
@example(body=b'{"training_id": "TRAINING", "students": ["x"], "finish_before": "9999-12-31T23:59:59-12:00"}')
def test_no_body_enrolls_anybody_by_accident_or_breaks_enrolling(enroll: Callable[[bytes], Any], body: bytes) -> None:
    assert enroll(body).status_code in (200, 400, 404)
    assert not Enrollment.objects.exists()


@any_trial
@given(body=st.lists(values, max_size=5).map(lambda students: json.dumps(students).encode()))
def test_no_list_of_students_breaks_enrolling(enroll: Callable[[bytes], Any], body: bytes) -> None:
    assert enroll(b'{"training_id": "TRAINING", "students": ' + body + b"}").status_code in (200, 400, 404)


@pytest.fixture
def reader(world: World) -> Client:
    """Sam's client; he has an unread message."""
    Notification.objects.create(company=world.alpine, recipient=world.sam, subject="Welcome")
    return create_client(world.sam)


@any_trial
@given(body=build_bodies("id"))
def test_no_body_reads_a_message_by_accident_or_breaks_reading(reader: Client, body: bytes) -> None:
    assert post(reader, "/messages/messages/read.json", body).status_code in (400, 404)
    assert Notification.objects.unread().count() == 1
