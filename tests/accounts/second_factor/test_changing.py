"""Choosing, turning off and resetting a second factor; each change is on record and told by mail."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.api_keys import create_api_key
from accounts.models import RecoveryCode, TotpDevice, User
from accounts.roles import Role
from accounts.sign_in.second_factor import changing
from accounts.sign_in.second_factor.policy import TwoFactor
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound, TooManyAttempts
from mail.models import Mail
from records.models import Event
from tests.accounts.second_factor.steps import demand_factor, get_app_code, log_in, use_app, use_email
from tests.factories import PASSWORD
from tests.office.browser import open_browser
from tests.world import Client, World, create_client


def list_mails(user: User) -> list[str]:
    rows = Mail.objects.filter(recipient=user, kind="account_changed").order_by("created_at", "id")
    return [mail.facts["change"] for mail in rows]


def list_events(user: User) -> list[tuple[str, str]]:
    rows = Event.objects.filter(object_id=str(user.pk), action__startswith="second_factor.").order_by("seq")
    return [(event.action, event.payload) for event in rows]


def test_every_change_is_on_record_and_told_by_mail(people: World) -> None:
    use_email(people.sam)
    use_app(people.sam)
    changing.disable_factor(user=people.sam, password=PASSWORD)

    assert list_events(people.sam) == [
        ("second_factor.enabled", '{"from":"OFF","to":"EMAIL"}'),
        ("second_factor.enabled", '{"from":"EMAIL","to":"TOTP"}'),
        ("second_factor.disabled", '{"from":"TOTP","to":"OFF"}'),
    ]
    assert list_mails(people.sam) == ["two_factor_on", "two_factor_on", "two_factor_off"]
    assert User.objects.get(pk=people.sam.pk).two_factor == people.sam.two_factor == "OFF"


def test_choosing_what_one_has_changes_nothing(people: World) -> None:
    changing.choose_factor(user=people.sam, factor=TwoFactor.OFF)
    use_email(people.sam)
    changing.choose_factor(user=people.sam, factor=TwoFactor.EMAIL)

    assert len(list_events(people.sam)) == len(list_mails(people.sam)) == 1


def test_an_app_is_not_chosen_but_set_up(people: World) -> None:
    with pytest.raises(InvalidInput) as error:
        changing.choose_factor(user=people.sam, factor=TwoFactor.TOTP)
    assert set(error.value.errors) == {"two_factor"}


@pytest.mark.parametrize("factor", [TwoFactor.OFF, TwoFactor.EMAIL])
def test_an_app_is_not_given_up_without_the_password(people: World, factor: TwoFactor) -> None:
    use_app(people.sam)

    with pytest.raises(Conflict):
        changing.choose_factor(user=people.sam, factor=factor)
    with pytest.raises(Forbidden):
        changing.disable_factor(user=people.sam, password="wrong")
    assert User.objects.get(pk=people.sam.pk).two_factor == "TOTP"
    assert Event.objects.filter(action="password.refused").count() == 1


def test_codes_by_mail_need_a_server_that_sends_mail(people: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    with pytest.raises(InvalidInput):
        use_email(people.sam)


def test_codes_by_mail_need_an_address_that_is_confirmed(people: World) -> None:
    User.objects.update(email_confirmed_at=None)

    with pytest.raises(InvalidInput):
        use_email(people.sam)


def test_whoever_must_have_a_factor_cannot_turn_it_off(people: World) -> None:
    use_email(people.maria)
    demand_factor(people.alpine, date(2026, 3, 18))

    with pytest.raises(InvalidInput):
        changing.choose_factor(user=people.maria, factor=TwoFactor.OFF)
    with pytest.raises(InvalidInput):
        changing.disable_factor(user=people.maria, password=PASSWORD)


def test_whoever_must_have_a_factor_gets_codes_by_mail_instead_of_the_app(people: World) -> None:
    use_app(people.maria)
    demand_factor(people.alpine, date(2026, 3, 18))

    assert changing.disable_factor(user=people.maria, password=PASSWORD) is TwoFactor.EMAIL
    assert list_mails(people.maria)[-1] == "two_factor_off"
    assert log_in(people.maria).json()["response"]["two_factor"] == "EMAIL"


def test_a_second_app_is_set_up_only_after_the_first_is_off(people: World) -> None:
    secret, _ = use_app(people.sam)

    with pytest.raises(Conflict):
        changing.start_totp(user=people.sam, password=PASSWORD)
    assert log_in(people.sam, get_app_code(secret)).status_code == 200


def test_an_app_counts_only_once_it_is_confirmed(people: World) -> None:
    changing.start_totp(user=people.sam, password=PASSWORD)
    with pytest.raises(InvalidInput):
        changing.confirm_totp(user=people.sam, code="0000000")

    assert log_in(people.sam).status_code == 200
    assert not RecoveryCode.objects.exists()


def test_a_setup_that_is_begun_again_forgets_the_first_secret(people: World) -> None:
    first, second = (changing.start_totp(user=people.sam, password=PASSWORD).secret for _ in range(2))

    with pytest.raises(InvalidInput):
        changing.confirm_totp(user=people.sam, code=get_app_code(first))
    changing.confirm_totp(user=people.sam, code=get_app_code(second))


def test_a_setup_is_forgotten_after_an_hour(people: World, frozen_clock: Any) -> None:
    secret = changing.start_totp(user=people.sam, password=PASSWORD).secret
    frozen_clock.shift(timedelta(hours=1))

    with pytest.raises(Conflict):
        changing.confirm_totp(user=people.sam, code=get_app_code(secret))


def test_the_first_code_of_an_app_is_guessed_five_times_at_most(people: World) -> None:
    secret = changing.start_totp(user=people.sam, password=PASSWORD).secret
    for _ in range(5):
        with pytest.raises(InvalidInput):
            changing.confirm_totp(user=people.sam, code="0000000")

    with pytest.raises(TooManyAttempts):
        changing.confirm_totp(user=people.sam, code=get_app_code(secret))


def test_setting_up_an_app_keeps_other_sessions(people: World) -> None:
    phone = create_client(people.sam)
    use_app(people.sam)

    assert phone.get("/users/view.json").status_code == 200


# --- reset by a manager or the operator


def test_a_reset_turns_the_factor_off_and_ends_every_session(people: World) -> None:
    use_app(people.sam)
    phone, key = create_client(people.sam), create_api_key(user=people.sam, name="office").secret

    assert changing.reset_factors(user_ids=[people.sam.pk, people.sue.pk], by=people.maria) == [people.sam]

    assert phone.get("/users/view.json").status_code == 401
    assert Client(key).get("/users/view.json").status_code == 200
    assert not TotpDevice.objects.exists()
    assert not RecoveryCode.objects.exists()
    event = Event.objects.get(action="second_factor.reset")
    assert (event.actor, event.object_id, event.payload) == (people.maria, str(people.sam.pk), '{"sessions_ended":1}')
    assert list_mails(people.sam)[-1] == "two_factor_reset"
    assert list_mails(people.sue) == []
    assert log_in(people.sam).status_code == 200


def test_a_reset_ends_the_sessions_of_the_admin(people: World) -> None:
    other = people.create_person("Mona", "Manager", Role.TRAINING_MANAGER)
    browser = open_browser(other)
    use_app(other)
    assert browser.get("/admin/").status_code == 200

    changing.reset_factors(user_ids=[other.pk], by=people.maria)

    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("who", ["charles", "maria", "olga"])
def test_nobody_resets_people_above_of_another_school_or_oneself(people: World, who: str) -> None:
    User.objects.filter(pk=people.charles.pk).update(group=Role.ADMINISTRATOR)
    use_app(people.sam)

    with pytest.raises(NotFound if who == "olga" else Forbidden):
        changing.reset_factors(user_ids=[people.sam.pk, getattr(people, who).pk], by=people.maria)
    assert User.objects.get(pk=people.sam.pk).two_factor == "TOTP"


def test_the_operator_helps_the_last_manager(people: World, capsys: Any) -> None:
    use_app(people.maria)
    call_command("reset_second_factor", "MARIA@alpine.example", "--dry-run")
    assert User.objects.get(pk=people.maria.pk).two_factor == "TOTP"

    call_command("reset_second_factor", "MARIA@alpine.example", "--json")

    assert '"reset": true' in capsys.readouterr().out
    assert log_in(people.maria).status_code == 200
    assert Event.objects.get(action="second_factor.reset").actor is None
    assert list_mails(people.maria)[-1] == "two_factor_reset"


@pytest.mark.parametrize("email", ["nobody@alpine.example", "maria@alpine.example", ""])
def test_the_operator_is_told_when_there_is_nothing_to_reset(people: World, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("reset_second_factor", email)
