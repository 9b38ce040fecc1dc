"""The teaching report as a table, with the same numbers as on the wire."""

from collections.abc import Iterator

from core.tables.writing import OutputRow
from trainings.endpoints.teaching_report.reads import TaughtSubjectRow, TeacherRow, TeachingReport

HEADER = ("Surname", "Name", "Subject", "Classes", "Minutes", "Hours", "Signed", "Students")
ALL_SUBJECTS = "All subjects"
TOTAL = "Total"


def build_table(report: TeachingReport) -> Iterator[OutputRow]:
    """The rows under `HEADER`: of each teacher the sum, then the subjects; at the end the sum of all teachers.

    Students of several teachers would count more than once in a sum, so there is none.
    """
    for row in report.teachers:
        yield build_teacher_row(row)
        yield from (build_subject_row(row, subject) for subject in row.subjects)
    totals = report.totals
    yield (TOTAL, "", "", totals.classes, totals.minutes, totals.hours, totals.signed, None)


def build_teacher_row(row: TeacherRow) -> OutputRow:
    taught = row.taught
    numbers = (taught.classes, taught.minutes, taught.hours, taught.signed, row.students)
    return (row.teacher.surname, row.teacher.name, ALL_SUBJECTS, *numbers)


def build_subject_row(row: TeacherRow, subject: TaughtSubjectRow) -> OutputRow:
    taught = subject.taught
    numbers = (taught.classes, taught.minutes, taught.hours, taught.signed, None)
    return (row.teacher.surname, row.teacher.name, subject.name, *numbers)
