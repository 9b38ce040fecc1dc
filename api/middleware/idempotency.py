"""`Idempotency-Key` on every POST of the API: a client that got no response retries, and the act happens once.

Successful responses (2xx) are kept for 24 hours per user and key (docs/decisions/0007). An error changed nothing, so
its key is released and a retry is processed again. So is a response marked `no-store`: it holds a secret, or belongs to
an operation that is idempotent by itself.
"""

import hashlib
import hmac
import logging
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext

from accounts.authentication import get_token
from accounts.idempotency_records import IdempotencyRecord
from accounts.models import User
from api.errors import REQUEST_TOO_LARGE, REQUEST_UNREADABLE
from api.handlers import build_json_response, handle_database_outage, wants_html
from core.database.updates import Update
from core.encryption import derive_key, list_secret_keys
from core.models import new_id

logger = logging.getLogger(__name__)

RETENTION = timedelta(hours=24)
# A request without a response after this time has lost its process; a retry may take over its claim.
CLAIM_TIMEOUT = timedelta(minutes=2)
# PostgreSQL knows sooner: the lock of a claim is gone with the connection that held it. It is looked for only after
# this time, which a claim needs from its own transaction to the one that holds the lock.
CLAIM_GRACE = timedelta(seconds=2)
KEY_PATTERN = re.compile(r"[\x21-\x7e]{1,255}")
MULTIPART_BOUNDARY = re.compile(rb"boundary=\"?([^\";]+)")


class ClaimLost(Exception):
    """A retry has taken over the claim of this request; the transaction is rolled back."""


