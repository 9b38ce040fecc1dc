"""Whether the papers of an instructor are valid, and what the school refuses when they are not.

EASA ORA.GEN.200(a)(3) and ORA.ATO.110(c), Part-FCL FCL.900: a school ensures that its instructors hold what their
instruction needs. 14 CFR 141.33(a)(3), 61.195: the same for the FAA. `Company.refuses_expired_signers` turns this from
a warning into a refusal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.dates.writing import format_day
from core.exceptions import Forbidden
from instructors.models import Qualification


def find_expired_paper(user: User, day: date) -> Qualification | None:
    """The paper of the person that had expired on a day of the school, last of all; None if all were valid."""
    expired = Qualification.objects.filter(user=user).blocking().expired_on(day)
    return expired.order_by("-valid_until_on", "name", "pk").first()


def find_paper_obstacle(signer: User, now: datetime) -> Forbidden | None:
    """What keeps an instructor from signing now: an expired paper, on the school's day, if the school says so.

    The rule is about whoever signs, also where a manager does it. No query at a school that does not refuse.
    """
    school = signer.company
    if not school.refuses_expired_signers:
        return None
    paper = find_expired_paper(signer, school.local_date(now))
    return None if paper is None else build_refusal(paper)


def check_papers(signer: User, now: datetime) -> None:
    """Raises Forbidden as `find_paper_obstacle` says."""
    if obstacle := find_paper_obstacle(signer, now):
        raise obstacle


def build_refusal(paper: Qualification) -> Forbidden:
    text = _(
        "Your papers are not valid: %(paper)s expired on %(day)s. This school's classes and flights are signed by "
        "instructors with valid papers. Show a manager the renewed paper: once it is on record, you can sign."
    )
    return Forbidden(
        text % {"paper": paper.name, "day": format_day(paper.valid_until_on) if paper.valid_until_on else ""}
    )


def describe_paper(paper: Qualification) -> str:
    """`FI(A), AT.FCL.1234`"""
    return f"{paper.name}, {paper.number}" if paper.number else paper.name


def list_expired(papers: Iterable[Qualification], day: date) -> list[Qualification]:
    """Of papers that are loaded: what `QualificationQuerySet.expired_on` says of a day, the latest of each name."""
    by_name: defaultdict[tuple[int, str, str], list[Qualification]] = defaultdict(list)
    for paper in papers:
        by_name[paper.user_id, paper.kind, paper.name_key].append(paper)
    return [expired for rows in by_name.values() if (expired := find_expired(rows, day))]


def find_expired(rows: Sequence[Qualification], day: date) -> Qualification | None:
    """Of papers of one kind and name: the one that expired last before the day, if none is valid on it."""
    if any(row.covers(day) for row in rows):
        return None
    expired = [row for row in rows if row.is_expired(day)]
    return max(expired, key=lambda row: row.valid_until_on or date.max, default=None)
