"""Recognises pictures, videos and documents by their content, not by their file name."""

import warnings
from io import BytesIO
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, ImageSequence

MAX_PIXELS = 20_000_000
MAX_FRAMES = 300
TOO_MANY_PIXELS = format_lazy(_("The picture has more than {count} million pixels."), count=MAX_PIXELS // 1_000_000)
TOO_MANY_FRAMES = format_lazy(_("The picture has more than {count} frames."), count=MAX_FRAMES)
NOT_A_PICTURE = _("The picture is damaged or not a PNG, JPEG, GIF or WebP file.")
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
QUALITY = 92
# Signatures of the other files that may be uploaded: by suffix, the offset and the bytes there.
FILE_SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".pdf": ((0, b"%PDF-"),),
    ".mp4": ((4, b"ftyp"),),
    ".webm": ((0, b"\x1a\x45\xdf\xa3"),),
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
}


class InvalidPicture(Exception):
    """The picture is not accepted; the message says why."""


def detect_kind(data: bytes) -> str:
    """`PNG`, `JPEG`, `GIF` or `WEBP`. Raises InvalidPicture unless the whole picture can be decoded."""
    with decode_picture(data) as picture:
        return str(picture.format)


def rewrite_picture(data: bytes) -> tuple[bytes, str]:
    """The picture encoded again, and its suffix: the same pixels without anything else the file held.

    So no photo reveals where and with what it was taken, and no script or archive hides in the file. The rotation of
    the EXIF data is applied to the pixels. Raises InvalidPicture.
    """
    with decode_picture(data) as picture:
        kind = str(picture.format)
        if getattr(picture, "n_frames", 1) > 1:
            return encode_animation(picture, kind), SUFFIXES[kind]
        return encode_still(picture, kind), SUFFIXES[kind]


def decode_picture(data: bytes) -> Any:
    """The opened picture, decoded once to its end. Raises InvalidPicture."""
    try:
        return open_picture(data)
    except InvalidPicture:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise InvalidPicture(TOO_MANY_PIXELS) from error
    except Exception as error:  # Pillow's decoders raise anything on damaged input
        raise InvalidPicture(NOT_A_PICTURE) from error


def open_picture(data: bytes) -> Any:
    with warnings.catch_warnings():
        # Between its warning limit and its error limit, Pillow would decode up to twice the pixels.
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=list(SUFFIXES)) as picture:
            reject_large(picture)
            picture.verify()
        # `verify` leaves the picture unusable, so it is opened again.
        picture = Image.open(BytesIO(data), formats=list(SUFFIXES))
        picture.load()
        return picture


def reject_large(picture: Any) -> None:
    """Frames count too: a small file can hold thousands of large ones."""
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_FRAMES:
        raise InvalidPicture(TOO_MANY_FRAMES)
    if picture.width * picture.height * frames > (MAX_PIXELS if frames == 1 else MAX_PIXELS * 2):
        raise InvalidPicture(TOO_MANY_PIXELS)


def encode_still(picture: Any, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    options: dict[str, Any] = {"quality": QUALITY} if kind in {"JPEG", "WEBP"} else {}
    if picture.info.get("icc_profile") and kind != "GIF":
        options["icc_profile"] = picture.info["icc_profile"]
    return encode_picture(strip_metadata(upright), kind, **options)


def encode_animation(picture: Any, kind: str) -> bytes:
    frames = [strip_metadata(frame.copy()) for frame in ImageSequence.Iterator(picture)]
    durations = [frame.info.get("duration", 100) or 100 for frame in ImageSequence.Iterator(picture)]
    loop = picture.info.get("loop", 0)
    return encode_picture(frames[0], kind, save_all=True, append_images=frames[1:], duration=durations, loop=loop)


def strip_metadata(picture: Any) -> Any:
    """The picture without metadata, which Pillow would write again; what rendering needs stays."""
    picture.info = {name: value for name, value in picture.info.items() if name in {"transparency", "background"}}
    return picture


def encode_picture(picture: Any, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    try:
        picture.save(file, kind, **options)
    except Exception as error:  # like the decoders above
        raise InvalidPicture(NOT_A_PICTURE) from error
    return file.getvalue()


def has_signature_of(suffix: str, head: bytes) -> bool:
    """Whether a file that is not a picture begins as files with this suffix do."""
    return any(head[at : at + len(text)] == text for at, text in FILE_SIGNATURES.get(suffix, ()))
