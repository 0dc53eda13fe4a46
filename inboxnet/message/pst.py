"""Names that a PST export keeps beside the addresses.

Exchange mailboxes exported to RFC 5322 files have bare SMTP addresses in From, To and Cc, and the
display names in ``X-From``, ``X-To``, ``X-cc`` and ``X-bcc``: a convention of those exporters,
known from the Enron release, recognised by the ``X-FileName`` or ``X-Folder`` beside them::

    X-From: Doe, Jane </O=ACME/OU=NA/CN=RECIPIENTS/CN=JDOE>
    X-To: "Roe, Richard" <rr@example.org>@ACME, 'sam@example.org'

Only names are taken from there, never addresses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inboxnet.message.model import Address, Headers

_PIECE = re.compile(r'((?:"[^"]*"|<[^<>]*>|[^,"<])+)(?:,|\Z)|.', re.DOTALL)
_MAX_BODY = 1 << 16
_MAX_NAME = 256


def is_pst_export(headers: Headers) -> bool:
    """Return whether the header is that of a PST export."""
    return "x-from" in headers and ("x-filename" in headers or "x-folder" in headers)


def add_names(addresses: tuple[Address, ...], bodies: tuple[str, ...]) -> tuple[Address, ...]:
    """Give ``addresses`` the names of the matching ``X-`` field.

    Nothing is changed unless there are as many names as addresses, as they match by place alone.

    Args:
        addresses: Of From, To, Cc or Bcc.
        bodies: The bodies of the field's ``X-`` twin.
    """
    if not addresses or not bodies or all(address.display_name for address in addresses):
        return addresses
    names = _names(bodies[0][:_MAX_BODY])
    if len(names) != len(addresses):
        return addresses
    return tuple(
        address if address.display_name or not name else replace(address, display_name=name)
        for address, name in zip(addresses, names, strict=True)
    )


def _names(body: str) -> list[str]:
    pieces: list[str] = []
    surname = ""
    for match in _PIECE.finditer(body):
        piece = (match[1] or "").strip()
        if not piece:
            continue
        # "Doe, Jane </O=...>" stands without quotes
        if "</o=" in piece.lower() and surname:
            pieces[-1] = f"{surname}, {piece}"
        else:
            pieces.append(piece)
        surname = "" if any(mark in piece for mark in '<"@') else piece
    return [_name(piece) for piece in pieces]


def _name(piece: str) -> str:
    name = piece.partition("<")[0].strip()
    head, at, tail = name.rpartition("@")
    if at and "." not in tail:
        name = head
    name = name.strip("\"' ")
    return "" if "@" in name else name[:_MAX_NAME]
