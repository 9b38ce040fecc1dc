"""What students did with a part of a syllabus that is to be deleted, in whole sentences that can be translated.

Each function takes the number of students and whether several parts are deleted at once.
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def say_studied_subjects(count: int, many: bool) -> str:
    if many:
        text = ngettext(
            "%(count)s student studied these subjects, sat an exam or came to class.",
            "%(count)s students studied these subjects, sat an exam or came to class.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s student studied this subject, sat an exam or came to class.",
            "%(count)s students studied this subject, sat an exam or came to class.",
            count,
        )
    return text % {"count": count}


def say_studied_lessons(count: int, many: bool) -> str:
    if many:
        text = ngettext(
            "%(count)s student studied these lessons, sat the exam or came to class.",
            "%(count)s students studied these lessons, sat the exam or came to class.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s student studied this lesson, sat the exam or came to class.",
            "%(count)s students studied this lesson, sat the exam or came to class.",
            count,
        )
    return text % {"count": count}


def say_completed_slides(count: int, many: bool) -> str:
    if many:
        text = ngettext(
            "%(count)s student completed the lesson with these slides.",
            "%(count)s students completed the lesson with these slides.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s student completed the lesson with this slide.",
            "%(count)s students completed the lesson with this slide.",
            count,
        )
    return text % {"count": count}


def say_sat_exams(count: int, many: bool) -> str:
    if many:
        text = ngettext("%(count)s student sat these exams.", "%(count)s students sat these exams.", count)
    else:
        text = ngettext("%(count)s student sat this exam.", "%(count)s students sat this exam.", count)
    return text % {"count": count}


def say_completed_missions(count: int, many: bool) -> str:
    if many:
        text = ngettext(
            "%(count)s student completed these missions.", "%(count)s students completed these missions.", count
        )
    else:
        text = ngettext(
            "%(count)s student completed this mission.", "%(count)s students completed this mission.", count
        )
    return text % {"count": count}


def say_had_questions(count: int, many: bool) -> str:
    if many:
        text = ngettext(
            "%(count)s student had these questions in an exam.",
            "%(count)s students had these questions in an exam.",
            count,
        )
    else:
        text = ngettext(
            "%(count)s student had this question in an exam.", "%(count)s students had this question in an exam.", count
        )
    return " ".join([text % {"count": count}, _("Exam papers and results do not change.")])


def say_exams_lose_questions(exams: int, many: bool) -> str:
    """The same of exams instead of students: they have fewer questions to draw."""
    if many:
        text = ngettext("%(count)s exam loses these questions.", "%(count)s exams lose these questions.", exams)
    else:
        text = ngettext("%(count)s exam loses this question.", "%(count)s exams lose this question.", exams)
    return text % {"count": exams}
