"""What events about the syllabus and enrollments say in words (records/wording.py)."""

from typing import Any

from records.wording import (
    Fact,
    FactKind,
    RowName,
    Sentence,
    mark,
    name_of,
    register_facts,
    register_names,
    register_sentences,
)

TRAINING, LESSON, ENROLLMENT = "trainings.training", "trainings.lesson", "trainings.enrollment"
OF_SUBJECT = "subject__training__company"
HIDDEN = Fact("", FactKind.HIDDEN)


def describe_study(study: Any) -> str:
    return f"{study.lesson} ({study.enrollment.user})"


register_sentences(
    {
        "training.created": mark("%(actor)s created the training %(object)s."),
        "syllabus.reordered": Sentence(
            mark("%(actor)s changed the order of the %(kind)s of %(object)s."), facts={"ids": HIDDEN}
        ),
        "lesson.completed": mark("%(actor)s completed the lesson %(object)s in %(seconds)s."),
        "lesson.repeated": mark("%(actor)s studied the lesson %(object)s again for %(seconds)s."),
        "feed.issued": mark("%(actor)s got a new address of the calendar feed."),
        "feed.revoked": mark("%(actor)s revoked the address of the calendar feed of %(user)s."),
        "notes.changed": Sentence(
            mark("%(actor)s changed the notes about %(object)s."), facts={"before": HIDDEN, "after": HIDDEN}
        ),
        "enrollment.created": mark("%(actor)s enrolled %(object)s."),
        "enrollment.finished": mark("The enrollment of %(object)s was finished."),
        "enrollment.reopened": mark(
            "The enrollment of %(object)s was reopened: a record that it rested on was corrected."
        ),
        "enrollment.reminded": mark("A reminder of the deadline on %(finish_before)s was sent to %(object)s."),
        "enrollment.expiring": mark(
            "A notice was sent that the training of %(object)s is valid until %(valid_until)s."
        ),
        "enrollment.expired": mark(
            "A notice was sent that the training of %(object)s has expired; it was valid until %(valid_until)s."
        ),
        "enrollment.withdrawn": mark("%(actor)s withdrew the enrollment of %(object)s."),
        "enrollment.withdrawal_undone": mark("%(actor)s undid the withdrawal of the enrollment of %(object)s."),
        "enrollment.paused": mark("%(actor)s paused the enrollment of %(object)s."),
        "enrollment.resumed": mark("%(actor)s resumed the enrollment of %(object)s."),
        "enrollment.transferred": mark("%(actor)s transferred the enrollment of %(object)s."),
        "enrollment.deadline_extended": mark("%(actor)s extended the deadline of the enrollment of %(object)s."),
        "credit.given": mark("%(actor)s credited earlier training: %(object)s."),
        "credit.revoked": mark("%(actor)s revoked a credit for earlier training: %(object)s."),
    }
)
register_names(
    {
        TRAINING: RowName(mark("training"), is_shared=True),
        "trainings.subject": RowName(mark("subject"), company="training__company", known_as=("name", "subject_name")),
        LESSON: RowName(mark("lesson"), company=OF_SUBJECT),
        "trainings.slide": RowName(mark("slide"), company="lesson__subject__training__company"),
        "trainings.learningobjective": RowName(
            mark("learning objective"), company="lesson__subject__training__company"
        ),
        "trainings.metric": RowName(mark("metric"), company="training__company"),
        ENROLLMENT: RowName(mark("enrollment"), related=("user", "training"), known_as=("name", "training_name")),
        "trainings.lessonstudy": RowName(
            mark("lesson study"),
            company="enrollment__company",
            related=("lesson__subject", "enrollment__user"),
            describe=describe_study,
        ),
        "trainings.calendarfeed": RowName(mark("calendar feed"), company="user__company", related=("user",)),
    }
)
register_facts(
    {
        "training": name_of(mark("training"), TRAINING),
        "training_name": HIDDEN,
        "template": name_of(mark("template"), TRAINING),
        "copied_from": name_of(mark("copied from"), TRAINING),
        "subject": name_of(mark("subject"), "trainings.subject"),
        "subject_name": HIDDEN,
        "lesson": name_of(mark("lesson"), LESSON),
        "enrollment": name_of(mark("enrollment"), ENROLLMENT),
        "seconds": Fact(mark("time"), FactKind.DURATION),
        "minutes": Fact(mark("duration"), FactKind.MINUTES),
        "finished_at": Fact(mark("was finished"), FactKind.MOMENT),
        "finish_before": Fact(mark("to be finished before"), FactKind.DAY),
        "valid_until": Fact(mark("valid until"), FactKind.DAY),
        "days_before": Fact(mark("days before")),
    }
)
