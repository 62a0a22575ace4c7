"""Which internet addresses are public, and which lead into this machine or the network around it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

# What is not globally reachable or not a single host: IANA IPv4 Special-Purpose Address Registry (RFC 6890 and what has come
# after it), with multicast (RFC 5771). Written out, for what ipaddress calls global differs between versions of Python.
_NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by the customers of a carrier (CGNAT)
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local, with the metadata service of clouds at 169.254.169.254
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
# Of IPv6 only this is given out as global unicast (IANA IPv6 Global Unicast Address Assignments), without these parts of it.
_UNICAST_6 = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments, with Teredo
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which holds an IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: how a network of IPv6 alone reaches IPv4


def is_public(address: Address) -> bool:
    """Whether an address is that of a single host on the public internet.

    An IPv4 address inside an IPv6 one (mapped, or of NAT64) is judged for itself.
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


def parse_address(text: str) -> Address | None:
    """The address that a text is, in its usual spelling; None for anything else, a zone (`fe80::1%eth0`) included."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None
