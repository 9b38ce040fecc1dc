"""The client of a request, as logins and sessions record it."""

from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User
from accounts.models.sessions import IP_ADDRESS_LENGTH, USER_AGENT_LENGTH
from accounts.sign_in.devices import Device, get_device
from accounts.sign_in.login_attempts import build_key
from core.addresses.client import get_client_address
from core.text.cleaning import clean_line


@dataclass(frozen=True)
class ClientInfo:
    """The network address and the `User-Agent` of a client, and its known device, if it is one."""

    address: str
    user_agent: str = ""
    device: Device | None = None

    def get_known_device(self, user: User | None) -> Device | None:
        """The client's device, if the user has logged in on it before."""
        is_known = user is not None and self.device is not None and user.pk in self.device.user_ids
        return self.device if is_known else None


def build_client_info(request: HttpRequest | Request) -> ClientInfo:
    """Cut to what a database can store: a proxy that is configured wrongly passes on whatever a client has sent."""
    user_agent = clean_line(request.headers.get("User-Agent", "")).replace("\x00", "")
    address = get_client_address(request).replace("\x00", "")
    return ClientInfo(address[:IP_ADDRESS_LENGTH], user_agent[:USER_AGENT_LENGTH], get_device(request))


def build_client_key(purpose: str, client: ClientInfo) -> str:
    """The key under which requests are counted that belong to no account: that of the known device, or else of the
    network address. So nobody can use up the requests of everybody behind the school's router."""
    if client.device is not None:
        return build_key(f"{purpose}-device", client.device.name)
    return build_key(f"{purpose}-address", client.address)
