"""Who may do what to whose account (accounts/roles.py): every role to somebody more powerful, equal, less powerful,
oneself and of another school, through the API and through the admin."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from accounts.api_keys import create_api_key
from accounts.models import Token, User
from accounts.people.deleting import delete_user
from accounts.people.editing import edit_user
from accounts.roles import Role
from core.exceptions import Forbidden, NotFound
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import Client, World, create_client

RELATIONS = ("more powerful", "equal", "less powerful", "self", "other school")
HASH = "argon2$unusable-but-set"


class Actor:
    """A user of a role, with a client of the API and a browser in front of the admin."""

    def __init__(self, world: World, role: Role) -> None:
        self.user = make.UserFactory(company=world.alpine, group=role)
        self.client: Client = create_client(self.user)
        self.browser: Browser = open_browser(self.user)


def create_target(world: World, actor: User, relation: str, **fields: Any) -> User | None:
    """Somebody in this relation to the actor; None if there is no role for it."""
    group = Role(actor.group)
    if relation == "self":
        return actor
    if relation == "other school":
        return make.UserFactory(company=world.baltic, group=Role.STUDENT, **fields)
    roles: list[Role] = {
        "more powerful": [role for role in Role if role < group],
        "equal": [group],
        "less powerful": [role for role in Role if role > group],
    }[relation]
    return make.UserFactory(company=world.alpine, group=roles[-1], **fields) if roles else None


def build_form(user: User, **changes: Any) -> dict[str, Any]:
    fields = {"email": user.email, "name": user.name, "surname": user.surname, "group": int(user.group)}
    form = {**fields, "language": "en", "is_active": "on", **changes}
    return {name: value for name, value in form.items() if value is not None}


def run_action(browser: Browser, action: str, user: User, **fields: Any) -> Any:
    return browser.post(build_address(User), {"action": action, "_selected_action": [user.pk], **fields})


# Each act by the API or the admin, and whether it had its effect on the target.
Act = Callable[[Actor, User], object]
API: dict[str, Act] = {
    "edit": lambda actor, user: actor.client.post("/manager/users/edit.json", {"id": user.pk, "city": "Graz"}),
    "close": lambda actor, user: actor.client.post("/manager/users/edit.json", {"id": user.pk, "active": False}),
    "invite": lambda actor, user: actor.client.post("/pilots/reminder.json", {"user": user.pk}),
    "delete": lambda actor, user: actor.client.post(f"/manager/users/delete/{user.pk}.json", {"confirm": True}),
    "change role": lambda actor, user: actor.client.post(
        "/manager/users/edit.json", {"id": user.pk, "user_group_id": choose_role(actor, user)}
    ),
}
ADMIN: dict[str, Act] = {
    "edit": lambda actor, user: actor.browser.post(build_page(user), build_form(user, city="Graz")),
    "close": lambda actor, user: actor.browser.post(build_page(user), build_form(user, is_active=None)),
    "invite": lambda actor, user: run_action(actor.browser, "invite", user),
    "delete": lambda actor, user: actor.browser.post(build_address(User, "delete", user.pk), {"post": "yes"}),
    "delete in the list": lambda actor, user: run_action(actor.browser, "delete_selected", user, post="yes"),
    "change role": lambda actor, user: actor.browser.post(
        build_page(user), build_form(user, group=choose_role(actor, user))
    ),
    "reset password": lambda actor, user: run_action(actor.browser, "new_passwords", user, confirmed="yes"),
    "set password": lambda actor, user: actor.browser.post(
        build_page(user), build_form(user, new_password="cumulus-humilis-7")
    ),
    "issue key": lambda actor, user: actor.browser.post(build_address(Token, "add"), {"user": user.pk, "name": "x"}),
    "reset second factor": lambda actor, user: run_action(actor.browser, "reset_second_factor", user),
}
# What a manager may do to the own account too.
ALLOWED_TO_ONESELF = {"edit", "issue key"}


def build_page(user: User) -> str:
    return build_address(User, "change", user.pk)


def choose_role(actor: Actor, user: User) -> int:
    """A role that the actor may grant, and that the person does not have."""
    return int(Role.PILOT if user.group == Role.STUDENT else Role.STUDENT)


def read_account(user: User) -> Any:
    """What the acts change."""
    row = User.objects.filter(pk=user.pk).values(
        "city", "is_active", "invited_at", "deleted_at", "group", "password", "two_factor"
    )
    return [*row, list(user.tokens.filter(kind=Token.Kind.API_KEY).values_list("name", flat=True))]


def is_allowed(actor: User, relation: str, act: str) -> bool:
    if not actor.is_manager or relation == "other school":
        return False
    return act in ALLOWED_TO_ONESELF if relation == "self" else relation != "more powerful"


def has_second_factor_reset() -> bool:
    """The reset is an action of the admin that may not be there yet."""
    return importlib.util.find_spec("accounts.sign_in.second_factor") is not None


def try_acts(world: World, role: Role, acts: dict[str, Act]) -> dict[tuple[str, str], bool]:
    """Of each act and relation whether it changed the account, where that is not what is allowed."""
    wrong: dict[tuple[str, str], bool] = {}
    for name, act in acts.items():
        if name == "reset second factor" and not has_second_factor_reset():
            continue
        actor = Actor(world, role)
        for relation in RELATIONS:
            fields = {"two_factor": "EMAIL"} if name == "reset second factor" else {}
            user = create_target(world, actor.user, relation, password="!" if name == "invite" else HASH, **fields)
            if user is None:
                continue
            before = read_account(user)
            act(actor, user)
            is_changed = read_account(user) != before
            if is_changed != is_allowed(actor.user, relation, name):
                wrong[name, relation] = is_changed
    return wrong


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("acts", [API, ADMIN], ids=["api", "admin"])
def test_an_account_is_changed_within_reach_alone(world: World, role: Role, acts: dict[str, Act]) -> None:
    assert try_acts(world, role, acts) == {}


@pytest.mark.parametrize("role", Role)
def test_roles_up_to_the_own_one_are_granted_by_managers_alone(world: World, role: Role) -> None:
    actor = Actor(world, role)
    wrong = []
    for target in Role:
        person = {"name": "New", "surname": "Person"}
        by_api, by_admin = f"api{target.value}@alpine.example", f"admin{target.value}@alpine.example"
        actor.client.post("/manager/users/create.json", {**person, "email": by_api, "user_group_id": target.value})
        form = {**person, "email": by_admin, "group": target.value, "language": "en"}
        actor.browser.post(build_address(User, "add"), form)
        is_granted = actor.user.is_manager and target >= role
        stored = User.objects.filter(email__in=[by_api, by_admin], group=target).count()
        if stored != (2 if is_granted else 0):
            wrong.append((target, stored))
        risen = make.UserFactory(company=world.alpine, group=Role.STUDENT)
        actor.client.post("/manager/users/edit.json", {"id": risen.pk, "user_group_id": target.value})
        risen.refresh_from_db()
        if risen.group != (target if is_granted else Role.STUDENT):
            wrong.append((target, risen.group))

    assert wrong == []


@pytest.mark.parametrize("role", Role)
def test_the_queryset_and_the_predicate_say_the_same(world: World, role: Role) -> None:
    manager = make.UserFactory(company=world.alpine, group=role)
    for target in Role:
        for company in (world.alpine, world.baltic):
            make.UserFactory(company=company, group=target)
    delete_user(user=make.EnrollmentFactory(user=world.sam, training__company=world.alpine).user, by=world.maria)

    reached = set(User.objects.in_reach_of(manager))

    assert reached == {user for user in User.objects.all() if user.is_in_reach_of(manager)}
    assert manager in reached


def test_the_services_refuse_what_the_pages_do_not_offer(world: World) -> None:
    chief = make.UserFactory(company=world.alpine, group=Role.ADMINISTRATOR)
    for user, error in ((chief, Forbidden), (world.olga, NotFound)):
        with pytest.raises(error):
            create_api_key(user=user, name="office", by=world.maria)
        with pytest.raises(error):
            edit_user(user=user, values={"group": Role.STUDENT}, by=world.maria)
        with pytest.raises(error):
            delete_user(user=user, by=world.maria)


def test_a_refusal_says_which_field_went_too_far(world: World, maria: Client) -> None:
    granted = maria.post("/manager/users/edit.json", {"id": world.sam.pk, "user_group_id": 100})
    own = maria.post("/manager/users/edit.json", {"id": world.maria.pk, "user_group_id": 190})
    closing = maria.post("/manager/users/edit.json", {"id": world.maria.pk, "active": False})

    assert [response.status_code for response in (granted, own, closing)] == [403] * 3
    assert [list(response.json()["errors"]) for response in (granted, own, closing)] == [
        ["user_group_id"], ["user_group_id"], ["active"],
    ]  # fmt: skip


def test_a_manager_does_not_change_the_own_address_without_the_password(world: World, mail: None) -> None:
    key = create_api_key(user=world.maria, name="sync").secret
    for client in (create_client(world.maria), Client(key)):
        response = client.post("/manager/users/edit.json", {"id": world.maria.pk, "email": "thief@alpine.example"})
        assert (response.status_code, list(response.json()["errors"])) == (403, ["email"])

    world.maria.refresh_from_db()
    assert world.maria.email == "maria@alpine.example"
