"""What of a dossier is proposed for what, and that a manager alone credits it, item by item."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.exceptions import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from dossiers.crediting import build_reason, credit_from_dossier, propose_credits
from dossiers.matching import Likeness, match_items
from dossiers.models import Dossier, DossierCredit
from dossiers.reading.records import DoneItem
from dossiers.receiving import confirm_person, receive_dossier, remove_dossier
from evidence.student_record.files import build_archive
from records.models import Event
from tests import factories as make
from tests.dossiers.two_schools import TwoSchools, alter_record, strip_signature
from tests.office.browser import open_browser
from trainings.credits.items import Item
from trainings.credits.revoking import revoke_credit
from trainings.enrollment_acts.withdrawing import withdraw_enrollments
from trainings.models import MAX_REASON, Credit


@pytest.fixture
def dossier(schools: TwoSchools) -> Dossier:
    """Received, and confirmed to be Sam's."""
    received = schools.receive()
    return confirm_person(dossier_id=received.pk, reason="Showed his passport", by=schools.world.otto)


def credit(schools: TwoSchools, dossier: Dossier, *items: Any, **changed: Any) -> list[Credit]:
    facts: dict[str, Any] = {
        "dossier_id": dossier.pk,
        "enrollment_id": schools.enrollment.pk,
        "item_ids": [item.pk for item in items],
        "reason": "As recorded at Alpine",
        "password": make.PASSWORD,
        "by": schools.world.otto,
    }
    return credit_from_dossier(**{**facts, **changed})


def build_here(name: str, *, code: str = "010", kind: Credit.Kind = Credit.Kind.LESSON) -> Item:
    return Item(kind, uuid.uuid4(), name, code, False, False, code, 60)


def build_there(name: str, *, code: str = "010", kind: str = "LESSON", is_done: bool = True) -> DoneItem:
    return DoneItem(kind, name, code, code, name, 60, 45, is_done, "class", "", "", None, [])


@pytest.mark.parametrize(
    ("here", "there", "likeness"),
    [
        (build_here("Clouds"), build_there("clouds "), Likeness.EQUAL),
        (build_here("Météo: nuages"), build_there("METEO, nuages"), Likeness.EQUAL),
        (build_here("Clouds"), build_there("Clouds", code="050"), Likeness.SAME_NAME),
        (build_here("Clouds and fog"), build_there("Fog and clouds I"), Likeness.SIMILAR),
        (build_here("Clouds"), build_there("Cloud physics"), None),
        (build_here("Clouds"), build_there("Clouds", is_done=False), None),
        (build_here("Clouds"), build_there("Clouds", kind="EXAM"), None),
        (build_here("!"), build_there("?"), Likeness.EQUAL),
    ],
)
def test_items_are_proposed_by_code_and_name(here: Item, there: DoneItem, likeness: Likeness | None) -> None:
    match = match_items([here], [there]).get(here.id)

    assert (match and match.likeness) == likeness


def test_an_item_there_is_proposed_once_and_for_the_most_certain() -> None:
    similar, equal = build_here("Clouds and fog"), build_here("Clouds")
    there = [build_there("Clouds"), build_there("Fog, clouds")]

    matches = match_items([similar, equal], there)

    assert {item: match.source.name for item, match in matches.items()} == {
        equal.id: "Clouds", similar.id: "Fog, clouds",
    }  # fmt: skip


def test_many_items_are_matched_quickly() -> None:
    here = [build_here(f"Lesson {number} of weather") for number in range(500)]
    there = [build_there(f"Weather, lesson {number}") for number in range(500)]

    assert len(match_items(here, there)) == 500


def test_the_training_here_is_compared_with_that_there(schools: TwoSchools, dossier: Dossier) -> None:
    proposal = propose_credits(dossier.pk, schools.enrollment.pk, schools.world.otto)

    names = {item.id: item.name for item in proposal.items}
    assert {names[id]: (match.source.name, match.likeness) for id, match in proposal.matches.items()} == {
        "Right of way": ("Right of way", Likeness.EQUAL),
        "Law exam": ("Law exam", Likeness.EQUAL),
        "Solo, the first": ("First solo", Likeness.SIMILAR),
        "Night circuits": ("Night circuits", Likeness.EQUAL),
    }


def test_nothing_is_credited_by_itself(schools: TwoSchools, dossier: Dossier) -> None:
    assert not Credit.objects.filter(enrollment=schools.enrollment).exists()
    with pytest.raises(InvalidInput):
        credit(schools, dossier)


def test_an_unsigned_export_without_items_is_credited_by_hand(schools: TwoSchools) -> None:
    dossier = schools.receive(strip_signature(schools.export()))
    confirm_person(dossier_id=dossier.pk, reason="Showed his passport", by=schools.world.otto)

    credit(schools, dossier, schools.here.law)

    assert DossierCredit.objects.get().source_name == ""
    schools.assert_clean()


def test_crediting_everything_finishes_the_training_here(schools: TwoSchools, dossier: Dossier) -> None:
    here = schools.here
    given = credit(schools, dossier, here.law, here.rules, here.exam, here.solo, here.night)

    schools.enrollment.refresh_from_db()
    assert schools.enrollment.is_finished
    assert {row.document_digest for row in given} == {given[0].document_digest}
    schools.assert_clean()
    with pytest.raises(Conflict, match=r"^It is finished\.$"):
        credit(schools, dossier, here.law)


