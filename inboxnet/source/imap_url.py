"""``imaps://user@host[:port]``: where an account lies, as the owner writes it (RFC 5092)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from inboxnet.errors import UsageError

PORTS = {"imaps": 993, "imap": 143}

_FORM = "Write it as imaps://user@host or imaps://user@host:port"
_SAFE_IN_USER = "@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class ImapAddress:
    """A user on a server.

    Attributes:
        scheme: ``imaps`` (TLS from the first byte) or ``imap`` (in clear, loopback only).
        user: Decoded, as it is sent.
        host: Lower case, an IPv6 address without brackets.
        port: TCP port.
    """

    scheme: str
    user: str
    host: str
    port: int

    @property
    def tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.scheme == "imaps"

    @property
    def account(self) -> str:
        """The one spelling of this account, for `inboxnet.message.model.Locator`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{quote(self.user, safe=_SAFE_IN_USER)}@{host}:{self.port}"


def parse_imap_url(url: str) -> ImapAddress:
    """Read the address of an account.

    The last ``@`` ends the user, so that ``imaps://me@x.org@host`` and
    ``imaps://me%40x.org@host`` are the same.

    Args:
        url: ``imaps://user@host[:port]``, or ``imap://`` to a loopback host.

    Returns:
        Its parts, decoded.

    Raises:
        UsageError: It is not of this form, holds a password, or would send one in clear.
    """
    try:
        parts = urlsplit(url)
        userinfo, _, _ = parts.netloc.rpartition("@")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError("the address of the account cannot be read", advice=_FORM) from None
    if parts.scheme not in PORTS:
        raise UsageError("the account is not an imaps:// address", advice=_FORM)
    if ":" in userinfo:
        raise UsageError(
            f"the address of the account on {host} holds a password",
            advice="Leave it out, as it would be kept in the shell's history: it is asked for",
        )
    user = unquote(userinfo)
    if not host or not user or not user.isprintable() or not host.isprintable():
        raise UsageError("the address of the account names no user or no host", advice=_FORM)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise UsageError(
            f"the address of the account on {host} goes on after the host",
            advice=f"{_FORM}; write / ? # inside the user as %2F %3F %23",
        )
    if port == 0:
        raise UsageError("port 0 cannot be connected to", advice=_FORM)
    if parts.scheme == "imap" and not _is_loopback(host):
        raise UsageError(
            f"imap:// would send password and mail to {host} in clear",
            advice=f"Use imaps://; imap:// goes to this machine alone. {_FORM}",
        )
    return ImapAddress(parts.scheme, user, host, port or PORTS[parts.scheme])


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
