"""Every kind of mail as the demo school would send it, to look at (`preview_mails`)."""

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from accounts.models import Company, OneTimeCode, User
from accounts.notifications import build_message_facts
from accounts.one_time_codes import issue_code
from demo.scenarios import academy
from demo.seeding import seed_schools
from evidence.models import Certificate
from instructors.models import Qualification
from instructors.warnings import build_mail_facts as build_qualification_facts
from instructors.warnings import build_warning
from mail.kinds import MailKind
from mail.languages import LANGUAGES
from mail.message_texts import MessageText
from mail.messages import MailMessage
from mail.models import Mail
from mail.rendering import render_mail
from missions.mails import build_debriefing_facts
from missions.models import FlightRecord
from office.digests.reads import list_waiting
from office.digests.sending import build_digest_facts
from onsite.classes.mails import build_class_facts
from onsite.models import ClassSession
from trainings.enrollments.deadlines import build_deadline_facts
from trainings.enrollments.expiring import EXPIRED, EXPIRING, build_notices, build_validity_facts
from trainings.enrollments.finishing import build_finish_facts
from trainings.models import Enrollment

Facts = dict[str, Any]
Sample = tuple[str, MailKind, User, Facts]  # the name of the file, and what `queue_mail` takes

PURPOSES = {
    MailKind.INVITATION: OneTimeCode.Purpose.INVITATION,
    MailKind.RECOVERY: OneTimeCode.Purpose.RECOVERY,
    MailKind.CONFIRMATION: OneTimeCode.Purpose.CONFIRMATION,
    MailKind.LOGIN_CODE: OneTimeCode.Purpose.LOGIN,
}
CHANGES = ("password", "two_factor_on", "two_factor_off", "two_factor_reset", "address")


