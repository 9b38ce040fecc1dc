"""How an inspector enters and leaves: a link and a code open a session of its own kind (docs/decisions/0036)."""

import secrets
import sys
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.notifications import notify
from accounts.passwords import spend_hashing_time, verify_password
from accounts.sign_in import login_attempts
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.login_attempts import AttemptCounter
from accounts.sign_in.sessions import digest_secret
from core import clock
from core.exceptions import Unauthenticated
from inspections.links import find_access
from inspections.models import InspectorAccess, InspectorSession
from mail.message_texts import MessageText
from records.services import EventDraft, Visitor, record_events

WRONG = gettext_lazy("This link and this code do not open anything, or not any more. Ask the school.")
CODE_MAX_LENGTH = 40
# A use is stored at most once in this time.
PRECISION = timedelta(minutes=1)


def enter(*, key: str, code: str, client: ClientInfo) -> str:
    """Opens a session and returns its secret, of which only the digest is stored.

    Attempts are limited like logins (docs/api.md, section 2), for each link and for each network address. Raises
    Unauthenticated, with one text, for a wrong code and for a link that is unknown, not open yet, over or revoked;
    TooManyAttempts and Busy.
    """
    access = find_access(key)
    counters = build_counters(key, client)
    with login_attempts.count_attempt(*counters) as stamps:
        is_right = is_code_right(access, code)
    if access is None or not access.is_open or not is_right:
        record_failure(access, key)
        raise Unauthenticated(WRONG)
    login_attempts.forget_attempts(counters, stamps)
    return open_session(access, client)


def build_counters(key: str, client: ClientInfo) -> list[AttemptCounter]:
    return [
        AttemptCounter(
            login_attempts.build_key("inspection-address", client.address), settings.GUESSES_PER_ADDRESS, is_shared=True
        ),
        AttemptCounter(login_attempts.build_key("inspection-link", key), settings.GUESSES_PER_ACCOUNT),
    ]


def is_code_right(access: InspectorAccess | None, code: str) -> bool:
    """As slow without an access as with one."""
    typed = code.strip().lower()
    if access is None:
        spend_hashing_time(typed)
        return False
    return verify_password(typed, access.code_hash)


def record_failure(access: InspectorAccess | None, key: str) -> None:
    """In the ledger of the access's school; for a link of none, a row of the same cost that never reaches a limit."""
    if access is not None:
        draft = EventDraft("inspection.refused", access, {"name": str(access)})
        record_events(draft, company_id=access.company_id, by=None)
    else:
        login_attempts.reserve_attempt(login_attempts.build_key("inspection-nobody", key), sys.maxsize)


@transaction.atomic
def open_session(access: InspectorAccess, client: ClientInfo) -> str:
    """Opens a session for an access whose code was right, and tells the managers.

    Raises Unauthenticated for one that was revoked or renewed meanwhile: whatever ends it holds the lock of its row.
    """
    rows = InspectorAccess.objects.select_related("company").select_for_update(no_key=True, of=("self",))
    current = rows.get(pk=access.pk)
    if not current.is_open or current.code_hash != access.code_hash:
        raise Unauthenticated(WRONG)
    secret, now = secrets.token_urlsafe(32), clock.now()
    InspectorSession.objects.create(
        access=current,
        digest=digest_secret(secret),
        created_at=now,
        last_used_at=now,
        user_agent=client.user_agent,
        ip_address=client.address,
    )
    tell_managers(current)
    draft = EventDraft("inspection.entered", current, {"name": str(current)})
    record_events(draft, company_id=current.company_id, by=build_visitor(current))
    return secret


def build_visitor(access: InspectorAccess) -> Visitor:
    return Visitor(f"{access}, inspector")


def tell_managers(access: InspectorAccess) -> None:
    """A message, and a mail about it, to the school's highest managers and to whoever opened the access."""
    recipients = [user.pk for user in list_told(access)]
    values = {"name": access.inspector_name, "authority": access.authority}
    path = f"/admin/inspections/inspectoraccess/{access.pk}/change/"
    text = MessageText("inspector_entered", values)
    notify(company=access.company, recipients=recipients, text=text, urls=[path] * len(recipients))


def list_told(access: InspectorAccess) -> QuerySet[User]:
    today = access.company.local_date(clock.now())
    managers = User.objects.filter(company_id=access.company_id).managers().able_to_log_in(today)
    highest = managers.order_by("group").values_list("group", flat=True)[:1]
    told: QuerySet[User] = (
        managers.filter(group__in=list(highest)) | managers.filter(pk=access.opened_by_id)
    ).by_name()
    return told


def find_session(secret: str) -> InspectorSession | None:
    """The live session of a cookie, with its access and school; notes that it is used."""
    rows = InspectorSession.objects.select_related("access__company")
    session = rows.filter(digest=digest_secret(secret)).first() if secret else None
    if session is None or not session.is_live:
        return None
    if session.last_used_at < (now := clock.now()) - PRECISION:
        # The condition is repeated: of parallel requests, only the first writes.
        InspectorSession.objects.filter(pk=session.pk, last_used_at__lt=now - PRECISION).update(last_used_at=now)
    return session


def leave(session: InspectorSession) -> None:
    """Ends a session. Doing it again changes and records nothing."""
    with transaction.atomic():
        if InspectorSession.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=clock.now()):
            draft = EventDraft("inspection.left", session.access, {"name": str(session.access)})
            record_events(draft, company_id=session.access.company_id, by=build_visitor(session.access))
