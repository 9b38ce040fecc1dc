"""Classes as evidence, with their roster and everything recorded of it.

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`).
"""

from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.kinds import EvidenceKind, Part, register_kind

CLASS = (
    "company_id", "subject_id", "lesson_id", "exam_id", "item_id", "starts_at", "duration_minutes", "teacher_id",
    "location_id", "remarks", "is_cancelled", "deleted_at", "created_at",
)  # fmt: skip
ATTENDANCE = (
    "enrollment_id", "item_id", "starts_at", "is_cancelled", "is_present", "is_passed", "is_credited", "seconds",
    "exam_rating", "code", "remarks", "measures", "created_at", "modified_at",
)  # fmt: skip

register_kind(
    EvidenceKind(
        ClassSession,
        "company_id",
        (
            Part("class", ClassSession, "pk", CLASS),
            Part("signature", ClassSession, "pk", ("signed_at", "signature_text")),
            # Where a remote class was held. The signature does not cover it: the teacher signs what happened.
            Part("meeting", ClassSession, "pk", ("meeting_url",)),
            Part("attendance", Attendance, "class_session_id", ATTENDANCE),
            Part(
                "objectives",
                ObjectiveRating,
                "attendance__class_session_id",
                ("attendance_id", "objective_id", "rating"),
            ),
            Part(
                "metrics",
                MetricRating,
                "attendance__class_session_id",
                ("attendance_id", "metric_id", "rating", "comments"),
            ),
        ),
    )
)
