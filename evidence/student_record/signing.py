"""Who made an export, and the signature that proves it (docs/decisions/0038).

The signature covers the bytes of manifest.json, which has the digest of every other file; so manifest.json lists
neither the signature nor the public key.
"""

from typing import Any

from django.conf import settings

from accounts.models import Company
from records.export_keys import build_public_pem, get_export_key, get_own_fingerprint, sign_export

FORMAT = 1  # of the export; raised when a reader of the one before would misunderstand it
SIGNATURE, PUBLIC_KEY = "manifest.sig", "public_key.pem"


def describe_issuer(school: Company) -> dict[str, Any]:
    """What manifest.json says of the school and the server that exported, besides the files."""
    return {
        "format": FORMAT,
        "school": {"id": str(school.pk), "name": school.name},
        "server": settings.PUBLIC_URL,
        "key": get_own_fingerprint(),
    }


def sign_manifest(manifest: bytes) -> dict[str, bytes]:
    """The files that are added to the export once its manifest is complete."""
    return {SIGNATURE: sign_export(manifest), PUBLIC_KEY: build_public_pem(get_export_key().public_key())}
