"""The links of remote classes, by which people join a video meeting."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

MAX_MEETING_URL_LENGTH: Final = 500
check_https = URLValidator(schemes=["https"])


def check_meeting_url(value: Any) -> None:
    """Raises ValidationError unless the value is an https address. One with a user name is refused: its beginning looks
    like the address of another server."""
    text = str(value)
    try:
        check_https(text)
    except ValidationError as error:
        message = _("The meeting link must be an address that begins with https://.")
        raise ValidationError(message, code="invalid") from error
    if "@" in text.removeprefix("https://").partition("/")[0]:
        raise ValidationError(_("The meeting link may not contain a user name or password."), code="invalid")
