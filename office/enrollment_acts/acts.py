"""The acts of managers on enrollments, as pages: what each asks, whom it concerns, and the service that does it."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from accounts.models import User
from core.exceptions import NotFound
from office.enrollment_acts.forms import ActForm, ExtensionForm, ReasonAndDayForm, ReasonForm, TransferForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from trainings.enrollments.acts.choosing import Chosen, Explain, choose
from trainings.enrollments.acts.deadline_extension import explain_extension_obstacle, extend_deadlines
from trainings.enrollments.acts.pausing import (
    explain_pause_obstacle,
    explain_resuming_obstacle,
    pause_enrollments,
    resume_enrollments,
)
from trainings.enrollments.acts.reopening_by_hand import explain_reopening_obstacle, reopen_by_hand
from trainings.enrollments.acts.supervising import explain_transfer_obstacle, transfer_enrollments
from trainings.enrollments.acts.withdrawing import (
    explain_return_obstacle,
    explain_withdrawal_obstacle,
    undo_withdrawal,
    withdraw_enrollments,
)
from trainings.models import Enrollment

# Runs the act; returns whom it concerned. Takes the ids, the cleaned form and the manager.
Run = Callable[[list[uuid.UUID], dict[str, Any], User], Chosen]


@dataclass(frozen=True)
class EnrollmentAct:
    """`name` is that of the page's address, `done` begins the message after it, `icon` is of Material Symbols."""

    name: str
    title: str
    button: str
    done: str
    icon: str
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
    "withdraw", "Withdraw from the training", "Withdraw", "Withdrew", "person_remove",
    ReasonAndDayForm, explain_withdrawal_obstacle, run_withdrawal,
)  # fmt: skip
RETURN = EnrollmentAct(
    "return", "Take the withdrawal back", "Take it back", "Took back", "undo",
    ReasonForm, explain_return_obstacle, run_return,
)  # fmt: skip
PAUSE = EnrollmentAct(
    "pause", "Pause the training", "Pause", "Paused", "pause",
    ReasonAndDayForm, explain_pause_obstacle, run_pause,
)  # fmt: skip
RESUME = EnrollmentAct(
    "resume", "Resume the training", "Resume", "Resumed", "play_arrow",
    ActForm, explain_resuming_obstacle, run_resumption,
)  # fmt: skip
TRANSFER = EnrollmentAct(
    "transfer", "Transfer to another supervisor", "Transfer", "Transferred", "supervisor_account",
    TransferForm, explain_transfer_obstacle, run_transfer,
)  # fmt: skip
EXTEND = EnrollmentAct(
    "extend", "Extend the deadline", "Extend", "Extended", "event",
    ExtensionForm, explain_extension_obstacle, run_extension,
)  # fmt: skip
REOPEN = EnrollmentAct(
    "reopen", "Reopen the training", "Reopen", "Reopened", "lock_open",
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
    return f"{row.user} in {row.training}"


def describe_outcome(act: EnrollmentAct, outcome: Chosen) -> str:
    """`Paused 3. Not Sam Student in PPL: It is finished.`"""
    parts = [f"{act.done} {len(outcome.concerned)}."]
    parts += [f"Not {describe(row)}: {why}" for row, why in outcome.skipped[:5]]
    more = len(outcome.skipped) - 5
    return " ".join(parts) + (f" Nor {more} more." if more > 0 else "")


def list_possible_acts(row: Enrollment) -> list[EnrollmentAct]:
    """The acts that the page of an enrollment offers: those that nothing keeps it from."""
    return [act for act in FOR_ONE if is_offered(act, row)]


def is_offered(act: EnrollmentAct, row: Enrollment) -> bool:
    # Reopening is offered for every finished one: its page says what has to be done first.
    return row.is_finished if act is REOPEN else not act.explain(row)
