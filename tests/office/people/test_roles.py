"""What each role of manager may do (the table in accounts/roles.py), and what none may."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.api_keys import create_api_key
from accounts.models import Token, User
from accounts.roles import Role
from evidence.models import Certificate
from missions.models import FlightRecord
from onsite.models import ClassSession
from records.models import Event, Revocation, Signature
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address, list_registered, populate
from tests.world import World

MANAGERS = [role for role in Role if role <= Role.TRAINING_MANAGER]

# What is recorded or signed, and read-only in the admin.
EVIDENCE = (ClassSession, FlightRecord, Event, Signature, Revocation)


def open_manager_browser(world: World, role: Role) -> Browser:
    User.objects.filter(pk=world.maria.pk).update(group=role)
    world.maria.refresh_from_db()
    return open_browser(world.maria)


def create_everybody(world: World) -> dict[Role, User]:
    """A user for each role."""
    return {role: make.UserFactory(company=world.alpine, name="Otmar", group=role) for role in Role}


@pytest.mark.parametrize("role", MANAGERS)
def test_every_manager_has_every_page(world: World, role: Role) -> None:
    populate(world.alpine, "Alpine")
    browser = open_manager_browser(world, role)

    menu = browser.get("/admin/").context["sidebar_navigation"]
    offered = [str(item.get("link_callback") or item["link"]) for group in menu for item in group["items"]]
    assert all(item["has_permission"] for group in menu for item in group["items"])
    for model, _ in list_registered():
        assert build_address(model) in [link.partition("?")[0] for link in offered], model
    for link in offered:
        assert browser.get(link).status_code == 200, link


@pytest.mark.parametrize("role", MANAGERS)
def test_an_account_is_changed_by_its_own_rank_and_above(world: World, role: Role) -> None:
    browser = open_manager_browser(world, role)
    for target, person in create_everybody(world).items():
        fields = {
            "email": person.email,
            "name": "Changed",
            "surname": "Person",
            "group": target.value,
            "language": "en",
        }

        response = browser.post(build_address(User, "change", person.pk), fields)

        person.refresh_from_db()
        assert (response.status_code, person.name) == ((302, "Changed") if target >= role else (403, "Otmar")), target


@pytest.mark.parametrize("role", MANAGERS)
def test_a_role_is_given_by_its_own_rank_and_above(world: World, role: Role) -> None:
    browser = open_manager_browser(world, role)
    for target in Role:
        email = f"new{target.value}@alpine.example"
        browser.post(
            build_address(User, "add"),
            {"email": email, "name": "New", "surname": "Person", "group": target.value, "language": "en"},
        )

        assert User.objects.filter(email=email).exists() is (target >= role), target


@pytest.mark.parametrize("role", MANAGERS)
def test_a_key_is_issued_by_the_rank_of_its_person_and_above(world: World, role: Role) -> None:
    browser = open_manager_browser(world, role)
    for target, person in create_everybody(world).items():
        browser.post(build_address(Token, "add"), {"user": person.pk, "name": "office"})

        assert person.tokens.filter(kind=Token.Kind.API_KEY).exists() is (target >= role), target


@pytest.mark.parametrize("role", MANAGERS)
def test_a_key_is_revoked_by_the_rank_of_its_person_and_above(world: World, role: Role) -> None:
    browser = open_manager_browser(world, role)
    for target, person in create_everybody(world).items():
        key = create_api_key(user=person, name="office").token

        response = browser.post(
            build_address(Token), {"action": "revoke", "_selected_action": [str(key.pk)]}, follow=True
        )

        key.refresh_from_db()
        assert (key.revoked_at is not None) is (target >= role), target
        assert ("were not revoked" in response.content.decode()) is (target < role), target


# --- evidence


@pytest.mark.parametrize("role", MANAGERS)
def test_no_manager_changes_what_is_recorded_or_signed(world: World, role: Role) -> None:
    populate(world.alpine, "Alpine")
    ClassSession.objects.update(signed_at=timezone.now(), signature_text="Signed by the teacher")
    FlightRecord.objects.update(is_completed=True, signed_at=timezone.now())
    browser = open_manager_browser(world, role)
    for model in EVIDENCE:
        row = model._default_manager.get() if model is not Event else Event.objects.filter(company=world.alpine)[0]
        before = list(model._default_manager.order_by("pk").values())

        page = browser.get(build_address(model, "change", row.pk))
        assert page.status_code == 200
        assert not has_inputs(page), model
        assert (
            browser.post(build_address(model, "change", row.pk), {"remarks": "Forged", "name": "Forged"}).status_code
            == 403
        )
        assert browser.post(build_address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        # Classes are scheduled and flights recorded on behalf of others, but these forms are invalid.
        refused = 200 if model in (ClassSession, FlightRecord) else 403
        assert browser.post(build_address(model, "add"), {"remarks": "Forged"}).status_code == refused
        assert list(model._default_manager.order_by("pk").values()) == before


def has_inputs(page: Any) -> bool:
    forms = [
        page.context["adminform"].form,
        *(inline.formset.empty_form for inline in page.context["inline_admin_formsets"]),
    ]
    return any(set(form.fields) - {"id", "class_session", "enrollment", "record"} for form in forms)


def test_a_signed_class_and_a_signed_flight_show_their_signature(world: World) -> None:
    populate(world.alpine, "Alpine")
    ClassSession.objects.update(signed_at=timezone.now(), signature_text="Ines Instructor, 18 March")
    FlightRecord.objects.update(is_completed=True, signed_at=timezone.now())
    browser = open_browser(world.maria)

    held = browser.get(build_address(ClassSession, "change", ClassSession.objects.get().pk)).content.decode()
    assert "Ines Instructor, 18 March" in held
    flown = browser.get(build_address(FlightRecord, "change", FlightRecord.objects.get().pk)).content.decode()
    assert "18 Mar 2026, 23:00" in flown


def test_of_a_certificate_nothing_changes_but_that_it_is_revoked(world: World) -> None:
    populate(world.alpine, "Alpine")
    browser, certificate = open_browser(world.maria), Certificate.objects.get()
    forged = {"number": "Forged", "valid_until_on": "2099-01-01", "enrollment": "1", "content": "Forged"}
    revoke = reverse("admin:trainings_enrollment_certificate_revoke", args=[certificate.enrollment_id, certificate.pk])

    assert browser.post(build_address(Certificate, "change", certificate.pk), forged).status_code == 403
    for reason in ("Issued by mistake", "x"):
        browser.post(revoke, {**forged, "asked": "1", "reason": reason, "confirmed": "1"})

    after = Certificate.objects.get()
    assert after.revoked_at is not None
    assert (after.number, after.content, after.valid_until_on) == (certificate.number, certificate.content, None)
    assert after.revocation_reason == "Issued by mistake"
