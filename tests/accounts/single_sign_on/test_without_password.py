"""People who log in at the provider need no password, until they sign."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import LoginAttemptLog
from accounts.sign_in.credentials import SET_ONE_FIRST, change_own_password, confirm_password
from core.exceptions import Forbidden
from records.models import Event
from records.signing import confirm_signer_password
from tests.factories import PASSWORD, ClassSessionFactory
from tests.office.browser import Browser
from tests.world import World, create_client


@pytest.mark.parametrize("password", [PASSWORD, "", "!", "x" * 1024])
def test_signing_without_a_password_says_to_set_one(world: World, password: str) -> None:
    with pytest.raises(Forbidden, match="You have no password yet"):
        confirm_signer_password(user=world.ines, password=password)


def test_that_is_neither_counted_nor_recorded_as_a_failed_attempt(world: World) -> None:
    for _ in range(10):
        with pytest.raises(Forbidden, match="You have no password yet"):
            confirm_signer_password(user=world.ines, password=PASSWORD)
    with pytest.raises(Forbidden, match="You have no password yet"):
        confirm_password(user=world.ines, password=PASSWORD)
    with pytest.raises(Forbidden, match="You have no password yet"):
        change_own_password(user=world.ines, old=PASSWORD, new="another-password-9")

    assert not LoginAttemptLog.objects.exists()
    assert not Event.objects.exists()


def test_a_class_is_signed_once_a_password_is_set(world: World) -> None:
    session = ClassSessionFactory(
        subject__training__company=world.alpine, teacher=world.ines, starts_at=timezone.now() - timedelta(hours=1)
    )
    client = create_client(world.ines)
    body = {"classId": str(session.pk), "password": PASSWORD}

    refused: Any = client.post("/trainings/onsite/sign_class.json", body)
    assert (refused.status_code, refused.json()["message"]) == (403, SET_ONE_FIRST)

    world.ines.set_password(PASSWORD)
    world.ines.save()
    assert client.post("/trainings/onsite/sign_class.json", body).status_code == 200


def test_the_page_for_the_own_password_says_so_too(world: World) -> None:
    browser = Browser()
    browser.force_login(world.maria)

    form = {"old_password": "x", "new_password1": "another-password-9", "new_password2": "another-password-9"}
    page = browser.post("/admin/password_change/", form).content.decode()

    assert "You have no password yet" in page
    assert "not your current password" not in page