class IdempotencyMiddleware:
    """Handles requests with an idempotency key once. Others, and requests without a token, pass through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    @handle_database_outage
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or key is None or wants_html(request):
            return self.get_response(request)
        if not KEY_PATTERN.fullmatch(key):
            return build_json_response(400, gettext("An Idempotency-Key is 1 to 255 visible ASCII characters."))
        token = get_token(request)
        if token is None:
            return self.get_response(request)
        return self.handle_once(request, token.user, key)

    def handle_once(self, request: HttpRequest, user: User, key: str) -> HttpResponseBase:
        try:
            digest = digest_request(request)
        except RequestDataTooBig:
            return build_json_response(413, REQUEST_TOO_LARGE)
        except UnreadablePostError:
            return build_json_response(400, REQUEST_UNREADABLE)
        record = claim_record(user, key, digest)
        return self.run_and_store(request, record) if isinstance(record, IdempotencyRecord) else record

    def run_and_store(self, request: HttpRequest, record: IdempotencyRecord) -> HttpResponseBase:
        """Runs the view and stores its response in one transaction, so that neither is committed without the other.

        Releases the key when nothing was done, also when the connection was lost at COMMIT.
        """
        is_stored = is_committed = False
        try:
            with transaction.atomic():
                lock_claim(record.claim)
                response = self.get_response(request)
                is_stored = is_storable(response)
                if is_stored:
                    store_response(record, response)
                elif response.status_code >= 500:
                    # The view's exception has become a response, so the atomic block would commit.
                    transaction.set_rollback(True)
            is_committed = is_stored
        except ClaimLost:
            return build_in_flight_response()
        finally:
            if not is_committed:
                release_claim(record)
        return response


def digest_request(request: HttpRequest) -> str:
    """A digest of method, path, query and body, which are the same in a retry.

    The boundary of a multipart body is left out, because clients generate a new one for each retry. With a key of the
    server (HMAC): bodies hold passwords, which could be guessed from a plain digest in a copy of the database.
    """
    content_type = request.META.get("CONTENT_TYPE", "").encode("latin-1", "replace")
    body = request.body
    boundary = MULTIPART_BOUNDARY.search(content_type)
    if boundary:
        content_type, body = b"multipart", body.replace(b"--" + boundary[1], b"")
    parts = (str(request.method).encode(), request.get_full_path().encode(), content_type, body)
    message = b"\0".join(hashlib.sha256(part).digest() for part in parts)
    return hmac.new(derive_key(list_secret_keys()[0], "idempotency"), message, hashlib.sha256).hexdigest()


def claim_record(user: User, key: str, digest: str) -> IdempotencyRecord | HttpResponse:
    """The new record of a request that this process is to handle; otherwise the response to send at once.

    The unique constraint on user and key decides between simultaneous requests.
    """
    created = create_record(user, key, digest)
    if created is not None:
        return created
    IdempotencyRecord.objects.filter(user=user, key=key, claimed_at__lte=timezone.now() - RETENTION).delete()
    record = IdempotencyRecord.objects.filter(user=user, key=key).first()
    if record is None:  # it was too old, or the other request has just released the key
        return create_record(user, key, digest) or build_in_flight_response()
    if record.request_digest != digest:
        return build_json_response(422, gettext("This Idempotency-Key was used for another request."))
    if record.status is not None:
        return replay_response(record)
    return take_over_record(record) or build_in_flight_response()


def create_record(user: User, key: str, digest: str) -> IdempotencyRecord | None:
    """None if there is one of this user and key."""
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(user=user, key=key, request_digest=digest)
    except IntegrityError:
        return None


def lock_claim(claim: uuid.UUID) -> bool:
    """Locks a claim until the end of the transaction or of its connection, and returns whether this succeeded.

    The lock says that somebody works on the request. Only PostgreSQL has such locks; elsewhere nobody ever holds one
    that this could find, so it is never free.
    """
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        # A signed number of 64 bits is what such a lock can be named by.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [claim.int % 2**63])
        (is_locked,) = cursor.fetchone()
    return bool(is_locked)


def is_abandoned(record: IdempotencyRecord) -> bool:
    """Whether nobody works on the request any more: its process or its connection has died."""
    now = timezone.now()
    if record.claimed_at <= now - CLAIM_TIMEOUT:
        return True
    if record.claimed_at > now - CLAIM_GRACE:
        return False
    with transaction.atomic():
        return lock_claim(record.claim)


def select_claimed(id: int, claim: uuid.UUID) -> QuerySet[IdempotencyRecord]:
    """The record, while it is being processed under this claim and no other."""
    return IdempotencyRecord.objects.filter(pk=id, claim=claim, status__isnull=True)


def release_claim(record: IdempotencyRecord) -> None:
    """Frees the key for a retry, unless the response is stored after all: when the connection is lost at COMMIT, nobody
    knows whether the database had committed.

    With the claim in the filter, a request that lost it cannot delete the record of the one that took over.
    """
    try:
        select_claimed(record.pk, record.claim).delete()
    except (OperationalError, InterfaceError) as error:
        # The retry finds that nobody holds the lock of the claim.
        logger.error("An idempotency record was not released: %s", error)


def take_over_record(record: IdempotencyRecord) -> IdempotencyRecord | None:
    """The record under a new claim when nobody works under the old one; else None.

    The update is conditional on the old claim, so only one of several retries gets it.
    """
    if not is_abandoned(record):
        return None
    now, old_claim = timezone.now(), record.claim
    record.claim, record.claimed_at = new_id(), now
    return record if select_claimed(record.pk, old_claim).update(claim=record.claim, claimed_at=now) else None


def is_storable(response: HttpResponseBase) -> bool:
    """Whether the request succeeded and its response may be stored."""
    is_no_store = "no-store" in response.get("Cache-Control", "")
    return 200 <= response.status_code < 300 and isinstance(response, HttpResponse) and not is_no_store


def store_response(record: IdempotencyRecord, response: HttpResponseBase) -> None:
    """Raises ClaimLost when a retry has taken over meanwhile."""
    assert isinstance(response, HttpResponse)  # noqa: S101
    values = {"status": response.status_code, "body": response.content.decode()}
    if not update_record.run(id=record.pk, claim=record.claim, **values):
        raise ClaimLost


@Update
def update_record(*, id: int, claim: uuid.UUID, **columns: Any) -> tuple[QuerySet[Any], dict[str, Any]]:
    return select_claimed(id, claim), columns


def replay_response(record: IdempotencyRecord) -> HttpResponse:
    return HttpResponse(
        record.body, status=record.status, content_type="application/json", headers={"Idempotency-Replayed": "true"}
    )


def build_in_flight_response() -> HttpResponse:
    message = gettext("The same request is being processed at the moment. Please try again.")
    return build_json_response(409, message, {"Retry-After": "1"})
