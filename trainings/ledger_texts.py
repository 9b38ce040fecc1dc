"""What events about the syllabus and enrollments say in words (records/wording.py)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    name_of,
    register_facts,
    register_names,
    register_sentences,
)

TRAINING, LESSON, ENROLLMENT = "trainings.training", "trainings.lesson", "trainings.enrollment"
OF_SUBJECT = "subject__training__company"
HIDDEN = Fact("", FactKind.HIDDEN)
KINDS = {"LESSON": _("lesson"), "EXAM": _("exam"), "MISSION": _("mission")}  # of what is credited


def describe_study(study: Any) -> str:
    return gettext("%(lesson)s (%(student)s)") % {"lesson": study.lesson, "student": study.enrollment.user}


def describe_credit(credit: Any) -> str:
    return str(credit.enrollment)


def tell_reopening(payload: Payload) -> str:
    """By a manager, who gave a reason, or by the correction of a record."""
    if payload.get("reason"):
        return gettext("%(actor)s reopened the enrollment of %(object)s: %(reason)s")
    return gettext("The enrollment of %(object)s was reopened: a record that it rested on was corrected.")


def choose_reordering(payload: Payload) -> str:
    """By the kinds of office/syllabus_editor/ordering.py."""
    texts = {
        "subjects": gettext("%(actor)s changed the order of the subjects of %(object)s."),
        "lessons": gettext("%(actor)s changed the order of the lessons of %(object)s."),
        "slides": gettext("%(actor)s changed the order of the slides of %(object)s."),
        "exams": gettext("%(actor)s changed the order of the exams of %(object)s."),
        "gate exams": gettext("%(actor)s changed the order of the gate exams of %(object)s."),
        "questions": gettext("%(actor)s changed the order of the questions of %(object)s."),
        "missions": gettext("%(actor)s changed the order of the missions of %(object)s."),
    }
    return texts.get(str(payload.get("kind")), gettext("%(actor)s changed the order of the parts of %(object)s."))


register_sentences(
    {
        "training.created": _("%(actor)s created the training %(object)s."),
        "syllabus.reordered": Sentence(choose_reordering, facts={"ids": HIDDEN, "kind": HIDDEN}),
        "lesson.completed": _("%(actor)s completed the lesson %(object)s in %(seconds)s."),
        "lesson.repeated": _("%(actor)s studied the lesson %(object)s again for %(seconds)s."),
        "feed.issued": _("%(actor)s got a new address of the calendar feed."),
        "feed.revoked": _("%(actor)s revoked the address of the calendar feed of %(user)s."),
        "notes.changed": Sentence(
            _("%(actor)s changed the notes about %(object)s."), facts={"before": HIDDEN, "after": HIDDEN}
        ),
        "enrollment.created": _("%(actor)s enrolled %(object)s."),
        "enrollment.finished": _("The enrollment of %(object)s was finished."),
        "enrollment.reopened": Sentence(tell_reopening),
        "enrollment.reminded": _("A reminder of the deadline on %(finish_before)s was sent to %(object)s."),
        "enrollment.expiring": _("A notice was sent that the training of %(object)s is valid until %(valid_until)s."),
        "enrollment.expired": _(
            "A notice was sent that the training of %(object)s has expired; it was valid until %(valid_until)s."
        ),
        "enrollment.withdrawn": _("%(actor)s withdrew the enrollment of %(object)s."),
        "enrollment.withdrawal_undone": _("%(actor)s undid the withdrawal of the enrollment of %(object)s."),
        "enrollment.paused": _("%(actor)s paused the enrollment of %(object)s."),
        "enrollment.resumed": _("%(actor)s resumed the enrollment of %(object)s."),
        "enrollment.transferred": _("%(actor)s transferred the enrollment of %(object)s."),
        "enrollment.deadline_extended": _("%(actor)s extended the deadline of the enrollment of %(object)s."),
        "credit.given": _("%(actor)s credited %(item_name)s to %(object)s for earlier training."),
        "credit.revoked": _("%(actor)s revoked a credit for earlier training of %(object)s."),
    }
)
register_names(
    {
        TRAINING: RowName(_("training"), _("the training"), is_shared=True),
        "trainings.subject": RowName(
            _("subject"), _("the subject"), company="training__company", known_as=("name", "subject_name")
        ),
        LESSON: RowName(_("lesson"), _("the lesson"), company=OF_SUBJECT),
        "trainings.slide": RowName(_("slide"), _("the slide"), company="lesson__subject__training__company"),
        "trainings.learningobjective": RowName(
            _("learning objective"), _("the learning objective"), company="lesson__subject__training__company"
        ),
        "trainings.metric": RowName(_("metric"), _("the metric"), company="training__company"),
        ENROLLMENT: RowName(
            _("enrollment"), _("the enrollment"), related=("user", "training"), known_as=("name", "training_name")
        ),
        "trainings.credit": RowName(
            _("credit"),
            _("the credit"),
            company="enrollment__company",
            related=("enrollment__user", "enrollment__training"),
            describe=describe_credit,
        ),
        "trainings.lessonstudy": RowName(
            _("lesson study"),
            _("the lesson study"),
            company="enrollment__company",
            related=("lesson__subject", "enrollment__user"),
            describe=describe_study,
        ),
        "trainings.calendarfeed": RowName(
            _("calendar feed"), _("the calendar feed"), company="user__company", related=("user",)
        ),
    }
)
register_facts(
    {
        "training": name_of(_("training"), TRAINING),
        "training_name": HIDDEN,
        "template": name_of(_("template"), TRAINING),
        "copied_from": name_of(_("copied from"), TRAINING),
        "subject": name_of(_("subject"), "trainings.subject"),
        "subject_name": HIDDEN,
        "lesson": name_of(_("lesson"), LESSON),
        "enrollment": name_of(_("enrollment"), ENROLLMENT),
        "seconds": Fact(_("time"), FactKind.DURATION),
        "minutes": Fact(_("duration"), FactKind.MINUTES),
        "finished_at": Fact(_("was finished"), FactKind.MOMENT),
        "finish_before": Fact(_("to be finished before"), FactKind.DAY),
        "valid_until": Fact(_("valid until"), FactKind.DAY),
        "days_before": Fact(_("days before")),
        "day": Fact(_("day"), FactKind.DAY),
        "paused_on": Fact(_("paused on"), FactKind.DAY),
        "paused_days": Fact(_("paused days")),
        "withdrawn_on": Fact(_("withdrawn on"), FactKind.DAY),
        "to_name": Fact(_("new supervisor")),
        "kind": Fact(_("kind"), choices=KINDS),
        "item": HIDDEN,
        "item_name": Fact(_("what is credited")),
        "document": HIDDEN,
    }
)
