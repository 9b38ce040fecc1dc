"""Which network addresses the server may send requests to: public ones, and private ones that the operator allows.

Whoever types an address of another system (a webhook, an identity provider) must not reach with it what only the server
can reach: itself, its database, its neighbours, the metadata service of a cloud.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address

# The networks of IPv6 that are assigned to the public internet; everything else is special or not assigned.
UNICAST = ip_network("2000::/3")
# IPv4 addresses as a server with IPv6 alone reaches them (NAT64): public if the embedded address is.
NAT64 = ip_network("64:ff9b::/96")
# `is_global` of the standard library does not exclude these in every version of Python.
SPECIAL_NETWORKS = [
    ip_network(text)
    for text in (
        "100.64.0.0/10",  # behind a provider's address translation
        "168.63.129.16/32",  # the metadata service of Azure, at a public address
        "192.0.0.0/24",  # IETF protocols
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "2001::/23",  # IETF protocols, among them Teredo, which embeds an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which embeds an IPv4 address
        "3fff::/20",  # documentation
    )
]


def is_public(address: Address) -> bool:
    """Whether the address is one of the public internet. An IPv4 address inside an IPv6 one is none, but for NAT64."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(address.packed[-4:]))
        if address not in UNICAST:
            return False
    return address.is_global and not any(address in network for network in SPECIAL_NETWORKS)


def is_allowed_private(host: str, address: Address) -> bool:
    """Whether `ALLOWED_PRIVATE_HOSTS` lists the host, by its name, its address or its network."""
    name = normalise_host(host)
    return any(name == normalise_host(entry) or contains(entry, address) for entry in settings.ALLOWED_PRIVATE_HOSTS)


def contains(entry: str, address: Address) -> bool:
    """Whether an entry of the list is an address or a network with this address in it; a name contains none."""
    try:
        return address in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        return False


def normalise_host(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def parse_address(text: str) -> Address:
    """The address as the resolver returns it. A zone (`fe80::1%eth0`) belongs to a link-local one, never public."""
    return ip_address(text)
