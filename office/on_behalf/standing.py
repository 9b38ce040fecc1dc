"""What depends on a record that is about to be corrected: finished enrollments and their certificates
(docs/decisions/0009)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from evidence.models import Certificate
from trainings.enrollments.reopening import find_obstacles
from trainings.models import Enrollment


@dataclass(frozen=True)
class Standing:
    """How many of some enrollments are finished, how many of their certificates are valid, and a sentence for each
    thing that keeps a correction from reopening one of them."""

    finished: int
    certificates: int
    obstacles: tuple[str, ...] = ()


def read_standing(enrollment_ids: Iterable[uuid.UUID]) -> Standing:
    """One query if none is finished, else four."""
    rows = [row for row in Enrollment.objects.filter(pk__in=list(enrollment_ids)) if row.is_finished]
    if not rows:
        return Standing(0, 0)
    certificates = Certificate.objects.unrevoked().filter(enrollment__in=rows).count()
    return Standing(len(rows), certificates, tuple(find_obstacles(rows, clock.now())))


def describe_standing(standing: Standing) -> list[str]:
    """The sentences that stand above a form before the act; none if nothing depends on the record."""
    if not standing.finished:
        return []
    return [
        f"{describe_finished(standing.finished)} {describe_certificates(standing.certificates)}",
        _(
            "A correction that takes away what a finish rests on takes the finish back and revokes its certificate. "
            "Any other change leaves both."
        ),
        *standing.obstacles,
    ]


def describe_finished(count: int) -> str:
    text = ngettext(
        "This concerns %(count)s finished enrollment.", "This concerns %(count)s finished enrollments.", count
    )
    return text % {"count": count}


def describe_certificates(count: int) -> str:
    text = ngettext(
        "%(count)s certificate of a finish is valid.", "%(count)s certificates of a finish are valid.", count
    )
    return text % {"count": count}


def describe_difference(before: Standing, after: Standing) -> str:
    """What an act did to the enrollments, said after it; "" if nothing."""
    reopened, revoked = before.finished - after.finished, before.certificates - after.certificates
    if reopened > 0:
        text = _("Finishes taken back: %(reopened)s. Certificates revoked: %(revoked)s.")
        return text % {"reopened": reopened, "revoked": max(revoked, 0)}
    return _("Finished by this: %(count)s.") % {"count": -reopened} if reopened < 0 else ""
