"""Which addresses may be dialled: public ones only (docs/security.md E8). Pure.

Python's own `is_global` is not enough: it calls multicast and the forms in which IPv6 carries an IPv4 address (NAT64,
6to4, Teredo) global, through which a name can lead to this machine or its neighbours.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

_REFUSED_4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' own
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast and reserved
    )
)
_PUBLIC_6 = ip_network("2000::/3")
_REFUSED_6 = tuple(
    ip_network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID and other special uses
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_LOOPBACK_NAMES = frozenset({"localhost", "localhost."})

Address = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet. Default deny for IPv6."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        return address in _PUBLIC_6 and not any(address in network for network in _REFUSED_6)
    return not any(address in network for network in _REFUSED_4)


def may_dial(text: str, *, allow_local: bool) -> bool:
    """Whether a numeric address may be dialled; `allow_local` lets in the loopback address, and nothing else."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return is_public(address) or (allow_local and _is_loopback(address))


def _is_loopback(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback


def url_fault(url: str, *, allow_local: bool) -> str | None:
    """What is wrong with an endpoint's URL, as far as it can be seen without asking anybody; None when nothing is.

    Returns:
        `form`, `scheme` or `address`.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "form"
    if not _is_well_formed(url, parts) or not host:
        return "form"
    local = host in _LOOPBACK_NAMES or _is_loopback_text(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and allow_local and local):
        return "scheme"
    if local:
        return None if allow_local else "address"
    return None if _may_name(host) else "address"


def _is_well_formed(url: str, parts: SplitResult) -> bool:
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    return plain and bool(parts.scheme) and parts.username is None and parts.password is None and not parts.fragment


def _is_loopback_text(host: str) -> bool:
    try:
        return _is_loopback(ip_address(host))
    except ValueError:
        return False


def _may_name(host: str) -> bool:
    """A public literal, or a name that can be public; numbers in disguise (`127.1`, `0x7f000001`) are no names."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        labels = host.rstrip(".").split(".")
        last = labels[-1]
        return len(labels) > 1 and last.isascii() and last[:1].isalpha() and last not in _INNER_DOMAINS


_INNER_DOMAINS = frozenset({"local", "localhost", "internal", "intranet", "lan", "home", "corp", "arpa", "onion"})
