"""What events about people, their accounts and the school say in words (records/wording.py)."""

from accounts.roles import Role
from records.wording import (
    Fact,
    FactKind,
    Payload,
    RowName,
    Sentence,
    mark,
    name_of,
    pair,
    read_pairs,
    register_facts,
    register_names,
    register_sentences,
)

USER = "accounts.user"
ROLES = {str(role.value): str(role.label) for role in Role}


def choose_failed_login(payload: Payload) -> str:
    if "provider" in payload:
        return mark("A login through %(provider)s was refused for %(object)s: %(reason)s.")
    if "factor" in payload:
        return mark("A login of %(object)s failed: the code of the second factor was wrong.")
    return mark("A login of %(object)s failed: the password was wrong.")


def choose_deletion(payload: Payload) -> str:
    if payload.get("is_removed"):
        return mark("%(actor)s removed %(object)s, of whom there were no records.")
    return mark("%(actor)s deleted %(object)s; the records stay.")


def name_roles(payload: Payload) -> dict[str, list[str]]:
    before, after = (ROLES.get(str(payload.get(key)), str(payload.get(key))) for key in ("from", "to"))
    return {"role": [before, after]}


def read_group_changes(payload: Payload) -> dict[str, list[str]]:
    return {"name": payload["name"]} if isinstance(payload.get("name"), list) else {}


register_sentences(
    {
        "company.created": mark("%(actor)s created the school %(object)s."),
        "school.changed": Sentence(
            mark("%(actor)s changed the settings of the school %(object)s."), pairs=read_pairs("changes")
        ),
        "holiday.added": mark("%(actor)s added the holiday %(object)s."),
        "holiday.changed": Sentence(mark("%(actor)s changed the holiday %(object)s."), pairs=read_pairs("changes")),
        "holiday.deleted": mark("%(actor)s deleted the holiday %(object)s."),
        "key.created": mark("%(actor)s created the API key %(object)s for %(user)s."),
        "key.revoked": mark("%(actor)s revoked the API key %(object)s of %(user)s."),
        "login.failed": Sentence(choose_failed_login),
        "password.refused": mark("%(actor)s gave a wrong password to confirm a change."),
        "password.changed": mark("%(actor)s set a new password for %(object)s."),
        "access.ended": mark("%(actor)s ended the sessions and API keys of %(object)s."),
        "recovery_codes.renewed": mark("%(actor)s made new recovery codes."),
        "recovery_code.used": mark("%(actor)s logged in with a recovery code; %(left)s are left."),
        "second_factor.enabled": Sentence(
            mark("%(actor)s switched on a second factor."), pairs=pair("from", "to", "factor")
        ),
        "second_factor.disabled": Sentence(
            mark("%(actor)s switched off or weakened the second factor."), pairs=pair("from", "to", "factor")
        ),
        "second_factor.reset": mark("%(actor)s reset the second factor of %(object)s."),
        "session.closed": mark("%(actor)s closed one of their sessions."),
        "user.edited": mark("%(actor)s changed their own details."),
        "email.requested": mark("%(actor)s asked for a link to confirm the e-mail address of %(object)s."),
        "email.confirmed": mark("%(object)s confirmed the e-mail address."),
        "email.changed": mark("%(object)s changed the e-mail address."),
        "user.created": Sentence(
            mark("%(actor)s added %(object)s."),
            pairs=lambda payload: {"role": ["", ROLES.get(str(payload.get("group")), "")]},
        ),
        "user.changed": Sentence(mark("%(actor)s changed the details of %(object)s."), pairs=read_pairs("changes")),
        "role.changed": Sentence(mark("%(actor)s changed the role of %(object)s."), pairs=name_roles),
        "user.invited": mark("%(actor)s invited %(object)s."),
        "user.deleted": Sentence(choose_deletion),
        "user.restored": mark("%(actor)s restored %(object)s."),
        "user.unsubscribed": mark("%(object)s turned off mails about %(topic)s."),
        "pilot_group.created": mark("%(actor)s created the pilot group %(object)s."),
        "pilot_group.changed": Sentence(
            mark("%(actor)s changed the pilot group %(object)s."), pairs=read_group_changes
        ),
        "message.sent": mark("%(actor)s sent a message to %(object)s."),
        "pilot_group.deleted": mark("%(actor)s deleted the pilot group %(object)s."),
    }
)
register_names(
    {
        USER: RowName(mark("person")),
        "accounts.company": RowName(mark("school"), company="pk"),
        "accounts.holiday": RowName(mark("holiday")),
        "accounts.token": RowName(mark("API key"), company="user__company", describe=lambda row: row.name),
        "accounts.pilotgroup": RowName(mark("pilot group")),
        "accounts.identityprovider": RowName(mark("identity provider"), known_as=("provider",)),
        "accounts.notification": RowName(mark("message")),
    }
)
register_facts(
    {
        "user": name_of(mark("person"), USER),
        "student": name_of(mark("student"), USER),
        "students": name_of(mark("students"), USER),
        "teacher": name_of(mark("teacher"), USER),
        "instructor": name_of(mark("instructor"), USER),
        "supervisor": name_of(mark("supervisor"), USER),
        "added": name_of(mark("added"), USER),
        "removed": name_of(mark("removed"), USER),
        "pilot_groups": name_of(mark("left the pilot groups"), "accounts.pilotgroup"),
        "sessions_ended": Fact(mark("sessions ended")),
        "keys_revoked": Fact(mark("API keys revoked")),
        "left": Fact(mark("recovery codes left")),
        "timezone": Fact(mark("time zone")),
        "first_day": Fact(mark("first day"), FactKind.DAY),
        "last_day": Fact(mark("last day"), FactKind.DAY),
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
