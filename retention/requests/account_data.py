"""What the server knows of a person besides the records of trainings, as JSON."""

import json
from typing import Any

from accounts.models import Notification, Token, User
from core.timestamps import format_day, format_moment
from retention.requests.belongings import describe_dossier, describe_paper, list_dossiers, list_papers

PROFILE = (
    "email", "name", "surname", "phone", "country_id", "timezone_id", "address", "postcode", "city",
    "personnel_number", "color", "language", "is_active", "two_factor", "wants_newsletter", "wants_alerts",
    "wants_message_alerts",
)  # fmt: skip


def build_account_file(user: User) -> bytes:
    """`account.json`: the profile, groups, logins, keys, messages, papers, dossiers and requests. Reads `company`."""
    return (json.dumps(describe_account(user), indent=2, ensure_ascii=False) + "\n").encode()


def describe_account(user: User) -> dict[str, Any]:
    return {
        "school": user.company.name,
        "profile": {name: getattr(user, name) for name in PROFILE}
        | {
            "id": str(user.pk),
            "role": user.role_name,
            "photo": user.photo.name or None,
            "date_of_birth": format_day(user.date_of_birth),
            "last_day": format_day(user.expires_on),
            "supervisor": str(user.supervisor) if user.supervisor else None,
            "base": str(user.base) if user.base else None,
            "created": format_moment(user.created_at),
            "invited": format_moment(user.invited_at),
        },
        "groups": [group.name for group in user.pilot_groups.order_by("name")],
        "logins": [
            {"at": format_moment(row.at), "ip_address": row.ip_address, "user_agent": row.user_agent}
            for row in user.logins.order_by("at")
        ],
        "api_keys": [row.name for row in user.tokens.filter(kind=Token.Kind.API_KEY).order_by("created_at")],
        "messages": [describe_message(row) for row in list_messages(user)],
        "papers": [describe_paper(row) for row in list_papers(user)],
        "dossiers": [describe_dossier(row) for row in list_dossiers(user)],
        "data_requests": [
            {"kind": row.kind, "received": format_day(row.received_on), "answer": row.answer}
            for row in user.data_requests.order_by("received_on", "id")
        ],
    }


def list_messages(user: User) -> Any:
    return Notification.objects.filter(recipient=user).select_related("sender").order_by("created_at", "id")


def describe_message(row: Notification) -> dict[str, Any]:
    sender = str(row.sender) if row.sender else None
    return {"at": format_moment(row.created_at), "from": sender, "subject": row.subject, "body": row.body}
