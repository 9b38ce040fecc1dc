"""What the managers of the working school do with dossiers of other schools, one random act at a time."""

import json
from typing import TYPE_CHECKING, Any

from core import clock
from dossiers.crediting import credit_from_dossier
from dossiers.models import Dossier, TrustedKey
from dossiers.receiving import confirm_person, receive_dossier, remove_dossier
from dossiers.trusting import trust_key, withdraw_key
from evidence.student_record.files import build_archive, build_digest_entry
from evidence.student_record.signing import sign_manifest
from records.export_keys import get_own_fingerprint
from tests import factories as make
from trainings.credits.items import list_items
from trainings.models import Enrollment

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool

MOMENT = "2025-06-01 10:00:00"


def build_export(number: int, *, is_signed: bool) -> bytes:
    """The smallest record that another school can have exported."""
    school = {"id": "elsewhere", "name": "Nördlich"}
    record = {
        "school": school,
        "student": {"id": "7", "name": f"Student {number}", "email": ""},
        "training": {"id": "t", "name": "PPL"},
        "enrollment": {"id": f"e{number}", "created": MOMENT, "finished": None},
        "items": [],
        "entries": [],
        "signatures": [],
    }
    files = {"record.json": json.dumps(record).encode(), "record.pdf": b"%PDF-1.7"}
    listed = {name: build_digest_entry(content) for name, content in files.items()}
    facts: dict[str, Any] = {"enrollment": f"e{number}", "exported_at": MOMENT, "files": listed}
    if is_signed:
        facts |= {"format": 1, "school": school, "key": get_own_fingerprint()}
    manifest = json.dumps(facts).encode()
    return build_archive({**files, "manifest.json": manifest, **(sign_manifest(manifest) if is_signed else {})})


class DossierActs:
    """The acts; each returns False if it did nothing."""

    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school
        self.maria = school.world.maria

    def list_acts(self) -> list[Any]:
        return [self.receive, self.receive, self.confirm, self.credit, self.remove, self.trust, self.withdraw]

    def receive(self) -> Any:
        dice = self.school.dice
        data = build_export(dice.randrange(10_000), is_signed=dice.random() < 0.7)
        receive_dossier(user_id=dice.choice(self.school.students).pk, data=data, by=self.maria)

    def confirm(self) -> Any:
        waiting = Dossier.objects.filter(differs=True, person_confirmed_at=None, removed_at=None)
        confirm_person(dossier_id=self.school.pick_one(waiting).pk, reason="Passport — «ß»", by=self.maria)

    def credit(self) -> Any:
        dossier = self.school.pick_one(Dossier.objects.filter(removed_at=None, person_confirmed_at__isnull=False))
        rows = Enrollment.objects.filter(finished_at=None, user=dossier.user_id).select_related("training")
        enrollment = self.school.pick_one(rows)
        items = [item.id for item in list_items(enrollment, clock.now()) if not item.is_credited]
        credit_from_dossier(
            dossier_id=dossier.pk,
            enrollment_id=enrollment.pk,
            item_ids=items[:1],
            reason="A dossier",
            password=make.PASSWORD,
            by=self.maria,
        )

    def remove(self) -> Any:
        if self.school.dice.random() > 0.3:
            return False
        remove_dossier(dossier_id=self.school.pick_one(Dossier.objects.live()).pk, reason="A slip", by=self.maria)
        return None

    def trust(self) -> Any:
        fingerprint = f"{self.school.dice.getrandbits(256):064x}"
        trust_key(fingerprint=fingerprint, school_name="Nördlich", note="Called", by=self.maria)

    def withdraw(self) -> Any:
        if self.school.dice.random() > 0.3:
            return False
        withdraw_key(key_id=self.school.pick_one(TrustedKey.objects.live()).pk, reason="A slip", by=self.maria)
        return None
