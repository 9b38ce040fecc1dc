"""Messages inside the product are in the language of their recipient, with times of the school."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import get_language, override

from accounts.models import Notification, User
from accounts.notifications import notify
from mail.message_texts import TEXTS, MessageText, write_message
from tests import factories as make
from tests.mail.conftest import set_language
from tests.world import World
from trainings.enrollments.deadlines import remind_of_deadlines
from trainings.enrollments.expiring import notify_of_expiry

PLACEHOLDERS = ("training", "exam", "subject", "student", "name", "count", "paper", "person", "number", "authority")
CLASS = MessageText("class_moved", {"subject": "050 Meteorology", "starts_at": "2026-03-18T10:00:00+00:00"})


def send(world: World, text: MessageText, **fields: Any) -> str:
    notify(company=world.alpine, recipients=[world.sam], text=text, urls=["/"], **fields)
    return Notification.objects.latest("created_at").subject


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Your class has been moved: 050 Meteorology, 2026-03-18 23:00 NZDT"),
        ("tlh", "Your class has been moved: 050 Meteorology, 2026-03-18 23:00 NZDT"),
        ("", "Your class has been moved: 050 Meteorology, 2026-03-18 23:00 NZDT"),
        ("de-AT", "Ihr Unterricht wurde verschoben: 050 Meteorology, Mittwoch, 18. März 2026, 23:00 NZDT"),
        ("es", "Su clase ha sido reprogramada: 050 Meteorology, miércoles, 18 de marzo de 2026, 23:00 NZDT"),
        ("fr", "Votre cours a été déplacé\N{NO-BREAK SPACE}: 050 Meteorology, mercredi 18 mars 2026, 23:00 NZDT"),
    ],
)
def test_a_message_is_in_the_language_of_its_recipient(world: World, language: str, subject: str) -> None:
    set_language(world.sam, language)

    with override("es"):
        assert send(world, CLASS) == subject
        assert get_language() == "es"


def test_each_recipient_gets_an_own_subject_and_the_act_costs_the_same(world: World, queries_of: Any) -> None:
    set_language(world.sue, "de")
    people = make.UserFactory.create_batch(10, company=world.alpine, language="fr")
    text = MessageText("enrolled", {"training": "PPL(A)"})

    def tell(recipients: list[User]) -> None:
        notify(company=world.alpine, recipients=recipients, text=text, urls=["/"] * len(recipients))

    assert len(queries_of(lambda: tell([world.sam]))) == len(queries_of(lambda: tell([world.sue, *people])))
    assert set(Notification.objects.values_list("subject", flat=True)) == {
        "You are enrolled in PPL(A)",
        "Sie sind für den Lehrgang PPL(A) angemeldet",
        "Vous êtes inscrit à PPL(A)",
    }


def test_a_score_is_written_as_the_language_writes_numbers(world: World) -> None:
    passed = MessageText("exam_passed", {"score": "66.67%", "exam": "Air law"})

    assert write_message(passed, "en", world.alpine.zone) == "Passed with 66.67%: Air law"
    assert write_message(passed, "de", world.alpine.zone) == "Bestanden mit 66,67\N{NO-BREAK SPACE}%: Air law"


def test_a_subject_is_cut_to_the_column(world: World) -> None:
    set_language(world.sam, "es")

    assert len(send(world, MessageText("enrolled", {"training": "x" * 200}))) == 200


def test_a_value_with_a_percent_sign_is_kept(world: World) -> None:
    assert send(world, MessageText("enrolled", {"training": "100%(x)s"})) == "You are enrolled in 100%(x)s"


def test_deadlines_and_validity(world: World) -> None:
    set_language(world.sam, "fr")
    set_language(world.maria, "de")
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)")
    now = timezone.now()
    make.EnrollmentFactory(training=training, user=world.sam, finish_before_at=now + timedelta(days=3))
    old = make.TrainingFactory(company=world.alpine, name="Dangerous goods")
    make.EnrollmentFactory(training=old, user=world.sam, finished_at=now, valid_until_on=date(2026, 3, 17))
    remind_of_deadlines(now)
    notify_of_expiry(now)

    rows = Notification.objects.filter(recipient__in=[world.sam, world.maria]).order_by("id")
    assert [(row.recipient, row.subject, row.body) for row in rows] == [
        (world.sam, "À terminer avant le samedi 21 mars 2026\N{NO-BREAK SPACE}: PPL(A)", ""),
        (
            world.sam,
            "Valable jusqu’au mardi 17 mars 2026\N{NO-BREAK SPACE}: Dangerous goods",
            "Votre formation Dangerous goods n’est plus valable. Dernier jour de validité\N{NO-BREAK SPACE}: mardi 17 "
            "mars 2026.",
        ),
        (world.maria, "Abgelaufene Lehrgänge: 1", "Dienstag, 17. März 2026: Sam Student, Dangerous goods"),
    ]


@pytest.mark.parametrize("key", TEXTS)
@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_every_text_can_be_written(world: World, key: str, language: str) -> None:
    values = dict.fromkeys(PLACEHOLDERS, "x") | {
        "score": "80%",
        "starts_at": "2026-03-18T10:00:00+00:00",
        "day": "2026-03-18",
    }

    assert "%(" not in write_message(MessageText(key, values), language, world.alpine.zone)
