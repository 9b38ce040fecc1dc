"""The messages inside the product, in the languages of mails: of those sent, and of the mails about them."""

from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.school_time import format_moment as format_plain_moment
from mail.languages import LANGUAGES, choose_language, format_day, format_moment, localise_percent

TEXTS = {
    "enrolled": gettext_noop("You are enrolled in %(training)s"),
    "moved_to_revision": gettext_noop("Your training %(training)s now follows revision %(number)s of the syllabus"),
    "exam_passed": gettext_noop("Passed with %(score)s: %(exam)s"),
    "exam_failed": gettext_noop("Not passed with %(score)s: %(exam)s"),
    "attempt_granted": gettext_noop("You have one more attempt: %(exam)s"),
    "class_scheduled": gettext_noop("You have a class: %(subject)s, %(starts_at)s"),
    "classes_scheduled": gettext_noop("You have %(count)s new classes. The first: %(subject)s, %(starts_at)s"),
    "class_moved": gettext_noop("Your class has been moved: %(subject)s, %(starts_at)s"),
    "class_cancelled": gettext_noop("Your class is cancelled: %(subject)s, %(starts_at)s"),
    "class_signed": gettext_noop("Your class has been signed: %(subject)s, %(starts_at)s"),
    "result_not_in_class": gettext_noop(
        "Not recorded in the class of %(starts_at)s: %(student)s sat %(exam)s with %(score)s"
    ),
    "deadline": gettext_noop("To be finished before %(day)s: %(training)s"),
    "valid_until": gettext_noop("Valid until %(day)s: %(training)s"),
    "training_expired": gettext_noop("Your training %(training)s has expired. Last valid day: %(day)s."),
    "training_expiring": gettext_noop("Your training %(training)s expires soon. Last valid day: %(day)s."),
    "trainings_expired": gettext_noop("Trainings that have expired: %(count)s"),
    "trainings_expiring": gettext_noop("Trainings that expire soon: %(count)s"),
    "expiry": gettext_noop("%(day)s: %(student)s, %(training)s"),
    "qualification_expiring": gettext_noop("Valid until %(day)s: your %(paper)s"),
    "qualification_expired": gettext_noop("No longer valid: your %(paper)s. Last valid day: %(day)s."),
    "qualifications": gettext_noop("Qualifications of instructors that have expired or expire soon: %(count)s"),
    "qualification_expiry": gettext_noop("%(day)s: %(person)s, %(paper)s"),
    "copy_requested": gettext_noop("%(student)s asks for a copy of the data. Answer until %(day)s."),
    "erasure_requested": gettext_noop("%(student)s asks for the erasure of the data. Answer until %(day)s."),
    "inspector_entered": gettext_noop("%(name)s (%(authority)s) has entered the records that are open for inspection"),
    "webhook_unwanted": gettext_noop(
        "The webhook “%(name)s” was switched off. The receiver no longer wants it (410 Gone)."
    ),
    "webhook_failing": gettext_noop(
        "The webhook “%(name)s” was switched off. The receiver has taken nothing for %(count)s days."
    ),
}


class MessageText(NamedTuple):
    """A key of TEXTS and its values, which are JSON: the name of a moment in ISO 8601 ends in `_at`, a day is called
    `day`, and a percentage `score`."""

    key: str
    values: dict[str, Any]


def write_text(text: MessageText, zone: tzinfo, *, is_plain: bool = False) -> str:
    """The text in the active language, with times of the zone: of plain ones, `2026-03-18 11:00 CET`."""
    values = {name: format_value(name, value, zone, is_plain=is_plain) for name, value in text.values.items()}
    return _(TEXTS[text.key]) % values


def write_message(text: MessageText, language: str, zone: tzinfo) -> str:
    """The text as a message inside the product: in the language of a person, with times of the school.

    In English, times are plain, as in every message since before there were other languages: clients read them.
    """
    chosen = choose_language(language)
    with override(chosen):
        return write_text(text, zone, is_plain=chosen == LANGUAGES[0])


def format_value(name: str, value: Any, zone: tzinfo, *, is_plain: bool) -> str:
    if name.endswith("_at"):
        moment = datetime.fromisoformat(value)
        return format_plain_moment(moment, zone) if is_plain else format_moment(moment, zone)
    if name == "day":
        return str(value) if is_plain else format_day(date.fromisoformat(value))
    return localise_percent(value) if name == "score" else str(value)
