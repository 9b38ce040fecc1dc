"""Pictures in the text of slides."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from core.files.media import Unguessable
from core.files.pictures import InvalidPicture, rewrite_picture
from core.files.storage import keep_temporarily
from core.units import MEBIBYTE

MAX_BYTES = 5 * MEBIBYTE  # rich_text.js has the same limit


def store_picture(file: Any) -> str:
    """Stores an uploaded picture under an unguessable name and returns its URL.

    Raises InvalidInput (`file`) for no file, more than 5 MB, more than 20 million pixels, and what is not a complete
    PNG, JPEG, GIF or WebP. The format is detected from the content; the name and type that the browser sent are
    ignored.
    """
    if file is None:
        raise InvalidInput.for_field("file", _("Choose a picture."))
    if file.size > MAX_BYTES:
        text = _("The picture is larger than %(limit)s MB.") % {"limit": MAX_BYTES // MEBIBYTE}
        raise InvalidInput.for_field("file", text)
    content = file.read(MAX_BYTES)
    try:
        content, suffix = rewrite_picture(content)
    except InvalidPicture as error:
        raise InvalidInput.for_field("file", str(error)) from error
    name = Unguessable("slides")(None, f"picture{suffix}")
    stored = default_storage.save(name, ContentFile(content))
    # The slide may never be saved; `clean_up` then deletes the picture.
    keep_temporarily(stored)
    return default_storage.url(stored)
