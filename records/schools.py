"""Which schools a command speaks of."""

from argparse import ArgumentParser

from accounts.companies import find_company
from accounts.models import Company
from config.refusals import NotFound


class UnknownCompany(Exception):
    """There is no school with that id or name."""


def add_company_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--company", metavar="ID|NAME", help="only this school (all schools otherwise)")


def chosen_companies(text: str | None) -> list[Company]:
    """All schools by name, or the one with this id or name; raises UnknownCompany."""
    if text is None:
        return list(Company.objects.order_by("name"))
    try:
        return [find_company(text)]
    except NotFound as refusal:
        raise UnknownCompany(refusal.message) from refusal
