"""What the managers of a school decide for it: name, appearance, languages, class rules, mail sender, second factor.

Who may: every manager of the school. Name and time zone only those above whom nobody stands at the school
(`may_rename_school`, accounts/roles.py): certificates bear the name, and days depend on the zone.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import FileField
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import countries_and_zones
from accounts.companies import build_name_conflict, find_company_by_name
from accounts.models import Company, User
from core.dates.writing import format_day
from core.exceptions import FieldErrors, Forbidden, InvalidInput, NotFound
from core.text.cleaning import clean_email, clean_line
from core.text.colors import READABLE, WHITE, compute_contrast, darken_until_readable, is_color
from records.services import EventDraft, record_events

FOR_EVERY_MANAGER = frozenset(
    {
        "logo",
        "accent_color",
        "language",
        "class_opens_hours_before",
        "class_closes_days_after",
        "people_edit_names",
        "two_factor_required_from",
        "rule_set",
        "retention_years",
        "hours_policy",
        "refuses_expired_signers",
        "mail_sender_name",
        "mail_reply_to",
    }
)
FOR_THE_HIGHEST = frozenset({"name", "timezone_id"})
# With one of these, a name could pass for an address, or begin a further one.
NOT_IN_SENDER_NAMES = '@<>"\\,;:'


def may_rename_school(manager: User) -> bool:
    """Whether the manager may change name and time zone: nobody who can log in has a higher role at the school."""
    today = manager.company.local_date(timezone.now())
    higher = User.objects.visible_to(manager).able_to_log_in(today).filter(group__lt=manager.group)
    return manager.is_manager and not higher.exists()


@transaction.atomic
def edit_school(*, company: Company, values: Mapping[str, Any], by: User) -> Company:
    """Changes settings of the manager's own school from unchecked values, by column, and returns the stored row.

    What is equal to what is stored changes nothing. Records `school.changed` with the values before and after. Raises
    NotFound for another school, Forbidden for people who are no managers and, for name and time zone, those with
    somebody above them; InvalidInput, naming the column, for a value that is not valid, and Conflict for the name of
    another school.
    """
    if company.pk != by.company_id:
        raise NotFound
    if not by.is_manager:
        raise Forbidden
    row = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    changes = collect_changes(row, clean_values(values))
    if not changes:
        return row
    check_rights(changes, by)
    before = read_facts(row, changes)
    for name, value in changes.items():
        setattr(row, name, value)
    check_settings(row, changes)
    store_settings(row, changes)
    after = read_facts(row, changes)
    facts = {name: [before[name], after[name]] for name in changes}
    record_events(EventDraft("school.changed", row, {"changes": facts}), company_id=row.pk, by=by)
    return row


def clean_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the spelling in which they are stored. A line break in a sender's name stays, to be refused."""
    cleaned = dict(values)
    if "name" in cleaned:
        cleaned["name"] = " ".join(clean_line(str(cleaned["name"])).split())
    if "timezone_id" in cleaned:
        typed = str(cleaned["timezone_id"])
        cleaned["timezone_id"] = countries_and_zones.find_timezone(typed) or typed
    if "mail_sender_name" in cleaned:
        cleaned["mail_sender_name"] = clean_line(str(cleaned["mail_sender_name"])).strip(" ")
    if "mail_reply_to" in cleaned:
        cleaned["mail_reply_to"] = clean_email(str(cleaned["mail_reply_to"]))
    if "accent_color" in cleaned:
        cleaned["accent_color"] = str(cleaned["accent_color"]).strip().lower()
    return cleaned


