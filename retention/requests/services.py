"""Answering requests: a copy of everything, and erasure of what can go (docs/decisions/0035)."""

import json
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core import clock
from core.exceptions import Conflict, NotFound
from core.timestamps import format_moment
from evidence.student_record.files import build_archive, build_digest_entry, build_record_files
from evidence.student_record.gathering import gather_record
from records.canonical import sha256
from records.services import EventDraft, lock_head, record_events
from records.signing import confirm_signer_password
from retention.deleting.accounts import Person, anonymise_account, is_forgotten, is_to_be_forgotten
from retention.deleting.services import delete_each
from retention.models import DataRequest
from retention.requests.account_data import build_account_file
from retention.requests.answers import get_answer_language, write_access_answer, write_erasure_answer
from retention.requests.belongings import read_belongings
from retention.requests.erasure_plan import ErasurePlan, plan_erasure
from retention.requests.opening import build_event
from trainings.enrollment_acts.choosing import check_manager
from trainings.models import Enrollment


@dataclass(frozen=True)
class HandedData:
    """The archive that is handed out."""

    name: str
    content: bytes


def get_request(id: uuid.UUID, by: User) -> DataRequest:
    """Raises Forbidden for anybody but a manager, NotFound for a request that the manager does not see."""
    check_manager(by)
    rows = DataRequest.objects.visible_to(by).select_related("user__company", "company")
    request = rows.filter(pk=id).first()
    if request is None:
        raise NotFound
    return request


def hand_out_data(*, request_id: uuid.UUID, by: User) -> HandedData:
    """Everything of the person as a ZIP archive: `account.json`, papers and dossiers as they were stored, and for each
    enrollment the record as it is exported for an inspector. The request counts as answered then; handing it out again
    is a further event.

    The events have the digests of the manifests. Raises what `get_request` does; Conflict for a request of another
    kind.
    """
    request = get_request(request_id, by)
    if request.kind != DataRequest.Kind.ACCESS:
        raise Conflict(_("This request asks for no copy."))
    files, exports = gather_files(request.user)
    manifest = files["manifest.json"].decode()
    with transaction.atomic():
        request = lock_request(request_id, by)
        handed = build_event("data_request.handed_out", request, digest=sha256(manifest))
        if not request.is_answered:
            with override(get_answer_language(request)):
                store_answer(request, write_access_answer(request, list(files), sha256(manifest)), by)
        record_events(*exports, handed, company_id=by.company_id, by=by)
    return HandedData(f"data-{request.user_id}.zip", build_archive(files))


def gather_files(user: User) -> tuple[dict[str, bytes], list[EventDraft]]:
    """The files by name, and an event for each record that is in them."""
    files, exports = {"account.json": build_account_file(user), **read_belongings(user)}, []
    for enrollment in Enrollment.objects.filter(user=user).for_student_record().order_by("created_at", "id"):
        record = build_record_files(gather_record(enrollment))
        files |= {f"{enrollment.pk}/{name}": content for name, content in record.items()}
        facts = {"format": "zip", "digest": sha256(record["manifest.json"].decode())}
        exports.append(EventDraft("record.exported", enrollment, facts))
    manifest = {
        "person": str(user.pk),
        "exported_at": format_moment(clock.now()),
        "files": {name: build_digest_entry(content) for name, content in files.items()},
    }
    return {**files, "manifest.json": (json.dumps(manifest, indent=2) + "\n").encode()}, exports


def lock_request(id: uuid.UUID, by: User) -> DataRequest:
    rows = DataRequest.objects.visible_to(by).select_related("user__company", "company")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=id)


def store_answer(request: DataRequest, answer: str, by: User) -> None:
    request.answered_at, request.answered_by, request.answer = clock.now(), by, answer
    request.save(update_fields=["answered_at", "answered_by", "answer"])


def erase(*, request_id: uuid.UUID, password: str, by: User) -> DataRequest:
    """Deletes what can go, empties the account if nothing needs the name, and stores the answer.

    The manager confirms it with the password. Records go one by one, each in its own transaction; then the answer says
    what really went. Raises what `get_request` and `confirm_signer_password` do; Conflict for a request that is
    answered or asks for a copy.
    """
    request = get_request(request_id, by)
    check_erasable(request)
    confirm_signer_password(user=by, password=password)
    plan = plan_erasure(request.user)
    deleted = set(delete_each([row.pk for row in plan.goes], by.company, by, is_erasure=True).deleted)
    with transaction.atomic():
        people = User.objects.select_related("company").select_for_update(of=("self",), no_key=True)
        user = people.get(pk=request.user_id)
        request = lock_request(request_id, by)
        check_erasable(request)
        drafts = forget(user)
        with override(get_answer_language(request)):
            left = plan_erasure(user)
            obstacle = "" if drafts or is_forgotten(user) else left.account_obstacle
            dossiers = [] if obstacle else plan.dossiers
            done = ErasurePlan([row for row in plan.goes if row.pk in deleted], left.stays, obstacle, dossiers)
            store_answer(request, write_erasure_answer(request, done), by)
        answered = build_event("data_request.answered", request, deleted=len(deleted), kept=len(left.stays))
        record_events(*drafts, answered, company_id=by.company_id, by=by)
    return request


def check_erasable(request: DataRequest) -> None:
    if request.kind != DataRequest.Kind.ERASURE:
        raise Conflict(_("This request does not ask for erasure."))
    if request.is_answered:
        raise Conflict(_("This request is answered already."))


def forget(user: User) -> list[EventDraft]:
    """Empties the account of a person without any record; returns the events. Deleting the last record has done it
    already for one who had some."""
    if not is_to_be_forgotten(Person(user, is_erasure=True)):
        return []
    lock_head(user.company_id)
    return [anonymise_account(user)]
