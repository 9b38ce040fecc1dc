"""The link by which an inspector enters. It is derived with the server's secret key and stored nowhere, so that a copy
of the database opens nothing."""

import hashlib
import hmac
import uuid

from django.urls import reverse
from django.utils.crypto import constant_time_compare

from core.encryption import derive_key, list_secret_keys
from inspections.models import InspectorAccess

ID_LENGTH = 32  # hexadecimal digits of the id, before those of the digest


def build_path(access: InspectorAccess) -> str:
    return reverse("inspection_enter", args=[derive_link_key(access)])


def derive_link_key(access: InspectorAccess) -> str:
    return f"{access.pk.hex}{derive_digest(access, list_secret_keys()[0])}"


def derive_digest(access: InspectorAccess, secret_key: str) -> str:
    message = f"{access.pk.hex} {access.link_version}"
    return hmac.new(derive_key(secret_key, "inspection-link"), message.encode(), hashlib.sha256).hexdigest()


def find_access(key: str) -> InspectorAccess | None:
    """The access of a link, whether it is open or not; None for a link that this server never gave out."""
    try:
        id = uuid.UUID(hex=key[:ID_LENGTH])
    except ValueError:
        return None
    access = InspectorAccess.objects.select_related("company").filter(pk=id).first()
    if access is None:
        return None
    digests = [derive_digest(access, secret_key) for secret_key in list_secret_keys()]
    return access if any(constant_time_compare(key[ID_LENGTH:], digest) for digest in digests) else None
