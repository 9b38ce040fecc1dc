"""What moving students to the current revision of their course would mean for each: kept, lost, new, left."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import Conflict, NotFound
from records.canonical import format_canonical_json, sha256
from revisions.content.comparing import Comparison, get_group, get_name
from revisions.content.parts import EXAMS, LESSONS, MISSIONS, Syllabus, read_syllabi
from revisions.models import ItemOrigin
from revisions.moving.done import Standing, read_standing
from trainings.credits.items import MISSIONS as MISSION_GROUP
from trainings.credits.items import WHOLE_TRAINING
from trainings.enrollment_acts.choosing import explain_ended
from trainings.models import Credit, Enrollment, Training

KINDS = {LESSONS: Credit.Kind.LESSON, EXAMS: Credit.Kind.EXAM, MISSIONS: Credit.Kind.MISSION}


@dataclass(frozen=True)
class SyllabusItem:
    """A lesson, an exam of a subject or a mission of a revision: what can be done, and credited."""

    kind: Credit.Kind
    id: str
    name: str
    group: str
    is_mandatory: bool

    @property
    def label(self) -> str:
        return self.name if self.kind == Credit.Kind.MISSION else f"{self.group}: {self.name}"


@dataclass(frozen=True)
class ItemChange:
    """An item of the earlier revision, its counterpart, and the keys in which they differ. None: it has none."""

    old: SyllabusItem
    new: SyllabusItem | None
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        return self.new is not None and bool(self.fields)


@dataclass(frozen=True)
class StudentPlan:
    """What the move means for one student; `obstacle` says what keeps the student from it, "" if nothing does."""

    enrollment: Enrollment
    obstacle: str
    kept: list[ItemChange]
    lost: list[ItemChange]
    new: list[SyllabusItem]
    begun: list[str]
    classes: list[str]


@dataclass(frozen=True)
class MovePlan:
    """The plans of all chosen students, by their names. `decisions` are the changed items that one of them has done,
    about each of which the manager decides; `seen` is the digest of everything that the plan rests on."""

    source: Training
    target: Training
    students: list[StudentPlan]
    decisions: list[ItemChange]
    seen: str

    @property
    def moving(self) -> list[StudentPlan]:
        return [student for student in self.students if not student.obstacle]

    @property
    def lost(self) -> list[ItemChange]:
        """What at least one student would lose, each item once."""
        return list({change.old.id: change for student in self.moving for change in student.lost}.values())


@dataclass(frozen=True)
class Transition:
    """How the items of one revision become those of another, for whichever student."""

    changes: dict[str, ItemChange]  # by the id of the earlier item
    added: list[SyllabusItem]


def get_target(source: Training) -> Training:
    """The current revision of the course. Raises Conflict if the training is not an earlier revision of one."""
    if source.revision_state != Training.RevisionState.SUPERSEDED:
        raise Conflict(_("Students are moved from a superseded revision to the current one."))
    target = Training.objects.of_course(source).enrollable().first()
    if target is None:
        raise NotFound
    return target


@dataclass(frozen=True)
class Decision:
    """Who decides, and the ids of the changed items that the manager keeps: all of them if None."""

    by: User
    kept: Collection[str] | None = None

    def keeps(self, change: ItemChange) -> bool:
        """What is unchanged is kept, what has no counterpart is lost; about the rest the manager decides."""
        if change.new is None:
            return False
        return not change.is_changed or self.kept is None or change.old.id in self.kept


def read_plan(
    source: Training, target: Training, enrollments: Iterable[Enrollment], decision: Decision, now: datetime
) -> MovePlan:
    """The plan for the enrollments, which come with user, training and company. The number of queries is constant."""
    rows = list(enrollments)
    transition = read_transition(source, target)
    standing = read_standing(source, target, rows, now)
    students = [plan_student(row, standing, transition, decision) for row in rows]
    moving = [student.enrollment.pk for student in students if not student.obstacle]
    done = {item for id in moving for item in standing.done.get(id, ())}
    decisions = [change for id, change in transition.changes.items() if change.is_changed and id in done]
    return MovePlan(source, target, students, decisions, digest_plan(target, transition, standing, students))


def read_transition(source: Training, target: Training) -> Transition:
    syllabi = read_syllabi([source.pk, target.pk])
    old, new = syllabi[source.pk], syllabi[target.pk]
    comparison = Comparison(old, new, ItemOrigin.objects.read_origins([source.pk, target.pk]))
    before, after = list_items(old), list_items(new)
    changes, met = {}, set()
    for part in KINDS:
        pairs, fields = comparison.find_counterparts(part), comparison.find_changed_items(part)
        met |= set(pairs.values())
        for id in old.get(part, {}):
            if id in before:
                # An exam that became a gate exam has a counterpart that cannot be credited.
                changes[id] = ItemChange(before[id], after.get(pairs.get(id, "")), fields.get(id, {}))
    added = [item for id, item in after.items() if id not in met and item.is_mandatory]
    return Transition(changes, added)


def list_items(syllabus: Syllabus) -> dict[str, SyllabusItem]:
    """What can be credited, by id: not gate exams (trainings/credits/items.py)."""
    return {
        id: SyllabusItem(
            kind,
            id,
            get_name(values),
            get_group(values, syllabus) or (MISSION_GROUP if part == MISSIONS else WHOLE_TRAINING),
            bool(values.get("mandatory", True)),
        )
        for part, kind in KINDS.items()
        for id, values in syllabus.get(part, {}).items()
        if not values.get("lesson")
    }


def plan_student(row: Enrollment, standing: Standing, transition: Transition, decision: Decision) -> StudentPlan:
    done = standing.done.get(row.pk, set())
    mine = [change for id, change in transition.changes.items() if id in done]
    begun = standing.begun.get(row.pk, {})
    return StudentPlan(
        enrollment=row,
        obstacle=explain_obstacle(row, standing, decision.by),
        kept=[change for change in mine if decision.keeps(change)],
        lost=[change for change in mine if not decision.keeps(change)],
        new=transition.added,
        begun=[name for id, name in begun.items() if id in transition.changes and id not in done],
        classes=[str(session) for session in standing.upcoming.get(row.pk, ())],
    )


def explain_obstacle(row: Enrollment, standing: Standing, by: User) -> str:
    """What keeps a student from being moved now."""
    if row.user_id == by.pk:
        return _("You cannot credit anything to yourself.")
    if ended := explain_ended(row):
        return ended
    if row.user_id in standing.elsewhere:
        return _("The student is enrolled in the current revision already.")
    if exams := standing.open_exams.get(row.pk):
        return _("An exam is being taken: %(exams)s.") % {"exams": ", ".join(exams)}
    if pending := standing.pending.get(row.pk):
        text = _("A class has to be recorded first: %(classes)s.")
        return text % {"classes": ", ".join(map(str, pending))}
    return ""


def digest_plan(target: Training, transition: Transition, standing: Standing, students: list[StudentPlan]) -> str:
    """What the manager has looked at, whatever the manager decides about it."""
    changes = transition.changes.items()
    facts = {
        "target": str(target.pk),
        "changes": {id: [change.new and change.new.id, sorted(change.fields)] for id, change in changes},
        "students": {
            str(plan.enrollment.pk): [
                bool(plan.obstacle),
                sorted(standing.done.get(plan.enrollment.pk, ())),
                sorted(str(session.pk) for session in standing.upcoming.get(plan.enrollment.pk, ())),
            ]
            for plan in students
        },
    }
    return sha256(format_canonical_json(facts))