REFUSED: dict[str, tuple[Callable[[TwoSchools, Dossier], Any], type[DomainError]]] = {
    "wrong password": (lambda s, d: credit(s, d, s.here.law, password="wrong"), Forbidden),
    "no reason": (lambda s, d: credit(s, d, s.here.law, reason=" "), InvalidInput),
    "item of another training": (lambda s, d: credit(s, d, s.there.law), InvalidInput),
    "enrollment of somebody else": (
        lambda s, d: credit(s, d, s.here.law, enrollment_id=make.EnrollmentFactory(training=s.here.training).pk),
        NotFound,
    ),
    "enrollment of another school": (
        lambda s, d: credit(s, d, s.here.law, enrollment_id=s.enrollment_there.pk),
        NotFound,
    ),
    "manager of another school": (lambda s, d: credit(s, d, s.here.law, by=s.world.maria), NotFound),
    "student": (lambda s, d: credit(s, d, s.here.law, by=s.sam_here), NotFound),
    "unknown dossier": (lambda s, d: credit(s, d, s.here.law, dossier_id=uuid.uuid4()), NotFound),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_is_refused(schools: TwoSchools, dossier: Dossier, name: str) -> None:
    act, error = REFUSED[name]
    with pytest.raises(error):
        act(schools, dossier)

    assert not DossierCredit.objects.exists()
    assert not Credit.objects.filter(enrollment=schools.enrollment).exists()


def test_an_item_is_credited_once(schools: TwoSchools, dossier: Dossier) -> None:
    credit(schools, dossier, schools.here.law)

    with pytest.raises(Conflict, match="Credited already: Right of way"):
        credit(schools, dossier, schools.here.law, schools.here.exam)


def test_nothing_is_credited_to_what_has_ended(schools: TwoSchools, dossier: Dossier) -> None:
    withdraw_enrollments(enrollment_ids=[schools.enrollment.pk], reason="Left", day=None, by=schools.world.otto)

    with pytest.raises(Conflict, match=r"^It is withdrawn\.$"):
        credit(schools, dossier, schools.here.law)


def test_somebody_has_to_say_that_it_is_the_same_person(schools: TwoSchools) -> None:
    dossier = schools.receive()
    assert dossier.needs_confirmation

    with pytest.raises(Conflict, match="Confirm first that the dossier is that of this person"):
        credit(schools, dossier, schools.here.law)
    with pytest.raises(InvalidInput):
        confirm_person(dossier_id=dossier.pk, reason="", by=schools.world.otto)
    confirm_person(dossier_id=dossier.pk, reason="Passport", by=schools.world.otto)
    with pytest.raises(Conflict, match="nothing to confirm"):
        confirm_person(dossier_id=dossier.pk, reason="Again", by=schools.world.otto)
    assert len(credit(schools, dossier, schools.here.law)) == 1


def test_of_the_same_person_nothing_has_to_be_confirmed(schools: TwoSchools) -> None:
    record = alter_record(
        schools.export(), lambda row: row["student"].update(name="sam  STUDENT", email=schools.sam_here.email)
    )

    assert not schools.receive(record).needs_confirmation


def test_a_removed_dossier_is_of_no_use_and_stays(schools: TwoSchools, dossier: Dossier) -> None:
    (given,) = credit(schools, dossier, schools.here.law)
    with pytest.raises(Conflict, match=r"^Credits rest on it\. Revoke them first\.$"):
        remove_dossier(dossier_id=dossier.pk, reason="Another Sam", by=schools.world.otto)
    revoke_credit(credit_id=given.pk, reason="Another Sam", by=schools.world.otto)

    remove_dossier(dossier_id=dossier.pk, reason="Another Sam", by=schools.world.otto)

    with pytest.raises(Conflict, match="The dossier is removed"):
        credit(schools, dossier, schools.here.law)
    with pytest.raises(Conflict, match="The dossier is removed"):
        remove_dossier(dossier_id=dossier.pk, reason="Again", by=schools.world.otto)
    page = open_browser(schools.world.otto).get(reverse("admin:dossiers_dossier_file", args=[dossier.pk]))
    assert "Otto Other: Another Sam" in page.content.decode()
    schools.assert_clean()


def test_a_removed_dossier_may_be_received_again_for_somebody_else(schools: TwoSchools) -> None:
    world, data = schools.world, build_archive(schools.export())
    first = receive_dossier(user_id=world.olga.pk, data=data, by=world.otto).dossier
    with pytest.raises(Conflict, match=r"^This file is the dossier of Olga Other already\.$"):
        receive_dossier(user_id=schools.sam_here.pk, data=data, by=world.otto)
    remove_dossier(dossier_id=first.pk, reason="Not hers", by=world.otto)

    second, is_new = receive_dossier(user_id=schools.sam_here.pk, data=data, by=world.otto)

    assert is_new
    twin = Dossier.objects.get(pk=second.pk)
    twin.pk = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_nobody_receives_their_own_dossier(schools: TwoSchools) -> None:
    world = schools.world

    with pytest.raises(Forbidden, match="Another manager"):
        receive_dossier(user_id=world.otto.pk, data=build_archive(schools.export()), by=world.otto)
    assert not Event.objects.filter(action="dossier.received").exists()


def test_the_proposed_reason_fits_whatever_the_school_is_called(schools: TwoSchools) -> None:
    files = alter_record(schools.export(), lambda record: record["school"].update(name="A" * 400))
    dossier = schools.receive(files)

    assert len(build_reason(dossier)) <= MAX_REASON
    assert build_reason(dossier).endswith("signed, by a known key")
