"""What the account pages show before anything is done."""

from dataclasses import dataclass

from accounts.models import User
from accounts.one_time_codes import Purpose, find_link_code, get_code_row


@dataclass(frozen=True)
class Confirmation:
    """The address that a link confirms; `is_done`: it has been confirmed, and is the user's."""

    user: User
    address: str
    is_done: bool


def read_confirmation(user_id: int, code: str) -> Confirmation:
    """What the link confirms, or has confirmed. Raises NotFound for a link that does neither."""
    row = get_code_row(user_id, code, {Purpose.CONFIRMATION})
    is_done = row.used_at is not None and row.user.email == row.email and row.user.may_log_in
    if not is_done:
        row = find_link_code(user_id, code, {Purpose.CONFIRMATION})
    return Confirmation(row.user, row.email, is_done)