def write_previews(folder: Path) -> list[Path]:
    """Writes each kind of mail in each language as HTML and text, and an index; returns the files.

    The demo school is created if there is none; afterwards the database is as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        seed_schools()
        files = [file for sample in list_samples() for file in write_sample(folder, sample)]
        transaction.set_rollback(True)
    index = folder / "index.html"
    index.write_text(build_index(files), encoding="utf-8")
    return [*files, index]


def list_samples() -> Iterator[Sample]:
    school = Company.objects.get(name=academy.NAME)
    people = {user.email.partition("@")[0]: user for user in school.users.select_related("company")}
    for user in people.values():
        user.wants_newsletter = True  # not saved: so that the digest is rendered
    yield from list_account_samples(people["student"], people["manager"])
    yield from list_class_samples(people["student"], people["instructor"], people["manager"])
    yield from list_training_samples(school, people["student"])
    yield from list_qualification_samples(people["chief"])
    yield from list_message_samples(people["student"], people["manager"])


def list_account_samples(student: User, manager: User) -> Iterator[Sample]:
    for kind, purpose in PURPOSES.items():
        code = issue_code(student, purpose)
        yield kind.value, kind, student, {"code": str(code.pk), "by": str(manager)}
    yield "address_change", MailKind.ADDRESS_CHANGE, student, {"new": "new.address@demo.example"}
    for change in CHANGES:
        yield f"account_changed-{change}", MailKind.ACCOUNT_CHANGED, student, {"change": change}


def list_class_samples(student: User, teacher: User, manager: User) -> Iterator[Sample]:
    classes = ClassSession.objects.visible_to(manager).for_class_view().filter(location__isnull=False)
    session = classes.latest("starts_at")
    facts = build_class_facts(session, by=manager)
    session.starts_at -= timedelta(days=1, hours=2)
    before = build_class_facts(session, by=manager)
    former = {name: before[name] for name in ("starts_at", "ends_at")} | {"location": "Classroom 7"}
    yield "class_scheduled", MailKind.CLASS_SCHEDULED, student, {**facts, "audience": "student"}
    yield "class_scheduled-teacher", MailKind.CLASS_SCHEDULED, teacher, {**facts, "audience": "teacher"}
    yield "class_changed", MailKind.CLASS_CHANGED, student, {**facts, "audience": "student", "former": former}
    for change in ("joined", "left"):
        for audience, user in (("student", student), ("teacher", teacher)):
            changed = {**facts, "audience": audience, "change": change}
            yield f"class_changed-{audience}-{change}", MailKind.CLASS_CHANGED, user, changed
    yield "class_cancelled", MailKind.CLASS_CANCELLED, student, {**facts, "audience": "student"}


def list_training_samples(school: Company, student: User) -> Iterator[Sample]:
    enrollments = Enrollment.objects.filter(company=school).select_related("training", "user", "company")
    ongoing = enrollments.filter(finished_at__isnull=True).order_by("pk")[0]
    ongoing.finish_before_at = timezone.now() + timedelta(days=14)
    ongoing.save(update_fields=["finish_before_at"])
    yield "deadline", MailKind.DEADLINE, student, build_deadline_facts(school, ongoing)
    certificates = Certificate.objects.unrevoked().filter(company=school, valid_until_on__isnull=False)
    certificate = certificates.order_by("serial")[0]
    finished = enrollments.get(pk=certificate.enrollment_id)
    yield "training_finished", MailKind.TRAINING_FINISHED, student, build_finish_facts(finished)
    for notice in build_notices(school.local_date(timezone.now()), days_before=30):
        name = {EXPIRED: "validity-over", EXPIRING: "validity"}[notice.action]
        yield name, MailKind.VALIDITY, student, build_validity_facts(notice, finished)
    flight = FlightRecord.objects.filter(enrollment__company=school).awaiting_debriefing().for_debriefing()[0]
    yield "debriefing", MailKind.DEBRIEFING, student, build_debriefing_facts(flight)


def list_qualification_samples(instructor: User) -> Iterator[Sample]:
    row = Qualification.objects.filter(user=instructor, valid_until_on__isnull=False).order_by("valid_until_on")[0]
    if row.valid_until_on:
        for name, today in (("qualification", row.valid_until_on), ("qualification-over", date.max)):
            warning = build_warning(row, row.valid_until_on, today)
            yield name, MailKind.QUALIFICATION, instructor, build_qualification_facts(warning)


def list_message_samples(student: User, manager: User) -> Iterator[Sample]:
    text = MessageText("enrolled", {"training": "PPL(A)"})
    message = student.notifications.model(recipient=student, sender=manager, subject="", url="/trainings.json")
    yield "message", MailKind.MESSAGE, student, build_message_facts(message, text)
    waiting = list_waiting(manager, timezone.now())
    yield "digest", MailKind.DIGEST, manager, build_digest_facts(manager.company, waiting, timezone.now())


def write_sample(folder: Path, sample: Sample) -> Iterator[Path]:
    name, kind, recipient, facts = sample
    for language in LANGUAGES:
        recipient.language = language
        mail = Mail(company=recipient.company, recipient=recipient, address=recipient.email, kind=kind, facts=facts)
        message = render_mail(mail)
        if message is None:
            continue
        page, text = folder / f"{name}.{language}.html", folder / f"{name}.{language}.txt"
        page.write_text(embed_pictures(message), encoding="utf-8")
        text.write_text(f"Subject: {message.subject}\n\n{message.body}", encoding="utf-8")
        yield from (page, text)


def embed_pictures(message: EmailMultiAlternatives) -> str:
    """The HTML of a message with its pictures as data: a browser knows no Content-ID."""
    page = str(message.alternatives[0][0])
    for content_id, data in message.pictures.items() if isinstance(message, MailMessage) else ():
        page = page.replace(f"cid:{content_id}", f"data:image/png;base64,{base64.b64encode(data).decode()}")
    return page


def build_index(files: list[Path]) -> str:
    links = "\n".join(f'<li><a href="{file.name}">{file.name}</a></li>' for file in files)
    return f'<!doctype html>\n<meta charset="utf-8">\n<title>Mails</title>\n<ul>\n{links}\n</ul>\n'
