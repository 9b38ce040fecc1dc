"""How many students the deletion of a part of a syllabus concerns, in sentences, shown before it is confirmed.

What deletion means is in docs/api.md, section 1, Deleted.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from exams.authoring.affected import AffectedStudents

RECORDS_STAY = gettext_lazy("Existing records are kept, but no longer count towards progress.")


def describe_impact(
    rows: Sequence[Any],
    students: AffectedStudents,
    say_progress: Callable[[int, bool], str],
    *,
    meaning: StrOrPromise = RECORDS_STAY,
) -> list[str]:
    """The deletion impact of the rows in sentences; none if no student is concerned.

    `say_progress` is one of the functions of impact_sentences.py, `meaning` what the deletion means to the students.
    """
    sentences = []
    if students.with_progress:
        sentences.append(f"{say_progress(students.with_progress, len(rows) > 1)} {meaning}")
    if count := students.enrolled:
        text = ngettext(
            "%(count)s student enrolled in the training will no longer see it.",
            "%(count)s students enrolled in the training will no longer see it.",
            count,
        )
        sentences.append(text % {"count": count})
    return sentences
