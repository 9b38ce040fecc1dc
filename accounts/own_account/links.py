"""Links that were sent to a person: whoever guesses their codes is slowed down."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.login_attempts import build_key, reserve_attempt
from core.exceptions import NotFound


@contextmanager
def count_opened_link(client: ClientInfo) -> Iterator[None]:
    """Counts a link that leads nowhere (the block raises NotFound), for the network address of the client.

    Raises TooManyAttempts instead beyond as many as the address has wrong passwords. The right link always works:
    otherwise one person could keep everybody behind the school's router from setting a password. That is safe, unlike
    with passwords: a code has 256 bits, and cannot be guessed however often somebody tries.
    """
    try:
        yield
    except NotFound:
        reserve_attempt(build_key("link-address", client.address), settings.GUESSES_PER_ADDRESS)
        raise
