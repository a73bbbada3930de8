"""The socket that the server listens on: bound before anything else, so that a wrong one is told at once."""

from __future__ import annotations

import errno
import socket

from verktyg.fel import UsageError, usage_error


def listening(host: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 is any free one. Raises UsageError where it cannot be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = min(found)
    except (OSError, UnicodeError):
        raise _no_address(host) from None
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
        bound.listen()
    except OSError as error:
        bound.close()
        raise _refused(host, port, error) from None
    bound.set_inheritable(True)
    return bound


def address_of(host: str, port: int, tls: bool = False) -> str:
    """The address to write in a browser."""
    scheme = "https" if tls else "http"
    return f"{scheme}://[{host}]:{port}/" if ":" in host else f"{scheme}://{host}:{port}/"


def _refused(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return usage_error(
            f"Porten {port} på {host} används redan, kanske av en motor webb som är igång.",
            "Stäng det som använder den, eller ge en annan port. --port 0 tar en ledig.",
        )
    if error.errno == errno.EACCES:
        return usage_error(
            f"Porten {port} får inte användas av dig.", "Ge en port över 1023, som --port 8000."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return _no_address(host)
    return usage_error(f"Det går inte att lyssna på {host}, port {port} (felkod {error.errno}).")


def _no_address(host: str) -> UsageError:
    return usage_error(
        f"{host} är ingen adress på den här datorn.",
        "Ge en av datorns egna adresser till --värd, eller låt bli --värd.",
    )
