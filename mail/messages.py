"""The MIME message of a mail: text and HTML, with the pictures that the HTML shows."""

from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEMultipart


class MailMessage(EmailMultiAlternatives):
    """A mail whose HTML shows pictures by their Content-ID.

    The pictures are parts of the HTML (multipart/related, RFC 2387), not of the mail: otherwise mail programs list them
    next to the attachments.
    """

    def __init__(self, *args: Any, pictures: dict[str, bytes], **kwargs: Any) -> None:
        """`pictures` are PNG files by Content-ID."""
        super().__init__(*args, **kwargs)
        self.pictures = pictures

    def _create_mime_attachment(self, content: Any, mimetype: str | None) -> MIMEBase:
        """Django's method for alternatives and attachments; wraps the HTML."""
        part: MIMEBase = super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]  # private to Django
        if mimetype != "text/html" or not self.pictures:
            return part
        related = SafeMIMEMultipart("related", encoding="utf-8")
        related.attach(part)
        for content_id, data in self.pictures.items():
            related.attach(build_picture(content_id, data))
        return related


def build_picture(content_id: str, data: bytes) -> MIMEImage:
    picture = MIMEImage(data, "png")
    picture.add_header("Content-ID", f"<{content_id}>")
    picture.add_header("Content-Disposition", "inline", filename=f"{content_id}.png")
    return picture
