"""`Idempotency-Key` on every POST of the API: a client that heard no answer sends the same again, and what it asked for
is done once.

Kept for 24 hours per person and key are the answers that did something (2xx). A refusal did nothing, so its key is free
again and a retry is judged anew; so is an answer marked `no-store`, which holds a secret or belongs to an address that
does the same twice by itself.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.authentication import get_token
from accounts.idempotency_records import IdempotencyRecord
from accounts.models import User
from api.handlers import build_json_response, needs_database, wants_html
from core.models import new_id

RETENTION = timedelta(hours=24)
# A request that is still unanswered after so long has lost its server; a retry may take it over.
CLAIM_TIMEOUT = timedelta(minutes=2)
KEY_PATTERN = re.compile(r"[\x21-\x7e]{1,255}")
MULTIPART_BOUNDARY = re.compile(rb"boundary=\"?([^\";]+)")


class Superseded(Exception):
    """Another server has taken the request over meanwhile; what this one did is undone."""


class IdempotentPosts:
    """The middleware. Without the header, or without a token, a request passes through untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    @needs_database
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or key is None or wants_html(request):
            return self.get_response(request)
        if not KEY_PATTERN.fullmatch(key):
            return build_json_response(400, "An Idempotency-Key is 1 to 255 visible ASCII characters.")
        token = get_token(request)
        if token is None:
            return self.get_response(request)
        return self.handle_once(request, token.user, key)

    def handle_once(self, request: HttpRequest, user: User, key: str) -> HttpResponseBase:
        try:
            digest = digest_request(request)
        except RequestDataTooBig:
            return build_json_response(413, "What was sent is too large.")
        except UnreadablePostError:
            return build_json_response(400, "The request could not be read.")
        row = claim_record(user, key, digest)
        return self.act(request, row) if isinstance(row, IdempotencyRecord) else row

    def act(self, request: HttpRequest, row: IdempotencyRecord) -> HttpResponseBase:
        """Does what is asked for and keeps the answer, in one transaction; lets go of the key when nothing was done."""
        is_kept = False
        try:
            with transaction.atomic():
                response = self.get_response(request)
                is_kept = has_effect(response)
                if is_kept:
                    store_response(row, response)
                elif response.status_code >= 500:
                    transaction.set_rollback(True)
        except Superseded:
            return build_in_flight_response()
        finally:
            if not is_kept:
                IdempotencyRecord.objects.filter(pk=row.pk, claim=row.claim, status__isnull=True).delete()
        return response


def digest_request(request: HttpRequest) -> str:
    """What makes two requests the same: method, address and body. The boundary of a form, new at every try, is not."""
    kind = request.META.get("CONTENT_TYPE", "").encode("latin-1", "replace")
    body = request.body
    boundary = MULTIPART_BOUNDARY.search(kind)
    if boundary:
        kind, body = b"multipart", body.replace(b"--" + boundary[1], b"")
    parts = (str(request.method).encode(), request.get_full_path().encode(), kind, body)
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def claim_record(user: User, key: str, digest: str) -> IdempotencyRecord | HttpResponse:
    """The row of a request that is now ours to do; else what to answer at once."""
    now = timezone.now()
    IdempotencyRecord.objects.filter(user=user, key=key, claimed_at__lte=now - RETENTION).delete()
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(user=user, key=key, request_digest=digest)
    except IntegrityError:
        row = IdempotencyRecord.objects.filter(user=user, key=key).first()
    if row is None:  # the one before has just let go of it
        return build_in_flight_response()
    if row.request_digest != digest:
        return build_json_response(422, "This Idempotency-Key was used for another request.")
    if row.status is not None:
        return replay_response(row)
    return take_over_record(row) or build_in_flight_response()


def take_over_record(row: IdempotencyRecord) -> IdempotencyRecord | None:
    """The row under a claim of ours, when its server has had its time; of several that try, one gets it."""
    now, before = timezone.now(), row.claim
    if row.claimed_at > now - CLAIM_TIMEOUT:
        return None
    row.claim, row.claimed_at = new_id(), now
    mine = IdempotencyRecord.objects.filter(pk=row.pk, claim=before, status__isnull=True)
    return row if mine.update(claim=row.claim, claimed_at=now) else None


def has_effect(response: HttpResponseBase) -> bool:
    is_secret = "no-store" in response.get("Cache-Control", "")
    return 200 <= response.status_code < 300 and isinstance(response, HttpResponse) and not is_secret


def store_response(row: IdempotencyRecord, response: HttpResponseBase) -> None:
    assert isinstance(response, HttpResponse)  # noqa: S101
    mine = IdempotencyRecord.objects.filter(pk=row.pk, claim=row.claim, status__isnull=True)
    if not mine.update(status=response.status_code, body=response.content.decode()):
        raise Superseded


def replay_response(row: IdempotencyRecord) -> HttpResponse:
    return HttpResponse(
        row.body, status=row.status, content_type="application/json", headers={"Idempotency-Replayed": "true"}
    )


def build_in_flight_response() -> HttpResponse:
    waiting = "The same request is being answered at the moment. Please try again."
    return build_json_response(409, waiting, {"Retry-After": "1"})
