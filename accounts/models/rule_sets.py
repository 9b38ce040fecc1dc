"""Rule sets: the regulation under which a school trains, and the paragraphs that the server's rules come from.

A school chooses one in its settings. Code that implements a rule takes its numbers from here, and shows the paragraph
next to what it asks for, so that a manager can look it up.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleSetCode(models.TextChoices):
    EASA = "EASA", _("EASA, Part-ORA")
    FAA = "FAA", _("FAA, 14 CFR Part 141")


@dataclass(frozen=True)
class RuleSet:
    """The numbers and paragraphs of a regulation. Paragraphs are proper names: they are not translated.

    `retention_years` counts from the end of a training: completed, given up, or transferred to another school.
    """

    code: RuleSetCode
    retention_years: int
    retention_paragraph: str
    record_paragraph: str
    protection_paragraph: str
    syllabus_paragraph: str
    hours_paragraph: str
    instructor_paragraph: str
    credit_paragraph: str


RULE_SETS = {
    RuleSetCode.EASA: RuleSet(
        code=RuleSetCode.EASA,
        retention_years=3,  # "for a period of at least 3 years after the completion of the training"
        retention_paragraph="ORA.ATO.120",
        record_paragraph="ORA.ATO.120(a), (b)",
        protection_paragraph="ORA.GEN.220(c)",
        syllabus_paragraph="ORA.ATO.230(a)",
        hours_paragraph="ORA.ATO.125(a)",
        instructor_paragraph="ORA.ATO.110(c)",
        credit_paragraph="ORA.ATO.120",
    ),
    RuleSetCode.FAA: RuleSet(
        code=RuleSetCode.FAA,
        retention_years=1,  # "for at least 1 year from the date that the student" graduates, terminates or transfers
        retention_paragraph="14 CFR 141.101(d)",
        record_paragraph="14 CFR 141.101(a)",
        protection_paragraph="14 CFR 141.101(a)",
        syllabus_paragraph="14 CFR 141.55",
        hours_paragraph="14 CFR 141.55",
        instructor_paragraph="14 CFR 141.33",
        credit_paragraph="14 CFR 141.77(c)",
    ),
}
