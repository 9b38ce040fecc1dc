"""Creating trainings: empty, from a template, or as a copy."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import Conflict, InvalidInput, NotFound
from exams.models import Attempt, Exam
from records.services import EventDraft, record_events
from trainings.copying.syllabus import create_copy
from trainings.models import Training
from trainings.querysets import TrainingQuerySet


def create_training(
    *,
    name: str,
    type: str,
    by: User,
    template_id: uuid.UUID | None = None,
    has_theory: bool | None = None,
    has_flights: bool | None = None,
    uses_competencies: bool | None = None,
) -> Training:
    """Creates an active training of the manager's school, empty or with the syllabus of a template.

    A flag that is None is the template's or, without a template, the model's default. Teachers and the training's
    manager are copied from a template of the school; a shipped template has none. Rejects with InvalidInput a template
    that the school does not have. From docs/api.md, section 8.
    """
    flags = {"has_theory": has_theory, "has_flights": has_flights, "uses_competencies": uses_competencies}
    changes = {flag: value for flag, value in flags.items() if value is not None}
    columns: dict[str, Any] = {"name": name, "type": type, "company_id": by.company_id, **changes}
    with transaction.atomic():
        template = get_template(by, template_id) if template_id else None
        training = create_copy(template, columns) if template else Training.objects.create(**columns)
        payload = {"name": name, "template": str(template.pk) if template else None}
        record_events(EventDraft("training.created", training, payload), company_id=by.company_id, by=by)
    return training


def copy_training(*, original_id: uuid.UUID, name: str, type: str, is_template: bool, by: User) -> Training:
    """Creates a training or a template with the syllabus of a training of the school, or of a shipped template.

    Nothing that students did is copied. Rejects with NotFound an original that the school does not have, and with
    Conflict a user with an open attempt at one of its exams: the copy would show the question bank.
    """
    with transaction.atomic():
        original = list_copyable(by).filter(pk=original_id).first()
        if original is None:
            raise NotFound
        reject_while_sitting(original, by)
        columns = {"name": name, "type": type, "is_template": is_template, "company_id": by.company_id}
        training = create_copy(original, columns)
        payload = {"name": name, "copied_from": str(original.pk)}
        record_events(EventDraft("training.created", training, payload), company_id=by.company_id, by=by)
    return training


def reject_while_sitting(original: Training, by: User) -> None:
    if Attempt.objects.sat_by(by).filter(exam__in=Exam.objects.of_training(original)).exists():
        raise Conflict(_("You are taking an exam of this training. Finish it first."))


def list_copyable(user: User) -> TrainingQuerySet:
    """The trainings and templates of the school, and the shipped templates."""
    return Training.objects.visible_to(user) | Training.objects.templates_for(user)


def get_template(user: User, template_id: uuid.UUID) -> Training:
    template = Training.objects.templates_for(user).filter(pk=template_id).first()
    if template is None:
        raise InvalidInput.for_field("template_id", _("There is no template with this id."))
    return template
