"""Facts of the header that are evidence for the classifier, as short tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inboxnet.message.model import Headers
from inboxnet.message.vocabulary import read_vocabulary, read_words

_MAX_FIELDS = 10
_MAX_CHARACTERS = 1000

_CAMPAIGN_FIELDS = read_words("mailers", "campaign-fields")
_RELAY_FIELDS = read_words("mailers", "relay-fields")
_TICKET_FIELDS = read_words("mailers", "ticket-fields")
_TICKET_HOSTS = read_words("mailers", "ticket-hosts")
_ATS_HOSTS = read_words("ats_hosts", "hosts")

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}")
_SIGNING_DOMAIN = re.compile(r"^.*?\bd=([^;\s]*).*$", re.DOTALL)
_MAILERS = tuple(
    (section.removeprefix("mailer "), names)
    for section, names in read_vocabulary("mailers").items()
    if section.startswith("mailer ")
)


def header_traits(headers: Headers) -> tuple[str, ...]:
    """Return what the header fields say of how a mail was made and sent.

    Returns:
        Sorted tokens: ``auto-response-suppress auto-submitted ats esp forwarded list-id list-post
        list-unsubscribe list-unsubscribe-post organization precedence-bulk precedence-junk
        precedence-list relay reply reply-to return-path-empty ticket x-priority-high
        x-priority-low``, and ``mailer:`` with one of
        ``apple esp gmail groupwise lotus mobile other outlook script thunderbird webmail``.
    """
    traits = {
        name
        for name in (
            "list-unsubscribe",
            "list-unsubscribe-post",
            "list-id",
            "list-post",
            "reply-to",
            "organization",
        )
        if name in headers
    }
    submitted = first(headers, "auto-submitted")
    if submitted and not submitted.startswith("no"):
        traits.add("auto-submitted")
    if "x-auto-response-suppress" in headers:
        traits.add("auto-response-suppress")
    precedence = first(headers, "precedence")
    if precedence in ("bulk", "junk", "list"):
        traits.add(f"precedence-{precedence}")
    if "in-reply-to" in headers or "references" in headers:
        traits.add("reply")
    if first(headers, "return-path") == "<>":
        traits.add("return-path-empty")
    if not _CAMPAIGN_FIELDS.isdisjoint(headers):
        traits.add("esp")
    if not _RELAY_FIELDS.isdisjoint(headers):
        traits.add("relay")
    hosts = set(_hosts(headers))
    if any(_under(host, _ATS_HOSTS) for host in hosts):
        traits.add("ats")
    if not _TICKET_FIELDS.isdisjoint(headers) or any(_under(host, _TICKET_HOSTS) for host in hosts):
        traits.add("ticket")
    if "x-forwarded-for" in headers or "resent-from" in headers or "x-forwarded-to" in headers:
        traits.add("forwarded")
    if priority := _priority(headers):
        traits.add(f"x-priority-{priority}")
    if mailer := _mailer(headers):
        traits.add(f"mailer:{mailer}")
    return tuple(sorted(traits))


def first(headers: Headers, name: str) -> str:
    """Return the first body of a field, stripped and in lower case; empty if there is none."""
    values = headers.get(name)
    return values[0][:_MAX_CHARACTERS].strip().lower() if values else ""


def _hosts(headers: Headers) -> Iterable[str]:
    """Yield the host names of those who sent the mail."""
    for name in ("from", "message-id", "return-path", "received", "sender", "dkim-signature"):
        for field in headers.get(name, ())[:_MAX_FIELDS]:
            value = field[:_MAX_CHARACTERS].lower()
            if name == "received":
                value = value.partition(" by ")[0]
            elif name == "from":
                value = value.rpartition("@")[2]
            elif name == "dkim-signature":
                value = _SIGNING_DOMAIN.sub(r"\1", value)
            yield from _HOST.findall(value)


def _under(host: str, domains: frozenset[str]) -> bool:
    while host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False


def _priority(headers: Headers) -> str:
    value = first(headers, "x-priority")[:1]
    importance = first(headers, "importance") or first(headers, "x-msmail-priority")
    if value in ("1", "2") or importance == "high":
        return "high"
    return "low" if value in ("4", "5") or importance == "low" else ""


def _mailer(headers: Headers) -> str:
    mailer = first(headers, "x-mailer") or first(headers, "user-agent")
    if mailer:
        for family, names in _MAILERS:
            if any(name in mailer for name in names):
                return family
        return "other"
    msg_id = first(headers, "message-id")
    if (
        "thread-topic" in headers
        or "x-ms-exchange-organization-authas" in headers
        or "x-ms-has-attach" in headers
        or ".prod.outlook.com" in msg_id
    ):
        return "outlook"
    if "mail.gmail.com" in msg_id or "x-gm-message-state" in headers:
        return "gmail"
    if any("apple message framework" in value.lower() for value in headers.get("mime-version", ())):
        return "apple"
    return ""
