"""Mails about the account: their links and codes are derived when they are rendered."""

import json
from typing import Any

import pytest

from accounts.models import OneTimeCode, User
from accounts.one_time_codes import derive_link_code, derive_login_code, find_link_code, issue_code, use_code
from accounts.people.invitations import invite_users
from mail.kinds import MailKind
from mail.models import Mail
from mail.rendering import render_mail
from tests.mail.conftest import find_mail, queue, read, render, set_language
from tests.world import World

Purpose = OneTimeCode.Purpose
LINKS = {
    MailKind.INVITATION: (Purpose.INVITATION, "password"),
    MailKind.RECOVERY: (Purpose.RECOVERY, "password"),
    MailKind.CONFIRMATION: (Purpose.CONFIRMATION, "confirm"),
}


@pytest.mark.parametrize("kind", list(LINKS))
def test_the_link_of_a_mail_opens_its_page(world: World, kind: MailKind) -> None:
    purpose, page = LINKS[kind]
    code = issue_code(world.sam, purpose)
    text = render(queue(world.sam, kind, code=str(code.pk))).body

    link = next(line for line in text.splitlines() if line.startswith("https://"))
    assert link == f"https://training.alpine.example/account/{page}/{world.sam.pk}/{derive_link_code(code)}/"
    assert find_link_code(world.sam.pk, link.split("/")[-2], {purpose}) == code


def test_the_queue_holds_no_secret(world: World) -> None:
    code = issue_code(world.sam, Purpose.RECOVERY)
    queue(world.sam, MailKind.RECOVERY, code=str(code.pk))

    stored = json.dumps(list(Mail.objects.values()), default=str)
    assert derive_link_code(code)[32:] not in stored


def test_without_a_public_address_links_lead_to_this_machine(world: World, settings: Any) -> None:
    settings.PUBLIC_URL = ""
    code = issue_code(world.sam, Purpose.RECOVERY)

    assert (
        "http://127.0.0.1:8000/account/password/" in render(queue(world.sam, MailKind.RECOVERY, code=str(code.pk))).body
    )


def end_code(user: User, code: OneTimeCode, how: str, clock: Any) -> None:
    if how == "used":
        use_code(code)
    elif how == "expired":
        clock.shift(3601)
    elif how == "replaced":
        clock.shift(1)
        issue_code(user, Purpose.RECOVERY)
    elif how == "address":
        User.objects.filter(pk=user.pk).update(email="new@alpine.example")
    elif how == "over":
        User.objects.filter(pk=user.pk).update(expires_on="2026-03-01")


@pytest.mark.parametrize("how", ["used", "expired", "replaced", "address", "over"])
def test_a_code_that_does_not_work_any_more_is_not_mailed(world: World, how: str, frozen_clock: Any) -> None:
    code = issue_code(world.sam, Purpose.RECOVERY)
    queue(world.sam, MailKind.RECOVERY, code=str(code.pk))
    end_code(world.sam, code, how, frozen_clock)

    assert render_mail(find_mail(world.sam, MailKind.RECOVERY)) is None


def test_the_code_of_another_person_is_not_mailed(world: World) -> None:
    code = issue_code(world.sue, Purpose.RECOVERY)

    assert render_mail(queue(world.sam, MailKind.RECOVERY, code=str(code.pk))) is None


def test_an_invitation_reads_in_english(world: World) -> None:
    invite_users(users=[world.sam], by=world.maria)

    code = OneTimeCode.objects.get()
    assert read(world.sam, MailKind.INVITATION) == (
        f"""Your account at Alpine Flight School
Alpine Flight School

Hello Sam Student,

Maria Manager has created an account for you in the training system of Alpine Flight School.

Set your password to begin.

You log in with: sam@alpine.example

Set your password:
https://training.alpine.example/account/password/{world.sam.pk}/{derive_link_code(code)}/

The link works once, until Wednesday 1 April 2026, 23:00 NZDT.

If you do not expect an account there, ignore this mail.

--\x20
You get this mail because you have an account at Alpine Flight School.
"""
    )


def test_a_login_code_reads_in_german(world: World) -> None:
    set_language(world.sam, "de")
    code = issue_code(world.sam, Purpose.LOGIN)
    queue(world.sam, MailKind.LOGIN_CODE, code=str(code.pk))

    assert read(world.sam, MailKind.LOGIN_CODE) == (
        f"""Ihr Anmeldecode
Alpine Flight School

Guten Tag, Sam Student,

Geben Sie diesen Code ein, um sich bei Alpine Flight School anzumelden:

    {derive_login_code(code)}

Der Code gilt einmal, bis Mittwoch, 18. März 2026, 23:10 NZDT.

Wenn Sie sich gerade nicht anmelden, kennt jemand anders Ihr Passwort: Ändern Sie es.

--\x20
Sie erhalten diese E-Mail, weil Sie ein Konto bei Alpine Flight School haben.
"""
    )


@pytest.mark.parametrize(
    "change", ["password", "two_factor_on", "two_factor_off", "two_factor_reset", "address", "new"]
)
def test_every_change_of_an_account_is_described(world: World, change: str) -> None:
    message = render(queue(world.sam, MailKind.ACCOUNT_CHANGED, change=change))

    assert (message.subject == "Your account has been changed") == (change == "new")


def test_the_old_address_is_told_the_new_one(world: World) -> None:
    text = render(queue(world.sam, MailKind.ADDRESS_CHANGE, new="new@alpine.example")).body

    assert "New address: new@alpine.example" in text
