"""Which schools a command speaks of."""

import uuid
from argparse import ArgumentParser

from accounts.models import Company


class UnknownCompany(Exception):
    """There is no school with that id."""


def add_company_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--company", metavar="ID", help="only this school (all schools otherwise)")


def chosen_companies(text: str | None) -> list[Company]:
    """All schools by name, or the one with this id; raises UnknownCompany."""
    if text is None:
        return list(Company.objects.order_by("name"))
    try:
        company = Company.objects.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        company = None
    if company is None:
        raise UnknownCompany(f"There is no school with the id {text}.")
    return [company]
