"""What events about people, their accounts and the school say in words (records/wording.py)."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    name_of,
    pair,
    read_pairs,
    register_facts,
    register_names,
    register_sentences,
)

USER = "accounts.user"
ROLES = {str(role.value): role for role in Role}
# Why a provider's login was refused (accounts/sign_in/single_sign_on/matching.py).
REFUSALS = {
    "unknown address": _("unknown address"),
    "closed account": _("closed account"),
    "role above the limit": _("role above the limit"),
    "no address": _("no address"),
    "unusual spelling of the address": _("unusual spelling of the address"),
    "domain of the address": _("domain of the address"),
    "address is not verified": _("address is not verified"),
}
# As they stand in the sentence.
TOPICS = {
    "alerts": _("classes, deadlines and validity"),
    "message_alerts": _("messages"),
    "newsletter": _("the weekly digest"),
}


def choose_failed_login(payload: Payload) -> str:
    if "provider" in payload:
        return gettext("A login through %(provider)s was refused for %(object)s: %(reason)s.")
    if "factor" in payload:
        return gettext("A login of %(object)s failed: the code of the second factor was wrong.")
    return gettext("A login of %(object)s failed: the password was wrong.")


def choose_deletion(payload: Payload) -> str:
    if payload.get("is_removed"):
        return gettext("%(actor)s removed %(object)s, of whom there were no records.")
    return gettext("%(actor)s deleted %(object)s; the records stay.")


def choose_recovery(payload: Payload) -> str:
    left = payload.get("left")
    if not isinstance(left, int):
        return gettext("%(actor)s logged in with a recovery code.")
    return ngettext(
        "%(actor)s logged in with a recovery code; %(left)s is left.",
        "%(actor)s logged in with a recovery code; %(left)s are left.",
        left,
    )


def name_role(value: object) -> str:
    return str(ROLES[str(value)].label) if str(value) in ROLES else str(value)


def name_roles(payload: Payload) -> dict[str, list[str]]:
    return {"role": [name_role(payload.get("from")), name_role(payload.get("to"))]}


def name_first_role(payload: Payload) -> dict[str, list[str]]:
    group = payload.get("group")
    return {"role": ["", name_role(group) if str(group) in ROLES else ""]}


def read_group_changes(payload: Payload) -> dict[str, list[str]]:
    return {"name": payload["name"]} if isinstance(payload.get("name"), list) else {}


register_sentences(
    {
        "company.created": _("%(actor)s created the school %(object)s."),
        "school.changed": Sentence(
            _("%(actor)s changed the settings of the school %(object)s."), pairs=read_pairs("changes")
        ),
        "holiday.added": _("%(actor)s added the holiday %(object)s."),
        "holiday.changed": Sentence(_("%(actor)s changed the holiday %(object)s."), pairs=read_pairs("changes")),
        "holiday.deleted": _("%(actor)s deleted the holiday %(object)s."),
        "key.created": _("%(actor)s created the API key %(object)s for %(user)s."),
        "key.revoked": _("%(actor)s revoked the API key %(object)s of %(user)s."),
        "login.failed": Sentence(choose_failed_login, facts={"reason": Fact(_("reason"), choices=REFUSALS)}),
        "password.refused": _("%(actor)s gave a wrong password to confirm a change."),
        "password.changed": _("%(actor)s set a new password for %(object)s."),
        "access.ended": _("%(actor)s ended the sessions and API keys of %(object)s."),
        "recovery_codes.renewed": _("%(actor)s made new recovery codes."),
        "recovery_code.used": Sentence(choose_recovery),
        "second_factor.enabled": Sentence(
            _("%(actor)s switched on a second factor."), pairs=pair("from", "to", "factor")
        ),
        "second_factor.disabled": Sentence(
            _("%(actor)s switched off or weakened the second factor."), pairs=pair("from", "to", "factor")
        ),
        "second_factor.reset": _("%(actor)s reset the second factor of %(object)s."),
        "session.closed": _("%(actor)s closed one of their sessions."),
        "user.edited": _("%(actor)s changed their own details."),
        "email.requested": _("%(actor)s asked for a link to confirm the e-mail address of %(object)s."),
        "email.confirmed": _("%(object)s confirmed the e-mail address."),
        "email.changed": _("%(object)s changed the e-mail address."),
        "user.created": Sentence(_("%(actor)s added %(object)s."), pairs=name_first_role),
        "user.changed": Sentence(_("%(actor)s changed the details of %(object)s."), pairs=read_pairs("changes")),
        "role.changed": Sentence(_("%(actor)s changed the role of %(object)s."), pairs=name_roles),
        "user.invited": _("%(actor)s invited %(object)s."),
        "user.deleted": Sentence(choose_deletion),
        "user.restored": _("%(actor)s restored %(object)s."),
        "user.unsubscribed": _("%(object)s turned off mails about %(topic)s."),
        "pilot_group.created": _("%(actor)s created the pilot group %(object)s."),
        "pilot_group.changed": Sentence(_("%(actor)s changed the pilot group %(object)s."), pairs=read_group_changes),
        "message.sent": _("%(actor)s sent a message to %(object)s."),
        "pilot_group.deleted": _("%(actor)s deleted the pilot group %(object)s."),
    }
)
register_names(
    {
        USER: RowName(_("person"), _("the person")),
        "accounts.company": RowName(_("school"), _("the school"), company="pk"),
        "accounts.holiday": RowName(_("holiday"), _("the holiday")),
        "accounts.token": RowName(
            _("API key"), _("the API key"), company="user__company", describe=lambda row: row.name
        ),
        "accounts.pilotgroup": RowName(_("pilot group"), _("the pilot group")),
        "accounts.identityprovider": RowName(
            _("identity provider"), _("the identity provider"), known_as=("provider",)
        ),
        "accounts.notification": RowName(_("message"), _("the message")),
    }
)
register_facts(
    {
        "user": name_of(_("person"), USER),
        "student": name_of(_("student"), USER),
        "students": name_of(_("students"), USER),
        "teacher": name_of(_("teacher"), USER),
        "instructor": name_of(_("instructor"), USER),
        "supervisor": name_of(_("supervisor"), USER),
        "added": name_of(_("added"), USER),
        "removed": name_of(_("removed"), USER),
        "pilot_groups": name_of(_("left the pilot groups"), "accounts.pilotgroup"),
        "sessions_ended": Fact(_("sessions ended")),
        "keys_revoked": Fact(_("API keys revoked")),
        "left": Fact(_("recovery codes left")),
        "timezone": Fact(_("time zone")),
        "first_day": Fact(_("first day"), FactKind.DAY),
        "last_day": Fact(_("last day"), FactKind.DAY),
        "topic": Fact(_("topic"), choices=TOPICS),
        "factor": Fact(_("factor")),
        "role": Fact(_("role")),
        "session": Fact("", FactKind.HIDDEN),
        "baseline": Fact("", FactKind.HIDDEN),
        "is_removed": Fact("", FactKind.HIDDEN),
        "message": Fact("", FactKind.HIDDEN),
        "group": Fact("", FactKind.HIDDEN),
        "from": Fact("", FactKind.HIDDEN),
        "to": Fact("", FactKind.HIDDEN),
        "changes": Fact("", FactKind.HIDDEN),
    }
)
