"""The schools on the server; only the operator creates them."""

import uuid
from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import countries_and_zones
from accounts.models import Company, User
from core.exceptions import Conflict, InvalidInput, NotFound
from core.text.cleaning import clean_line
from records.services import EventDraft, record_events


def create_company(*, name: str, timezone_id: str, by: User | None = None) -> Company:
    """Creates a school. Its ledger begins with `company.created`, which is its baseline (docs/records.md).

    Raises InvalidInput for an empty or too long name and an unknown time zone; Conflict for the name of another school
    in any case, because people tell schools apart by their names.
    """
    zone = countries_and_zones.find_timezone(timezone_id)
    company = Company(name=" ".join(clean_line(name).split()), timezone_id=zone or "")
    if zone is None:
        text = _("%(zone)s is not an IANA time zone. Example: Europe/Vienna.")
        raise InvalidInput.for_field("timezone", text % {"zone": repr(timezone_id)})
    if find_company_by_name(company.name):
        raise build_name_conflict(company.name)
    try:
        company.full_clean(validate_unique=False)
        with transaction.atomic():
            company.save()
            payload = {"name": company.name, "timezone": company.timezone_id, "baseline": True}
            record_events(EventDraft("company.created", company, payload), company_id=company.pk, by=by)
    except ValidationError as error:
        raise InvalidInput(errors=error.message_dict) from error
    except IntegrityError as error:  # created by another command since the check above
        raise build_name_conflict(company.name) from error
    return company


def build_name_conflict(name: str) -> Conflict:
    return Conflict(_("A school named %(name)s already exists.") % {"name": repr(name)})


def find_company_by_name(name: str) -> Company | None:
    """The school with this name, in any case; where two names differ only in case, the one spelled like this."""
    name = " ".join(clean_line(name).split())
    return Company.objects.filter(name=name).first() or Company.objects.filter(name__iexact=name).first()


def get_company(text: str) -> Company:
    """The school with this id or name. Raises NotFound, which commands print."""
    try:
        company = Company.objects.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        company = find_company_by_name(text)
    if company is None:
        raise NotFound(_("There is no school with the id or name %(text)s.") % {"text": repr(text)})
    return company


def add_company_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--company", metavar="ID|NAME", help="only this school (all schools otherwise)")


def list_companies(text: str | None) -> list[Company]:
    """All schools by name, or for the value of `--company` the one with this id or name; raises NotFound."""
    return list(Company.objects.order_by("name")) if text is None else [get_company(text)]
