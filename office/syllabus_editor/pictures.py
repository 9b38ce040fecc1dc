"""Pictures inside the text of slides."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core.exceptions import InvalidInput
from core.files.media import Unguessable
from core.files.pictures import InvalidPicture, rewrite_picture
from core.files.storage import keep_temporarily
from core.units import MEBIBYTE

MAX_BYTES = 5 * MEBIBYTE


def store_picture(file: Any) -> str:
    """Keeps an uploaded picture under a name that nobody can guess; answers its address.

    Refuses with InvalidInput (`file`) what is larger than 5 MB, has over 20 million pixels, or is not a whole PNG,
    JPEG, GIF or WebP; what a browser called it is not believed. A picture whose slide is never saved is
    removed by `clean_up`.
    """
    if file is None:
        raise InvalidInput.for_field("file", "Send a picture.")
    if file.size > MAX_BYTES:
        raise InvalidInput.for_field("file", f"The picture is larger than {MAX_BYTES // MEBIBYTE} MB.")
    content = file.read(MAX_BYTES)
    try:
        content, suffix = rewrite_picture(content)
    except InvalidPicture as error:
        raise InvalidInput.for_field("file", str(error)) from error
    name = Unguessable("slides")(None, f"picture{suffix}")
    stored = default_storage.save(name, ContentFile(content))
    keep_temporarily(stored)
    return default_storage.url(stored)
