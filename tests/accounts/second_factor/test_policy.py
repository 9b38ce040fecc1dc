"""Which factor a login requires: the person's choice, or what the school demands of its staff from a day on."""

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.sign_in.second_factor.policy import get_required_factor, is_factor_demanded, will_be_demanded
from tests.accounts.second_factor.steps import demand_factor, log_in, read_mail, use_app, use_email
from tests.world import World

OFF, EMAIL, TOTP = User.TwoFactor.OFF, User.TwoFactor.EMAIL, User.TwoFactor.TOTP
TODAY = date(2026, 3, 18)  # 23:00 in Auckland


def reload(user: User) -> User:
    stored: User = User.objects.select_related("company").get(pk=user.pk)
    return stored


def test_a_school_that_demands_nothing_leaves_the_choice(people: World) -> None:
    use_email(people.sue)
    use_app(people.maria)

    assert [get_required_factor(reload(one)) for one in (people.sam, people.sue, people.maria)] == [OFF, EMAIL, TOTP]


@pytest.mark.parametrize("group", Role)
def test_a_school_demands_a_factor_of_staff_alone(people: World, group: Role) -> None:
    demand_factor(people.alpine, TODAY)
    User.objects.filter(pk=people.sam.pk).update(group=group)

    assert get_required_factor(reload(people.sam)) is (EMAIL if group <= Role.INSTRUCTOR else OFF)


def test_before_the_day_nobody_is_asked(people: World, frozen_clock: Any) -> None:
    demand_factor(people.alpine, date(2026, 3, 19))
    assert get_required_factor(reload(people.maria)) is OFF
    assert will_be_demanded(reload(people.maria))
    assert not is_factor_demanded(reload(people.maria))
    assert log_in(people.maria).status_code == 200

    frozen_clock.shift(60 * 60)  # the day begins at 11:00 UTC in Auckland
    assert get_required_factor(reload(people.maria)) is EMAIL
    assert log_in(people.maria).json()["response"]["two_factor"] == "EMAIL"
    assert log_in(people.maria, read_mail(people.maria)).status_code == 200


def test_the_other_school_is_not_concerned(people: World) -> None:
    demand_factor(people.alpine, TODAY)

    assert get_required_factor(reload(people.otto)) is OFF


def test_whoever_has_an_app_keeps_it(people: World) -> None:
    use_app(people.maria)
    demand_factor(people.alpine, TODAY)

    assert get_required_factor(reload(people.maria)) is TOTP


def test_a_server_without_mail_locks_nobody_out(people: World, settings: Any) -> None:
    use_email(people.sam)
    use_app(people.sue)
    demand_factor(people.alpine, TODAY)
    settings.MAIL_ENABLED = False

    assert [get_required_factor(reload(one)) for one in (people.maria, people.sam, people.sue)] == [OFF, OFF, TOTP]
