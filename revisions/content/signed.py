"""The content of the signature under a revision: the whole syllabus, and how it came about.

Signatures on record hold the digest of this content, so its keys and formats never change.
"""

import uuid
from collections.abc import Collection
from typing import Any

from records.signables import CurrentState
from revisions.content.parts import Syllabus, read_syllabi
from revisions.models import Revision

MEANING = "I approve this revision of the training syllabus. Students are trained by it from the day on which it holds."


def build_content(revision: Revision, syllabus: Syllabus) -> dict[str, Any]:
    """The syllabus by parts, with the names of its items: what was approved is what they were called, too."""
    training = revision.training
    return {
        "training": str(training.pk),
        "course": str(training.course_id),
        "revision": training.revision,
        "number": revision.number,
        "is_published": training.published_at is not None,
        "effective_on": revision.effective_on.isoformat() if revision.effective_on else None,
        "summary": revision.summary,
        "changes": revision.changes,
        "syllabus": syllabus,
    }


def read_current_revisions(ids: Collection[uuid.UUID]) -> dict[str, CurrentState]:
    """The content of the revisions now, to compare with what was signed: `verify_records` finds a published syllabus
    that was altered behind the server's back."""
    rows = list(Revision.objects.filter(pk__in=ids).select_related("training"))
    syllabi = read_syllabi([row.training_id for row in rows])
    return {str(row.pk): CurrentState(build_content(row, syllabi[row.training_id]), row.signed_at) for row in rows}
