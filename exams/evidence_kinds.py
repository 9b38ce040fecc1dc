"""The object kinds of exams: attempts with their exam papers, restarts and grants. Names of parts are stored."""

from exams.cycles import AttemptGrant, LessonReset
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
            # By which class a scheduled exam was started.
            Part("class", Attempt, "pk", ("class_session_id",)),
            Part("paper", AttemptQuestion, "attempt_id", ("question_id", "order", "text", "media", "options")),
            # Answers change without an event until the attempt is graded, so they count only from then on.
            Part("answers", AttemptQuestion, "attempt_id", ("chosen_option_id", "answered_at"), GRADED),
        ),
    )
)
GRANT = ("exam_id", "enrollment_id", "number", "reason", "granted_at", "granted_by_id")
register_kind(EvidenceKind(AttemptGrant, "enrollment__company_id", (Part("grant", AttemptGrant, "pk", GRANT),)))
RESET = ("enrollment_id", "lesson_id", "number", "reset_at")
register_kind(EvidenceKind(LessonReset, "enrollment__company_id", (Part("reset", LessonReset, "pk", RESET),)))
