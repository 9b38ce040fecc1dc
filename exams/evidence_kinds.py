"""Attempts at exams as evidence, with their papers."""

from exams.models import Attempt, AttemptQuestion
from records.kinds import EvidenceKind, Part, register_kind

GRADED = "attempt__finished_at"

register_kind(
    EvidenceKind(
        Attempt,
        "enrollment__company_id",
        (
            Part("attempt", Attempt, "pk", ("exam_id", "enrollment_id", "started_at", "deadline_at", "pass_percent")),
            Part("grade", Attempt, "pk", ("finished_at", "score", "is_passed")),
            Part("paper", AttemptQuestion, "attempt_id", ("question_id", "order", "text", "media", "options")),
            # Until the attempt is graded, answering changes them and records nothing.
            Part("answers", AttemptQuestion, "attempt_id", ("chosen_option_id", "answered_at"), GRADED),
        ),
    )
)
