"""`POST /users/end_session.json` (docs/api.md, section 2): a logout without a connection, completed later."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from accounts.api_keys import create_api_key
from accounts.models import Token
from accounts.sign_in.sessions import issue_token
from tests.accounts.test_tokens import ADDRESS, call_with_header, is_unauthorized
from tests.world import Client, World, create_client


def end_session(digest: str) -> Any:
    return Client().post("/users/end_session.json", {"digest": digest})


def test_a_device_ends_a_session_later_with_what_is_no_token(world: World) -> None:
    client = create_client(world.sam)
    digest = Token.objects.get(user=world.sam).digest
    assert is_unauthorized(call_with_header(f"Bearer {digest}")), "nobody reads as Sam with it"

    response = end_session(digest)

    assert (response.json(), response["Clear-Site-Data"]) == ({"result": True}, '"cache"')
    assert is_unauthorized(client.get(ADDRESS))


def test_the_digest_of_a_session_is_that_of_its_token(world: World) -> None:
    expires_at = timezone.now() + timedelta(days=14)
    issued = issue_token(user=world.sam, kind=Token.Kind.SESSION, expires_at=expires_at)

    assert end_session(sha256(issued.secret.encode()).hexdigest()).status_code == 200
    assert is_unauthorized(call_with_header(f"Bearer {issued.secret}"))


def test_ending_a_session_touches_no_other_one_and_no_api_key(world: World) -> None:
    ended, others = create_client(world.sam), [create_client(world.sam), create_client(world.maria)]
    key = create_api_key(user=world.sam, name="office")
    end_session(Token.objects.filter(user=world.sam).earliest("created_at", "pk").digest)

    end_session(key.token.digest)

    assert is_unauthorized(ended.get(ADDRESS))
    assert [client.get(ADDRESS).status_code for client in others] == [200, 200]
    assert call_with_header(f"Bearer {key.secret}").status_code == 200


def test_who_ends_a_session_does_not_learn_whether_there_was_one(world: World) -> None:
    create_client(world.sam)
    digest = Token.objects.get(user=world.sam).digest
    first, again, unknown = (end_session(one) for one in (digest, digest, "0" * 64))

    assert first.content == again.content == unknown.content
    assert {response.status_code for response in (first, again, unknown)} == {200}


@pytest.mark.parametrize("digest", ["", "0" * 65, None, ["a"]])
def test_what_is_no_digest_is_refused(world: World, digest: Any) -> None:
    response = Client().post("/users/end_session.json", {"digest": digest}, content_type="application/json")

    assert (response.status_code, list(response.json()["errors"])) == (400, ["digest"])
