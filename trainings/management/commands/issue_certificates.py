from argparse import ArgumentParser
from typing import Any

from accounts.models import Company
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, format_count, roll_back_if_dry_run
from evidence.certificates.services import filter_without_certificate, issue_certificates
from trainings.enrollments.finishing import iterate_id_batches
from trainings.models import Enrollment


class Command(OperatorCommand):
    help = (
        "Issues certificates for finished enrollments that never had one, because they were finished by a version that "
        "did not issue certificates. A revoked certificate is not issued again."
    )
    examples = """
issue_certificates --dry-run
issue_certificates
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run: bool = options["dry_run"]
        number = sum(issue_for_company(company, is_dry_run) for company in Company.objects.order_by("pk"))
        if is_dry_run:
            text = f"Dry run: {format_count(number, 'certificate')} to be issued. None was."
            self.print_outcome(text, {"to_issue": number, "dry_run": True}, as_json=options["json"])
        else:
            self.print_outcome(
                f"Issued {format_count(number, 'certificate')}.", {"issued": number}, as_json=options["json"]
            )


def issue_for_company(company: Company, is_dry_run: bool) -> int:
    """One transaction a batch, so that nobody waits for the locks of a whole school."""
    issued = 0
    for ids in iterate_id_batches(filter_without_certificate(Enrollment.objects.filter(company=company))):
        with roll_back_if_dry_run(is_dry_run):
            issued += issue_certificates(enrollment_ids=ids, company_id=company.pk, by=None)
    return issued
