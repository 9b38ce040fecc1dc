"""Setting a password without the old one: recovery by mail, and the invitation of a new person."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Company, User
from accounts.one_time_codes import Purpose, find_link_code, issue_code, use_code
from accounts.own_account.links import count_opened_link
from accounts.people.reach import lock_account
from accounts.sign_in import credentials, login_attempts
from accounts.sign_in.clients import ClientInfo, build_client_key
from accounts.sign_in.sessions import build_login_counters
from core import clock
from core.exceptions import TooManyAttempts
from core.text.cleaning import clean_email
from mail.kinds import MailKind
from mail.services import queue_mail

PURPOSES = {Purpose.INVITATION, Purpose.RECOVERY}
MAILS_AT_MOST, MAILS_WITHIN = 3, timedelta(hours=1)


def request_recovery(*, email: str, client: ClientInfo) -> None:
    """Sends a link for a new password to the account with this address, if there is one and it is open: to people who
    never accepted their invitation too. No more than `MAILS_AT_MOST` within `MAILS_WITHIN`.

    Returns nothing and takes the same time whether there is such an account: the same statements run for every address,
    and for one without an account they are rolled back. Raises TooManyAttempts for a client that requests too many
    (`build_client_key`), whatever the accounts.
    """
    email = clean_email(email)
    login_attempts.reserve_attempt(build_client_key("recovery", client), settings.GUESSES_PER_ADDRESS)
    user: User | None = User.objects.select_related("company").filter(email=email).first()
    recipient = user if user is not None and user.may_log_in else None
    # One transaction with the count: the commit, the slowest part, writes for every address.
    with transaction.atomic():
        try:
            login_attempts.reserve_attempt(
                login_attempts.build_key("recovery-account", email), MAILS_AT_MOST, window=MAILS_WITHIN
            )
        except TooManyAttempts:
            return
        send_link(recipient)


def send_link(recipient: User | None) -> None:
    """Stores the code and the mail; without a recipient, for somebody who does not exist, and not for good. Must be
    called in a transaction.

    Records no event: whoever knows an address could fill the ledger of its school, and the lock of the ledger would
    make the requests for accounts wait, and no others.
    """
    user = recipient or User(pk=0, company=Company(), email="nobody@invalid")
    # Not `atomic`, which takes a statement more to roll back than to keep.
    savepoint = transaction.savepoint()
    code = issue_code(user, Purpose.RECOVERY)
    queue_mail(MailKind.RECOVERY, user, {"code": str(code.pk)})
    if recipient is not None:
        transaction.savepoint_commit(savepoint)
    else:  # before foreign keys that lead nowhere are checked, which happens at the commit
        transaction.savepoint_rollback(savepoint)


def find_recipient(*, user_id: int, code: str, client: ClientInfo) -> User:
    """The user of a live link. Raises NotFound, and TooManyAttempts for a client that guesses."""
    with count_opened_link(client):
        return find_link_code(user_id, code, PURPOSES).user


def set_forgotten_password(*, user_id: int, code: str, password: str, client: ClientInfo) -> User:
    """Sets the password of the link's user, whose address counts as confirmed by it; ends every session.

    Raises as `find_recipient` does, and InvalidInput (`password`) for a weak password, with which the link stays good.
    """
    user = find_recipient(user_id=user_id, code=code, client=client)
    hashed = credentials.prepare_password(password, user)
    with transaction.atomic():
        # Locked, so that of two requests with one link, the second finds it used.
        user = lock_account(user_id)
        use_code(find_link_code(user_id, code, PURPOSES))
        if user.email_confirmed_at is None:
            User.objects.filter(pk=user.pk).update(email_confirmed_at=clock.now())
        credentials.store_passwords({user.pk: hashed}, by=user)
    clear_failed_logins(user, client)
    return user


def clear_failed_logins(user: User, client: ClientInfo) -> None:
    """Forgets the passwords that the user typed before giving up, so that the new one can be used at once."""
    for counter in build_login_counters(user, user.email, client):
        if not counter.is_shared:
            login_attempts.clear_attempts(counter.key)
