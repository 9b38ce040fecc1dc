"""What is in record.json of a dossier, as far as it is shown, compared or credited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from dossiers.reading.json_fields import Fields
from dossiers.reading.refusals import refuse
from trainings.models import Credit

MAX_NAME, MAX_ID = 255, 36
MAX_ENTRIES, MAX_SIGNATURES, MAX_ITEMS = 20_000, 20_000, 2_000
MAX_SIGNED_OBJECTS = 1_000


@dataclass(frozen=True)
class Person:
    """The student as the other school knows the person; the birthday only if it was exported."""

    name: str
    email: str
    born: date | None


@dataclass(frozen=True)
class Entry:
    """A line of the record. `at` is a day where only that is known."""

    at: datetime | date
    kind: str
    what: str
    result: str
    by: str
    remarks: str


@dataclass(frozen=True)
class SignatureEntry:
    """Who signed which object (`onsite.classsession:ID`), as text; `revoked_by` is empty while it stands."""

    object: str
    version: int
    signer: str
    meaning: str
    revoked_by: str
    reason: str


@dataclass(frozen=True)
class DoneItem:
    """An item of the syllabus there. `how` is why it counts, `at` when; both empty for what was never begun."""

    kind: str
    id: str
    subject: str
    code: str
    name: str
    planned_minutes: int
    minutes: int
    is_done: bool
    how: str
    result: str
    by: str
    at: datetime | None
    signatures: Sequence[str]

    @property
    def label(self) -> str:
        return f"{self.subject}: {self.name}" if self.subject else self.name


@dataclass(frozen=True)
class DossierRecord:
    """A record. `items` is empty for an export of an older version, which has its entries alone."""

    school_id: str
    school_name: str
    student: Person
    training_name: str
    enrollment_id: str
    began_at: datetime
    finished_at: datetime | None
    items: Sequence[DoneItem]
    entries: Sequence[Entry]
    signatures: Sequence[SignatureEntry]


def read_record(fields: Fields) -> DossierRecord:
    """Raises InvalidInput for a record that no version of Downwind can have exported. Keys that are not known are left
    alone: later versions have more."""
    school, enrollment = fields.read_object("school"), fields.read_object("enrollment")
    return DossierRecord(
        school_id=school.read_name("id", MAX_ID),
        school_name=school.read_name("name", MAX_NAME),
        student=read_person(fields.read_object("student")),
        training_name=fields.read_object("training").read_name("name", MAX_NAME),
        enrollment_id=enrollment.read_name("id", MAX_ID),
        began_at=enrollment.read_moment("created"),
        finished_at=enrollment.read_moment("finished") if enrollment.has("finished") else None,
        items=read_items(fields),
        entries=[read_entry(row) for row in fields.read_objects("entries", MAX_ENTRIES)],
        signatures=[read_signature(row) for row in fields.read_objects("signatures", MAX_SIGNATURES)],
    )


def read_person(fields: Fields) -> Person:
    born = fields.read_day("date_of_birth") if fields.has("date_of_birth") else None
    return Person(fields.read_name("name", MAX_NAME), fields.read_name("email", MAX_NAME, default=""), born)


def read_entry(fields: Fields) -> Entry:
    texts = {name: fields.read_text(name, default="") for name in ("what", "result", "by", "remarks")}
    return Entry(at=fields.read_moment_or_day("at"), kind=fields.read_name("kind", MAX_NAME), **texts)


def read_signature(fields: Fields) -> SignatureEntry:
    revocation = fields.read_object("revoked") if fields.has("revoked") else None
    return SignatureEntry(
        object=fields.read_name("object", MAX_NAME),
        version=fields.read_number("version"),
        signer=fields.read_text("signer"),
        meaning=fields.read_text("meaning", default=""),
        revoked_by=revocation.read_name("by", MAX_NAME) if revocation else "",
        reason=revocation.read_text("reason", default="") if revocation else "",
    )


def read_items(fields: Fields) -> list[DoneItem]:
    if not fields.has("items"):
        return []
    items = [read_item(row) for row in fields.read_objects("items", MAX_ITEMS)]
    if len({item.id for item in items}) < len(items):
        raise refuse(_("record.json: items has one id twice."))
    return items


def read_item(fields: Fields) -> DoneItem:
    kind = fields.read_name("kind", MAX_NAME)
    if kind not in Credit.Kind.values:
        fields.fail("kind", _("%(place)s is no kind of item."))
    return DoneItem(
        kind=kind,
        id=fields.read_name("id", MAX_ID),
        subject=fields.read_name("subject", MAX_NAME, default=""),
        code=fields.read_name("code", MAX_NAME, default=""),
        name=fields.read_name("name", MAX_NAME),
        planned_minutes=fields.read_number("planned_minutes"),
        minutes=fields.read_number("minutes"),
        is_done=fields.read_flag("done"),
        how=fields.read_name("how", MAX_NAME, default=""),
        result=fields.read_text("result", default=""),
        by=fields.read_text("by", default=""),
        at=fields.read_moment("at") if fields.has("at") else None,
        signatures=fields.read_texts("signatures", MAX_SIGNED_OBJECTS),
    )
