"""Mails to instructors about their ratings, medicals and other qualifications."""

from django.utils.translation import gettext as _

from mail.contents.content import Content, Details, Row


def write_qualification(details: Details) -> Content:
    values = {"paper": details.get_text("paper"), "day": details.get_day("valid_until_on")}
    link = details.build_link(_("Open your account"))
    if details.facts.get("is_over"):
        subject, text = _("No longer valid: %(paper)s"), _("This qualification of yours is no longer valid:")
    else:
        subject, text = _("Valid until %(day)s: %(paper)s"), _("This qualification of yours expires soon:")
    return Content(
        subject=subject % values,
        paragraphs=(text,),
        rows=(Row(_("Qualification"), values["paper"]), Row(_("Last valid day"), values["day"])),
        link=link,
        notes=(*details.list_notes(link), _("Once it is renewed, show your school the new document.")),
    )
