"""The school's logo at the top of its mails."""

from functools import lru_cache

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import ImageOps

from accounts.models import Company
from core.exceptions import Busy
from core.files.pictures import InvalidPicture, decode_picture, encode_picture

# Twice the size at which it is shown, for screens with two pixels per point. A logo travels with every mail.
MAX_SIZE = (400, 112)


def read_logo(company: Company) -> bytes | None:
    """The logo as a small PNG, which every mail program shows; None without one, with one that cannot be read, and
    while the bucket of uploads is away: people wait for the mail, not for the logo."""
    if not company.logo:
        return None
    try:
        return shrink_logo(str(settings.MEDIA_ROOT), str(company.logo.name))
    except Busy:
        return None


@lru_cache(maxsize=64)
def shrink_logo(media_root: str, name: str) -> bytes | None:
    """A file never changes: a new logo gets a new name (`Unguessable`). `media_root` tells directories apart."""
    try:
        picture = ImageOps.exif_transpose(decode_picture(read_file(name)))
        picture = picture.convert("RGBA")
        picture.thumbnail(MAX_SIZE)
        return encode_picture(picture, "PNG", optimize=True)
    except (OSError, InvalidPicture):
        return None


def read_file(name: str) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content