def collect_changes(row: Company, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from those stored. A file always does: it is an upload, or none any more."""
    unknown = set(values) - FOR_EVERY_MANAGER - FOR_THE_HIGHEST
    if unknown:
        raise InvalidInput(errors={name: [_("This cannot be changed.")] for name in sorted(unknown)})
    return {
        name: value
        for name, value in values.items()
        if isinstance(Company._meta.get_field(name), FileField) or getattr(row, name) != value
    }


def check_rights(changes: Mapping[str, Any], by: User) -> None:
    theirs = sorted(FOR_THE_HIGHEST & set(changes))
    if theirs and not may_rename_school(by):
        text = _("Only managers with the highest role of the school may change this.")
        raise Forbidden(text, errors={name: [text] for name in theirs})


def check_settings(row: Company, changes: Mapping[str, Any]) -> None:
    """Raises InvalidInput, naming each column, unless the changed values of the row are valid."""
    errors: FieldErrors = {}
    try:
        row.clean_fields(exclude=[field.name for field in Company._meta.fields if field.name not in changes])
    except ValidationError as error:
        errors.update(error.message_dict)
    for name, find_error in CHECKS.items():
        if name in changes and name not in errors and (text := find_error(row)):
            errors[name] = [text]
    if errors:
        raise InvalidInput(errors=errors)


def find_zone_error(row: Company) -> str:
    if row.timezone_id in countries_and_zones.list_timezones():
        return ""
    return _("%(zone)s is not an IANA time zone. Example: Europe/Vienna.") % {"zone": repr(row.timezone_id)}


def find_language_error(row: Company) -> str:
    codes = [code for code, _name in settings.LANGUAGES]
    if row.language in codes:
        return ""
    return _("There are no texts in this language. Possible are: %(languages)s.") % {"languages": ", ".join(codes)}


def find_color_error(row: Company) -> str:
    """Buttons have this colour and white text."""
    if not row.accent_color:
        return ""
    if not is_color(row.accent_color):
        return _("Write a colour as #rrggbb.")
    contrast = compute_contrast(row.accent_color, WHITE)
    if contrast >= READABLE:
        return ""
    text = _(
        "White text is not readable on this colour: the contrast is %(contrast)s to 1 and must be at least 4.5 to 1. "
        "%(darker)s would do."
    )
    return text % {"contrast": f"{contrast:.1f}", "darker": darken_until_readable(row.accent_color)}


def find_factor_error(row: Company) -> str:
    """Tomorrow or later, so that everybody can prepare."""
    day = row.two_factor_required_from
    if day is None:
        return ""
    if not settings.MAIL_ENABLED:
        return _("This server sends no mail, so people without an authenticator app could not log in.")
    today = row.local_date(timezone.now())
    if day > today:
        return ""
    return _("Choose a day after %(today)s, so that everybody can prepare.") % {"today": format_day(today)}


def find_retention_error(row: Company) -> str:
    """A school may keep records longer than it must, never shorter."""
    least = row.rules.retention_years
    if row.retention_years is None or row.retention_years >= least:
        return ""
    return _("At least %(years)s, by %(paragraph)s.") % {"years": least, "paragraph": row.rules.retention_paragraph}


def find_sender_error(row: Company) -> str:
    name = row.mail_sender_name
    if any(character in NOT_IN_SENDER_NAMES or not character.isprintable() for character in name):
        return _("The name of the sender is one line, without any of these: %(characters)s") % {
            "characters": " ".join(NOT_IN_SENDER_NAMES)
        }
    return ""


CHECKS: dict[str, Callable[[Company], str]] = {
    "timezone_id": find_zone_error,
    "language": find_language_error,
    "accent_color": find_color_error,
    "two_factor_required_from": find_factor_error,
    "retention_years": find_retention_error,
    "mail_sender_name": find_sender_error,
}


def store_settings(row: Company, changes: Mapping[str, Any]) -> None:
    """Stores the columns. Raises Conflict for the name of another school in any case: people tell schools apart by
    their names."""
    namesake = find_company_by_name(row.name) if "name" in changes else None
    if namesake is not None and namesake.pk != row.pk:
        raise build_name_conflict(row.name)
    try:
        with transaction.atomic():
            row.save(update_fields=list(changes))
    except IntegrityError as error:  # taken by another school since the check above
        raise build_name_conflict(row.name) from error


def read_facts(row: Company, names: Mapping[str, Any]) -> dict[str, Any]:
    """The values of columns as canonical JSON can hold them; of a file, the name under which it is stored."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: value if isinstance(value, bool | int) or value is None else str(value) for name, value in values.items()
    }
