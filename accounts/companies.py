"""The schools on the server, which only its operator makes."""

import uuid
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import countries_and_zones
from accounts.models import Company, User
from core.exceptions import Conflict, InvalidInput, NotFound
from core.text.cleaning import clean_line
from records.services import EventDraft, record_events


def create_company(*, name: str, timezone_id: str, by: User | None = None) -> Company:
    """A new school, whose ledger begins with its own making, and knows of every row from the first.

    Refuses with InvalidInput an empty or long name and an unknown time zone; with Conflict a name that another school
    has, in whatever case, because people tell schools apart by their names.
    """
    zone = countries_and_zones.find_timezone(timezone_id)
    company = Company(name=" ".join(clean_line(name).split()), timezone_id=zone or "")
    if zone is None:
        raise InvalidInput.for_field(
            "timezone", f"{timezone_id!r} is not a zone of the IANA list. An example: Europe/Vienna."
        )
    if find_company_by_name(company.name):
        raise build_name_conflict(company.name)
    try:
        company.full_clean(validate_unique=False)
        with transaction.atomic():
            company.save()
            began = {"name": company.name, "timezone": company.timezone_id, "baseline": True}
            record_events(EventDraft("company.created", company, began), company_id=company.pk, by=by)
    except ValidationError as error:
        raise InvalidInput(errors=error.message_dict) from error
    except IntegrityError as error:
        raise build_name_conflict(company.name) from error
    return company


def build_name_conflict(name: str) -> Conflict:
    return Conflict(f"There is a school named {name!r} already.")


def find_company_by_name(name: str) -> Company | None:
    """The school of that name, in whatever case; of two that differ in case alone, the one that is meant."""
    name = " ".join(clean_line(name).split())
    return Company.objects.filter(name=name).first() or Company.objects.filter(name__iexact=name).first()


def get_company(text: str) -> Company:
    """The school with this id or this name; raises NotFound."""
    try:
        company = Company.objects.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        company = find_company_by_name(text)
    if company is None:
        raise NotFound(f"There is no school with the id or name {text!r}.")
    return company


class UnknownCompany(Exception):
    """There is no school with that id or name."""


def add_company_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--company", metavar="ID|NAME", help="only this school (all schools otherwise)")


def chosen_companies(text: str | None) -> list[Company]:
    """All schools by name, or the one with this id or name; raises UnknownCompany."""
    if text is None:
        return list(Company.objects.order_by("name"))
    try:
        return [get_company(text)]
    except NotFound as refusal:
        raise UnknownCompany(refusal.message) from refusal
