"""Forgetting a person of whom no record is left: the account stays as a row, for the ids in the ledger, and names
nobody (docs/decisions/0021, 0035)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import CASCADE, Q

from accounts.models import LoginAttemptLog, User
from accounts.people.deleting import INCIDENTAL, list_protecting_relations, list_referring_rows
from core import clock
from core.files.storage import delete_after_commit
from dossiers.models import Dossier
from records.models import Event, Signature
from records.redactions import NOBODY, REDACTED_PAYLOAD, REDACTING_ACTIONS, Redaction, redact_rows
from records.services import EventDraft
from retention.models import LegalHold

NAME, SURNAME = "Deleted", "person"
# References that stay, and name nobody afterwards: the person's own acts and requests, messages that they wrote.
KEPT = {
    "records.Event.actor",
    "records.Signature.signer",
    "accounts.Notification.sender",
    "retention.DataRequest.user",
}
# Rows about the person alone, which go with the account. What was credited because of them went with the records.
# A legal hold that stands keeps the account; those that were released say why there were any.
GOING = {"dossiers.Dossier.user", "retention.LegalHold.user"}
EMPTY_COLUMNS = (
    "phone", "country_id", "timezone_id", "address", "postcode", "city", "personnel_number", "color",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A person, and whether the erasure was asked for: without it, an account that can still log in stays."""

    user: User
    is_erasure: bool = False


def build_address(user: User) -> str:
    """The address of an account that names nobody. The domain is one that exists nowhere (RFC 2606)."""
    return f"deleted-{user.pk}@downwind.invalid"


def is_forgotten(user: User) -> bool:
    return user.email == build_address(user)


def is_to_be_forgotten(person: Person) -> bool:
    """Whether nothing is left that needs the name: no record of a training, none of others' that names the person as
    instructor or manager. Asks about each table that refers to people."""
    user = person.user
    if is_forgotten(user):
        return False
    if user.is_staff or not (person.is_erasure or not user.may_log_in or user.deleted_at):
        return False
    return not find_references(user)


def find_references(user: User) -> list[str]:
    """The references, by `app.Model.field`, that keep an account from being forgotten: records of trainings, the
    person's own or others', and a legal hold that stands."""
    relations = list_protecting_relations().items()
    found = [
        name
        for name, relation in relations
        if name not in INCIDENTAL | KEPT | GOING and list_referring_rows(relation, user).exists()
    ]
    if Signature.objects.filter(signer=user).exclude(signer_name=NOBODY).exists():
        found.append("records.Signature.signer")
    is_held = user.legal_holds.filter(released_at__isnull=True).exists()
    return [*found, *(["retention.LegalHold.user"] if is_held else [])]


def anonymise_account(user: User) -> EventDraft:
    """Empties a locked account and redacts what the ledger says of it; returns the event to record. The caller holds
    the ledger's head."""
    objects = {Dossier._meta.label_lower: delete_dossiers(user), LegalHold._meta.label_lower: delete_holds(user)}
    delete_belongings(user)
    redacted = redact_rows(list_account_redactions(user, objects))
    empty_columns(user)
    return EventDraft("account.anonymised", user, {"redacted": redacted, "objects": objects})


def delete_dossiers(user: User) -> list[str]:
    """The records of other schools that the person brought, removed ones too, with their files; returns their ids."""
    rows = Dossier.objects.filter(user=user)
    files = {str(pk): name for pk, name in rows.values_list("pk", "file")}
    rows.delete()
    for name in files.values():
        delete_after_commit(name)
    return sorted(files)


def delete_holds(user: User) -> list[str]:
    """The released legal holds on the person, whose reasons may name anybody; returns their ids."""
    rows = LegalHold.objects.filter(user=user)
    ids = sorted(map(str, rows.values_list("pk", flat=True)))
    rows.delete()
    return ids


def delete_belongings(user: User) -> None:
    """Everything that goes with an account when its row is removed (`accounts.people.deleting`): sessions, keys, codes,
    devices, logins, mails, messages, calendar feeds, memberships; and what else names the address."""
    user.pilot_groups.clear()
    relations = list_protecting_relations()
    for name in sorted(INCIDENTAL):
        list_referring_rows(relations[name], user).delete()
    for relation in list_cascading_relations():
        list_referring_rows(relation, user).delete()
    user.notifications_sent.update(sender=None)
    LoginAttemptLog.objects.filter(key__contains=user.email).delete()
    LogEntry.objects.filter(content_type__app_label="accounts", content_type__model="user", object_id=user.pk).delete()


def list_cascading_relations() -> list[Any]:
    relations: list[Any] = list(User._meta.related_objects)
    return [relation for relation in relations if getattr(relation, "on_delete", None) is CASCADE]


def list_account_redactions(user: User, objects: dict[str, list[str]]) -> list[Redaction]:
    """What the ledger says of the account, and of objects that went with it, goes whole; what the person did stays, as
    nobody's act."""
    about = Q(object_type=User._meta.label_lower, object_id=str(user.pk))
    for label, ids in objects.items():
        about |= Q(object_type=label, object_id__in=ids)
    events = Event.objects.filter(about | Q(actor=user), company_id=user.company_id)
    return [
        Redaction(event, build_values(event, user, objects)) for event in events.exclude(action__in=REDACTING_ACTIONS)
    ]


def build_values(event: Event, user: User, objects: dict[str, list[str]]) -> dict[str, Any]:
    is_about = (event.object_type, event.object_id) == (User._meta.label_lower, str(user.pk))
    is_gone = event.object_id in objects.get(event.object_type, [])
    content = {"payload": REDACTED_PAYLOAD} if is_about or is_gone else {}
    content |= {"state": ""} if is_gone else {}
    return content | ({"actor_name": NOBODY} if event.actor_id == user.pk else {})


def empty_columns(user: User) -> None:
    photo = user.photo.name
    user.name, user.surname = NAME, SURNAME
    user.email = build_address(user)
    for name in EMPTY_COLUMNS:
        setattr(user, name, "")
    user.photo, user.date_of_birth, user.supervisor, user.base = "", None, None, None
    user.set_unusable_password()
    user.two_factor, user.email_confirmed_at, user.invited_at, user.last_login = User.TwoFactor.OFF, None, None, None
    user.is_active, user.is_pilot, user.expires_on = False, False, None
    user.wants_newsletter = user.wants_alerts = user.wants_message_alerts = False
    user.deleted_at = user.deleted_at or clock.now()
    user.save()
    if photo:
        delete_after_commit(photo)
