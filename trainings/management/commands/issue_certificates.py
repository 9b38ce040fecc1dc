from argparse import ArgumentParser
from typing import Any

from accounts.models import Company
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, count_text, rehearsal
from evidence.certificates.services import issue_certificates, without_certificate
from trainings.enrollments.finishing import in_batches
from trainings.models import Enrollment


class Command(OperatorCommand):
    help = (
        "Issues the certificates of finished enrollments that never had one: those that were finished before "
        "certificates were issued at the finish. A revoked certificate is not issued again."
    )
    examples = """
issue_certificates --dry-run
issue_certificates
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_rehearsal: bool = options["dry_run"]
        number = sum(issue_of(company, is_rehearsal) for company in Company.objects.order_by("pk"))
        if is_rehearsal:
            text = f"Dry run: {count_text(number, 'certificate')} to be issued. None was."
            self.say(text, {"to_issue": number, "dry_run": True}, as_json=options["json"])
        else:
            self.say(f"Issued {count_text(number, 'certificate')}.", {"issued": number}, as_json=options["json"])


def issue_of(company: Company, is_rehearsal: bool) -> int:
    """In small transactions, so that no school waits long."""
    issued = 0
    for ids in in_batches(without_certificate(Enrollment.objects.filter(company=company))):
        with rehearsal(is_rehearsal):
            issued += issue_certificates(enrollment_ids=ids, company_id=company.pk, by=None)
    return issued
