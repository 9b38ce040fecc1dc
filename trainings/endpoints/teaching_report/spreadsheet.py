"""The teaching report as a spreadsheet, with the same numbers as on the wire."""

from collections.abc import Iterator

from core.tables.writing import OutputRow
from trainings.endpoints.teaching_report.reads import TaughtSubjectRow, TeacherRow, TeachingReport

HEADER = ("Surname", "Name", "Subject", "Classes", "Minutes", "Hours", "Signed", "Students")
ALL_SUBJECTS = "All subjects"
TOTAL = "Total"


def build_table(report: TeachingReport) -> Iterator[OutputRow]:
    """The rows under `HEADER`: for each teacher the totals and then the subjects; last, the totals of all teachers.

    The last row has no number of students: a student of two teachers would count twice.
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
