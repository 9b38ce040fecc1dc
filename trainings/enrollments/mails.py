"""What mails about an enrollment have in common, and when one is no longer of use."""

from typing import Any

from mail.contexts import MailContext, register_context
from mail.kinds import MailKind
from mail.models import Mail
from trainings.models import Enrollment


def build_view_path(row: Enrollment) -> str:
    """The path of the API that shows the enrollment; messages and mails lead to it."""
    return f"/trainings/trainings/view/{row.pk}.json"


def build_mail_facts(row: Enrollment) -> dict[str, Any]:
    """Which enrollment it is, and where it is shown in the client and in the admin."""
    return {
        "enrollment": str(row.pk),
        "training": row.training.name,
        "path": build_view_path(row),
        "admin_path": f"/admin/trainings/enrollment/{row.pk}/change/",
    }


def register_contexts() -> None:
    register_context(MailKind.DEADLINE, build_deadline_context)


def build_deadline_context(mail: Mail) -> MailContext | None:
    """None if the enrollment is no longer ongoing, or its deadline has been removed."""
    rows = Enrollment.objects.ongoing().filter(finish_before_at__isnull=False)
    return MailContext() if rows.filter(pk=mail.facts["enrollment"]).exists() else None
