"""The teaching report as a table, with the same numbers as on the wire."""

from collections.abc import Iterator

from core.tables.writing import Row
from trainings.endpoints.teaching_report.reads import TaughtBy, TaughtSubject, TeachingReport

HEADER = ("Surname", "Name", "Subject", "Classes", "Minutes", "Hours", "Signed", "Students")
ALL_SUBJECTS = "All subjects"
TOTAL = "Total"


def table(report: TeachingReport) -> Iterator[Row]:
    """The rows under `HEADER`: of each teacher the sum, then the subjects; at the end the sum of all teachers.

    Students of several teachers would count more than once in a sum, so there is none.
    """
    for row in report.teachers:
        yield teacher_line(row)
        yield from (subject_line(row, subject) for subject in row.subjects)
    totals = report.totals
    yield (TOTAL, "", "", totals.classes, totals.minutes, totals.hours, totals.signed, None)


def teacher_line(row: TaughtBy) -> Row:
    taught = row.taught
    numbers = (taught.classes, taught.minutes, taught.hours, taught.signed, row.students)
    return (row.teacher.surname, row.teacher.name, ALL_SUBJECTS, *numbers)


def subject_line(row: TaughtBy, subject: TaughtSubject) -> Row:
    taught = subject.taught
    numbers = (taught.classes, taught.minutes, taught.hours, taught.signed, None)
    return (row.teacher.surname, row.teacher.name, subject.name, *numbers)
