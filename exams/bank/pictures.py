"""Pictures of questions: where a file keeps them, and which can be taken."""

import base64
import binascii
import warnings
from collections.abc import Mapping
from io import BytesIO
from urllib.parse import unquote

from PIL import Image

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 20_000_000
TOO_MANY_PIXELS = "Its picture has more than 20 million pixels."
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
EMBEDDED = "@@PLUGINFILE@@"


class UnfitPicture(Exception):
    """The picture cannot be taken; the message is the reason."""


def suffix_of(data: bytes, *, max_bytes: int = MAX_BYTES) -> str:
    """The file suffix of a whole picture of a kind that browsers show; raises UnfitPicture for anything else."""
    if len(data) > max_bytes:
        raise UnfitPicture(f"Its picture is larger than {max_bytes // 1024**2} MB.")
    try:
        return SUFFIXES[checked_kind(data)]
    except UnfitPicture:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnfitPicture(TOO_MANY_PIXELS) from error
    except Exception as error:  # Pillow's decoders raise whatever their input drives them to
        raise UnfitPicture("Its picture is damaged, or not a PNG, JPEG, GIF or WebP.") from error


def checked_kind(data: bytes) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=list(SUFFIXES)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise UnfitPicture(TOO_MANY_PIXELS)
            picture.verify()
        with Image.open(BytesIO(data), formats=list(SUFFIXES)) as picture:
            picture.load()
            return str(picture.format)


def picture_at(source: str, files: Mapping[str, str]) -> bytes:
    """The picture that `<img src=source>` shows: one of the embedded `files` (path to base64), or in the source."""
    if source.startswith(EMBEDDED):
        encoded = files.get(unquote(source.removeprefix(EMBEDDED).split("?")[0]))
    elif source.startswith("data:") and ";base64," in source:
        encoded = source.split(";base64,", 1)[1]
    else:
        encoded = None
    if encoded is None:
        raise UnfitPicture("It shows a picture that is not in the file.")
    return unpacked(encoded)


def unpacked(encoded: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnfitPicture("Its picture is damaged.") from error


def packed(data: bytes) -> str:
    return base64.b64encode(data).decode()
