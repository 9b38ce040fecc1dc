"""Certificates as evidence."""

from records.kinds import Kind, Part, register
from trainings.certificate.models import Certificate

CERTIFICATE = (
    "company_id", "enrollment_id", "replaces_id", "serial", "number", "code", "content", "digest", "valid_until_on",
    "issued_at",
)  # fmt: skip

register(
    Kind(
        Certificate,
        "company_id",
        (
            Part("certificate", Certificate, "pk", CERTIFICATE),
            Part("revocation", Certificate, "pk", ("revoked_at", "revocation_reason")),
        ),
    )
)
