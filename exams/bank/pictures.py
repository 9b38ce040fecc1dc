"""Pictures of questions: where a file has them, and which are accepted."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote

from django.utils.translation import gettext as _

from core.files.pictures import SUFFIXES, detect_kind
from core.files.pictures import InvalidPicture as InvalidPicture
from core.units import MEBIBYTE
from exams.bank.entries import PICTURE_ELSEWHERE

MAX_BYTES = 2 * MEBIBYTE
EMBEDDED = "@@PLUGINFILE@@"  # the address of an embedded file begins so in Moodle


def detect_suffix(data: bytes, *, max_bytes: int = MAX_BYTES) -> str:
    """The file suffix of a complete picture of a kind that browsers show. Raises InvalidPicture for anything else."""
    if len(data) > max_bytes:
        raise InvalidPicture(_("Its picture is larger than %(limit)s MB.") % {"limit": max_bytes // MEBIBYTE})
    return SUFFIXES[detect_kind(data)]


def read_picture_source(source: str, files: Mapping[str, str]) -> bytes:
    """The picture that `<img src=source>` shows: one of the embedded `files` (path to base64), or a data URL.

    Raises InvalidPicture for any other address: the server fetches nothing.
    """
    if source.startswith(EMBEDDED):
        encoded = files.get(unquote(source.removeprefix(EMBEDDED).split("?")[0]))
    elif source.startswith("data:") and ";base64," in source:
        encoded = source.split(";base64,", 1)[1]
    else:
        encoded = None
    if encoded is None:
        raise InvalidPicture(PICTURE_ELSEWHERE)
    return decode_base64(encoded)


def decode_base64(encoded: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidPicture(_("Its picture is damaged.")) from error


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
