"""The columns of enrollments, lesson studies and credits that the ledger covers (docs/records.md)."""

from records.kinds import EvidenceKind, Part, register_kind
from trainings.models import Credit, Enrollment, LessonStudy, StudySession

ENROLLMENT = (
    "company_id", "training_id", "user_id", "supervisor_id", "finish_before_at", "flight_phase", "created_at",
    "modified_at",
)  # fmt: skip
CREDIT = (
    "enrollment_id", "kind", "item_id", "reason", "document", "document_digest", "credited_at", "credited_by_id",
)  # fmt: skip

register_kind(
    EvidenceKind(
        Enrollment,
        "company_id",
        (
            Part("enrollment", Enrollment, "pk", ENROLLMENT),
            Part("finish", Enrollment, "pk", ("finished_at", "valid_until_on")),
            Part("notes", Enrollment, "pk", ("notes",)),
            Part("withdrawal", Enrollment, "pk", ("withdrawn_at", "withdrawn_on", "withdrawal_reason")),
            Part("pause", Enrollment, "pk", ("paused_at", "paused_on", "pause_reason")),
        ),
    )
)
register_kind(
    EvidenceKind(
        LessonStudy,
        "enrollment__company_id",
        (
            Part("study", LessonStudy, "pk", ("enrollment_id", "lesson_id", "completed_at")),
            Part("sessions", StudySession, "study_id", ("seconds", "ended_at")),
        ),
    )
)
register_kind(
    EvidenceKind(
        Credit,
        "enrollment__company_id",
        (
            Part("credit", Credit, "pk", CREDIT),
            # Of a student who was moved to another revision.
            Part("origin", Credit, "pk", ("origin_item_id",)),
            Part("signature", Credit, "pk", ("signed_at",)),
            Part("revocation", Credit, "pk", ("revoked_at", "revoked_by_id", "revocation_reason")),
        ),
    )
)
