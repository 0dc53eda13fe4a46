"""Which part of a message is its text, told from BODYSTRUCTURE (RFC 9051 section 7.5.2).

The rule is that of the parser of whole messages: the first ``text/plain`` leaf that is not an
attachment, else the first such ``text/html`` leaf; attached messages are not looked into.
"""

from __future__ import annotations

from dataclasses import dataclass

from inboxnet.source.imap_response import Node, parse_number

_DISPOSITION_OF_TEXT = 9


class BadStructure(ValueError):
    """The structure breaks the grammar, so that no part number can be trusted."""


@dataclass(frozen=True, slots=True)
class TextLeaf:
    """The part that holds the text.

    Attributes:
        number: For ``BODY[number]``, e.g. ``1.2``.
        media_type: ``text/plain`` or ``text/html``.
        charset: As declared, or None; also where US-ASCII is declared, as servers answer so where
            nothing is (RFC 2045 section 5.2).
        transfer_encoding: Lower case, ``7bit`` if undeclared.
        octets: Size while encoded.
        content_type: The body of a Content-Type field that says the same.
    """

    number: str
    media_type: str
    charset: str | None
    transfer_encoding: str
    octets: int
    content_type: str


def find_text_leaf(structure: Node) -> TextLeaf | None:
    """Find the part that holds the text.

    Args:
        structure: The value of BODYSTRUCTURE.

    Returns:
        The part, or None if the message has no text.

    Raises:
        BadStructure: It is not a body structure.
    """
    html: TextLeaf | None = None
    multipart = isinstance(structure, list) and structure and isinstance(structure[0], list)
    todo: list[tuple[str, Node]] = [("" if multipart else "1", structure)]
    while todo:
        number, node = todo.pop()
        if not isinstance(node, list) or not node:
            raise BadStructure("a part without a structure")
        if isinstance(node[0], list):
            children: list[tuple[str, Node]] = []
            for child in node:
                if not isinstance(child, list):
                    break
                children.append((f"{number}.{len(children) + 1}".lstrip("."), child))
            todo.extend(reversed(children))
            continue
        leaf = _read_leaf(number, node)
        if leaf is None:
            continue
        if leaf.media_type == "text/plain":
            return leaf
        html = html or leaf
    return html


def _read_leaf(number: str, node: list[Node]) -> TextLeaf | None:
    if len(node) < 2 or not isinstance(node[0], bytes) or not isinstance(node[1], bytes):
        raise BadStructure("a part without a media type")
    media_type = b"/".join((node[0], node[1])).lower().decode("latin-1")
    if media_type not in ("text/plain", "text/html"):
        return None
    octets = parse_number(node[6]) if len(node) > 6 else None
    if octets is None:
        raise BadStructure("a text without a size")
    if len(node) > _DISPOSITION_OF_TEXT and _is_attachment(node[_DISPOSITION_OF_TEXT]):
        return None
    encoding = node[5] if isinstance(node[5], bytes) else b""
    parameters = _read_parameters(node[2])
    written = (f'{name}="{value}"' for name, value in parameters.items() if '"' not in name + value)
    return TextLeaf(
        number=number,
        media_type=media_type,
        charset=parameters.get("charset") or None,
        transfer_encoding=encoding.decode("latin-1").strip().lower() or "7bit",
        octets=octets,
        content_type="; ".join((media_type, *written)),
    )


def _is_attachment(disposition: Node) -> bool:
    kind = disposition[0] if isinstance(disposition, list) and disposition else disposition
    return isinstance(kind, bytes) and kind.strip().lower() == b"attachment"


def _read_parameters(node: Node) -> dict[str, str]:
    """Read the parameters of a media type; the first of a name counts."""
    parameters: dict[str, str] = {}
    if isinstance(node, list):
        for name, value in zip(node[::2], node[1::2], strict=False):
            if isinstance(name, bytes) and isinstance(value, bytes):
                decoded = value.decode("latin-1").strip()
                parameters.setdefault(name.decode("latin-1").lower(), decoded)
    if parameters.get("charset", "").lower() == "us-ascii":
        del parameters["charset"]
    return parameters
