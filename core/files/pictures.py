"""Pictures and films by what they are, and not by what they are called."""

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence

MAX_PIXELS = 20_000_000
MAX_FRAMES = 300
TOO_MANY_PIXELS = "Its picture has more than 20 million pixels."
NO_PICTURE = "Its picture is damaged, or not a PNG, JPEG, GIF or WebP."
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
QUALITY = 92
# How other files begin that may be uploaded: by suffix, at which byte.
FILE_SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".pdf": ((0, b"%PDF-"),),
    ".mp4": ((4, b"ftyp"),),
    ".webm": ((0, b"\x1a\x45\xdf\xa3"),),
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa")),
}


class InvalidPicture(Exception):
    """The picture cannot be taken; the message is the reason."""


def detect_kind(data: bytes) -> str:
    """`PNG`, `JPEG`, `GIF` or `WEBP`, of a picture that can be decoded to its end. Raises InvalidPicture otherwise."""
    with decode_picture(data) as picture:
        return str(picture.format)


def rewrite_picture(data: bytes) -> tuple[bytes, str]:
    """The picture drawn anew, and its suffix: the same pixels, without what else the file had in it.

    So where and with what a photo was taken does not leave with it, and nothing else can hide in the file, be it a
    script or an archive. A photo that was turned by a note in it is turned for good. Raises InvalidPicture.
    """
    with decode_picture(data) as picture:
        kind = str(picture.format)
        if getattr(picture, "n_frames", 1) > 1:
            return encode_animation(picture, kind), SUFFIXES[kind]
        return encode_still(picture, kind), SUFFIXES[kind]


def decode_picture(data: bytes) -> Any:
    """The opened picture, every frame of it decoded once. Raises InvalidPicture."""
    try:
        return open_picture(data)
    except InvalidPicture:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise InvalidPicture(TOO_MANY_PIXELS) from error
    except Exception as error:  # Pillow's decoders raise whatever their input drives them to
        raise InvalidPicture(NO_PICTURE) from error


def open_picture(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(BytesIO(data), formats=list(SUFFIXES)) as picture:
            reject_large(picture)
            picture.verify()
        picture = Image.open(BytesIO(data), formats=list(SUFFIXES))
        picture.load()
        return picture


def reject_large(picture: Any) -> None:
    """Frames count too: a small file can hold thousands of large ones."""
    frames = getattr(picture, "n_frames", 1)
    if frames > MAX_FRAMES:
        raise InvalidPicture(f"Its picture has more than {MAX_FRAMES} frames.")
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
    """Pillow writes some of what it has read beside the pixels; what the pixels need of it stays."""
    picture.info = {name: value for name, value in picture.info.items() if name in {"transparency", "background"}}
    return picture


def encode_picture(picture: Any, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    try:
        picture.save(file, kind, **options)
    except Exception as error:  # as decoders, so encoders
        raise InvalidPicture(NO_PICTURE) from error
    return file.getvalue()


def has_signature_of(suffix: str, head: bytes) -> bool:
    """Whether a file with this suffix, which is no picture's, begins as such files do."""
    return any(head[at : at + len(text)] == text for at, text in FILE_SIGNATURES.get(suffix, ()))
