"""Mails about trainings: deadlines, finishing, validity, debriefings."""

from django.utils.translation import gettext as _

from mail.contents.content import Content, Details, Row, list_rows


def write_deadline(details: Details) -> Content:
    values = {"training": details.get_text("training"), "day": details.get_day("deadline_on")}
    link = details.build_link(_("Open the training"))
    return Content(
        subject=_("To be finished before %(day)s: %(training)s") % values,
        paragraphs=(_("Your training is not finished yet, and its deadline is approaching:"),),
        rows=(Row(_("Training"), values["training"]), Row(_("To be finished before"), values["day"])),
        link=link,
        notes=(*details.list_notes(link), _("If you cannot keep the deadline, talk to your school in good time.")),
    )


def write_training_finished(details: Details) -> Content:
    link = details.build_link(_("Open the training"))
    attached = (_("Your certificate is attached."),) if details.get_text("certificate") else ()
    return Content(
        subject=_("Training finished: %(training)s") % {"training": details.get_text("training")},
        paragraphs=(_("Congratulations: you have finished your training."), *attached),
        rows=list_rows(
            Row(_("Training"), details.get_text("training")),
            Row(_("Finished on"), details.get_day("finished_on")),
            Row(_("Valid until"), details.get_day("valid_until_on")),
            Row(_("Certificate"), details.get_text("certificate")),
        ),
        link=link,
        notes=details.list_notes(link),
    )


def write_validity(details: Details) -> Content:
    values = {"training": details.get_text("training"), "day": details.get_day("valid_until_on")}
    link = details.build_link(_("Open the training"))
    if details.facts.get("is_over"):
        subject, text = _("No longer valid: %(training)s"), _("This training of yours is no longer valid:")
    else:
        subject, text = _("Valid until %(day)s: %(training)s"), _("This training of yours expires soon:")
    return Content(
        subject=subject % values,
        paragraphs=(text,),
        rows=(Row(_("Training"), values["training"]), Row(_("Last valid day"), values["day"])),
        link=link,
        notes=(*details.list_notes(link), _("Ask your school how you can renew it.")),
    )


def write_debriefing(details: Details) -> Content:
    hours, minutes = divmod(int(details.facts["seconds"]) // 60, 60)
    link = details.build_link(_("Sign the debriefing"))
    return Content(
        subject=_("Please sign your debriefing: %(mission)s") % {"mission": details.get_text("mission")},
        paragraphs=(_("Your flight has been recorded. Please check the record and sign the debriefing:"),),
        rows=list_rows(
            Row(_("Mission"), details.get_text("mission")),
            Row(_("Training"), details.get_text("training")),
            Row(_("Flown on"), details.get_day("flown_on")),
            Row(_("Flight time"), f"{hours}:{minutes:02d} h"),
            Row(_("Instructor"), details.get_text("instructor")),
        ),
        link=link,
        notes=details.list_notes(link),
    )
