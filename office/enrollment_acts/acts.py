"""The acts of managers on enrollments, as pages: what each asks, whom it concerns, and the service that does it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from accounts.models import User
from core.exceptions import NotFound
from office.enrollment_acts.forms import ActForm, ExtensionForm, ReasonAndDayForm, ReasonForm, TransferForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from trainings.enrollment_acts.choosing import Chosen, Explain, choose
from trainings.enrollment_acts.deadline_extension import explain_extension_obstacle, extend_deadlines
from trainings.enrollment_acts.pausing import (
    explain_pause_obstacle,
    explain_resuming_obstacle,
    pause_enrollments,
    resume_enrollments,
)
from trainings.enrollment_acts.reopening_by_hand import explain_reopening_obstacle, reopen_by_hand
from trainings.enrollment_acts.supervising import explain_transfer_obstacle, transfer_enrollments
from trainings.enrollment_acts.withdrawing import (
    explain_return_obstacle,
    explain_withdrawal_obstacle,
    undo_withdrawal,
    withdraw_enrollments,
)
from trainings.models import Enrollment

# Runs the act; returns whom it concerned. Takes the ids, the cleaned form and the manager.
Run = Callable[[list[uuid.UUID], dict[str, Any], User], Chosen]
MAX_SKIPPED = 5  # named in a message


@dataclass(frozen=True)
class EnrollmentAct:
    """`name` is that of the page's address, `icon` is of Material Symbols; `say_done` says how many it was done to."""

    name: str
    title: StrOrPromise
    button: StrOrPromise
    icon: str
    say_done: Callable[[int], str]
    form: type[ActForm]
    explain: Explain
    run: Run


def run_withdrawal(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    return withdraw_enrollments(enrollment_ids=ids, reason=data["reason"], day=data["day"], by=by)


def run_return(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    return Chosen([undo_withdrawal(enrollment_id=id, reason=data["reason"], by=by) for id in ids], [])


def run_pause(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    return pause_enrollments(enrollment_ids=ids, reason=data["reason"], day=data["day"], by=by)


def run_resumption(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    return resume_enrollments(enrollment_ids=ids, by=by)


def run_transfer(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    return transfer_enrollments(enrollment_ids=ids, supervisor_id=data["supervisor"].pk, by=by)


def run_extension(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    extension = ExtensionForm.get_extension(data)
    return extend_deadlines(enrollment_ids=ids, extension=extension, reason=data["reason"], by=by)


def run_reopening(ids: list[uuid.UUID], data: dict[str, Any], by: User) -> Chosen:
    return Chosen([reopen_by_hand(enrollment_id=id, reason=data["reason"], by=by) for id in ids], [])


WITHDRAW = EnrollmentAct(
    "withdraw", gettext_lazy("Withdraw from the training"), gettext_lazy("Withdraw"), "person_remove",
    lambda count: ngettext("Withdrew %(count)s.", "Withdrew %(count)s.", count) % {"count": count},
    ReasonAndDayForm, explain_withdrawal_obstacle, run_withdrawal,
)  # fmt: skip
RETURN = EnrollmentAct(
    "return", gettext_lazy("Take the withdrawal back"), gettext_lazy("Take it back"), "undo",
    lambda count: ngettext("Took back %(count)s.", "Took back %(count)s.", count) % {"count": count},
    ReasonForm, explain_return_obstacle, run_return,
)  # fmt: skip
PAUSE = EnrollmentAct(
    "pause", gettext_lazy("Pause the training"), gettext_lazy("Pause"), "pause",
    lambda count: ngettext("Paused %(count)s.", "Paused %(count)s.", count) % {"count": count},
    ReasonAndDayForm, explain_pause_obstacle, run_pause,
)  # fmt: skip
RESUME = EnrollmentAct(
    "resume", gettext_lazy("Resume the training"), gettext_lazy("Resume"), "play_arrow",
    lambda count: ngettext("Resumed %(count)s.", "Resumed %(count)s.", count) % {"count": count},
    ActForm, explain_resuming_obstacle, run_resumption,
)  # fmt: skip
TRANSFER = EnrollmentAct(
    "transfer", gettext_lazy("Transfer to another supervisor"), gettext_lazy("Transfer"), "supervisor_account",
    lambda count: ngettext("Transferred %(count)s.", "Transferred %(count)s.", count) % {"count": count},
    TransferForm, explain_transfer_obstacle, run_transfer,
)  # fmt: skip
EXTEND = EnrollmentAct(
    "extend", gettext_lazy("Extend the deadline"), gettext_lazy("Extend"), "event",
    lambda count: ngettext("Extended %(count)s.", "Extended %(count)s.", count) % {"count": count},
    ExtensionForm, explain_extension_obstacle, run_extension,
)  # fmt: skip
REOPEN = EnrollmentAct(
    "reopen", gettext_lazy("Reopen the training"), gettext_lazy("Reopen"), "lock_open",
    lambda count: ngettext("Reopened %(count)s.", "Reopened %(count)s.", count) % {"count": count},
    ReasonForm, explain_reopening_obstacle, run_reopening,
)  # fmt: skip
# Those that a list offers for many, and those on the page of one enrollment.
FOR_MANY = (WITHDRAW, PAUSE, RESUME, TRANSFER, EXTEND)
FOR_ONE = (*FOR_MANY, RETURN, REOPEN)


def build_act_page(
    act: EnrollmentAct, request: HttpRequest, ids: Sequence[uuid.UUID], by: User, remembered: list[tuple[str, str]]
) -> ActPage:
    """The page of an act on the enrollments with these ids. Raises NotFound if the manager sees none of them."""
    chosen = choose(ids, act.explain, by=by)
    if not (chosen.concerned or chosen.skipped):
        raise NotFound
    return ActPage(
        title=act.title,
        button=act.button,
        listing=build_listing(chosen),
        form=act.form(by, get_form_data(request)),
        run=lambda data: describe_outcome(act, act.run(list(ids), data, by)),
        remembered=remembered,
    )


def build_listing(chosen: Chosen) -> Listing:
    return Listing([describe(row) for row in chosen.concerned], [(describe(row), why) for row, why in chosen.skipped])


def describe(row: Enrollment) -> str:
    # Translators: a person in a training.
    return gettext("%(student)s in %(training)s") % {"student": row.user, "training": row.training}


def describe_outcome(act: EnrollmentAct, outcome: Chosen) -> str:
    """`Paused 3. Not Sam Student in PPL: It is finished.`"""
    sentences = [act.say_done(len(outcome.concerned))]
    for row, why in outcome.skipped[:MAX_SKIPPED]:
        sentences.append(gettext("Not %(enrollment)s: %(reason)s") % {"enrollment": describe(row), "reason": why})
    more = len(outcome.skipped) - MAX_SKIPPED
    if more > 0:
        sentences.append(ngettext("Nor %(count)s more.", "Nor %(count)s more.", more) % {"count": more})
    return " ".join(sentences)


def list_possible_acts(row: Enrollment) -> list[EnrollmentAct]:
    """The acts that the page of an enrollment offers: those that nothing keeps it from."""
    return [act for act in FOR_ONE if is_offered(act, row)]


def is_offered(act: EnrollmentAct, row: Enrollment) -> bool:
    # Reopening is offered for every finished one: its page says what has to be done first.
    return row.is_finished if act is REOPEN else not act.explain(row)
