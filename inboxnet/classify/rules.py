"""What titles and domains say of a person: small lexicons in several languages, no spaCy.

This module owns the way from a title to seniority and function; `inboxnet.message.signature` only
finds titles. The lexicons stand in ``data/``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal, cast

from inboxnet.people.domain import label

Seniority = Literal["owner", "executive", "director", "head", "manager", "junior", "staff"]
Function = Literal["talent", "sales", "purchasing", "assistant", "technical", "finance", "other"]
Phrases = frozenset[tuple[str, ...]]

_WORD = re.compile(r"[^\W_]+")
_MAX_TITLE_WORDS = 10
_LONGEST_PHRASE = 3


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return ``text`` without case and diacritics, for comparison only."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text``."""
    return tuple(_WORD.findall(fold(text)))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("data", name).read_text("utf-8"))


def _entries(text: str) -> frozenset[str]:
    return frozenset(e for line in text.splitlines() if (e := line.strip()))


def _split(text: str) -> frozenset[str]:
    return frozenset(e for part in text.split(";") if (e := part.strip()))


@cache
def _titles() -> dict[str, dict[str, Phrases]]:
    return {
        table: {name: frozenset(map(words, _split(text))) for name, text in entries.items()}
        for table, entries in _read("titles.toml").items()
    }


@cache
def _domains() -> dict[str, frozenset[str]]:
    return {name: _split(text) for name, text in _read("domains.toml").items()}


def _has(tokens: tuple[str, ...], phrases: Phrases) -> bool:
    return any(
        tokens[i : i + n] in phrases
        for n in range(1, _LONGEST_PHRASE + 1)
        for i in range(len(tokens) - n + 1)
    )


@lru_cache(maxsize=8192)
def seniority(title: str) -> Seniority:
    """Return how high ``title`` stands; ``staff`` where it says nothing.

    Who sells or assists under a grand word ('Account Director', 'PA to the CEO') stays ``staff``.
    """
    tokens = words(title)
    titles = _titles()
    if _has(tokens, titles["withdraws"]["assists"]):
        return "staff"
    if _has(tokens, titles["withdraws"]["junior"]):
        return "junior"
    sells = _has(tokens, titles["withdraws"]["sells"])
    sells = sells or _has(tokens, titles["withdraws"]["partners"])
    for level, phrases in titles["seniority"].items():
        if _has(tokens, phrases):
            if sells and level not in {"owner", "executive"}:
                return "staff"
            return cast("Seniority", level)
    return "staff"


@lru_cache(maxsize=8192)
def function(title: str) -> Function:
    """Return what ``title`` says its bearer does all day; ``other`` where it says nothing."""
    tokens = words(title)
    titles = _titles()
    by_function = titles["function"]
    if _has(tokens, by_function["talent"]):
        return "talent"
    if _has(tokens, titles["withdraws"]["assists"]):
        return "assistant"
    if _has(tokens, titles["withdraws"]["sells"]):
        return "sales"
    for name, phrases in by_function.items():
        if _has(tokens, phrases):
            return cast("Function", name)
    return "other"


_PROSE = frozenset(
    words(
        "i we you he she they is are was were will would can could should have has had your my"
        " our please not this that ich wir sie ist sind haben bitte nicht mein ihr je nous vous est"
        " sont pas votre mon ma yo es son por favor su mi io sono ho non ik wij zijn niet eu tenho"
    )
)


def is_title(line: str) -> bool:
    """Whether a line names a position: some word of it is in the lexicons, and it is no prose."""
    tokens = words(line)
    if not 0 < len(tokens) <= _MAX_TITLE_WORDS or not _PROSE.isdisjoint(tokens):
        return False
    if function(line) != "other" or seniority(line) != "staff":
        return True
    return _has(tokens, _titles()["plain"]["other"])


def domain_of(address: str) -> str:
    """Return what stands behind the last ``@``."""
    return address.rpartition("@")[2]


def same_organization(domain: str, others: frozenset[str]) -> bool:
    """Whether ``domain`` is one of ``others``, or a subdomain or parent of one."""
    return any(
        domain == o or domain.endswith(f".{o}") or (o.endswith(f".{domain}") and "." in domain)
        for o in others
        if o
    )


@cache
def _listed(file: str) -> frozenset[str]:
    text = resources.files(__package__).joinpath("data", file).read_text("utf-8")
    return frozenset(e for e in _entries(text) if not e.startswith("#"))


def _is_listed(domain: str, file: str) -> bool:
    listed = _listed(file)
    labels = domain.split(".")
    return any(".".join(labels[i:]) in listed for i in range(len(labels) - 1))


@lru_cache(maxsize=65536)
def is_listed_recruiter(domain: str) -> bool:
    """Whether ``domain`` or a parent stands in the shipped list of recruiting firms."""
    return _is_listed(domain, "recruiters.txt")


@lru_cache(maxsize=65536)
def is_applicant_system(domain: str) -> bool:
    """Whether ``domain`` or a parent belongs to an applicant tracking system."""
    return _is_listed(domain, "applicant_systems.txt")


@lru_cache(maxsize=65536)
def is_agency_name(domain: str) -> bool:
    """Whether the name of ``domain`` speaks of hiring people."""
    lexicon = _domains()
    name = label(domain)
    for part in lexicon["agency_exceptions"]:
        name = name.replace(part, "")
    return any(part in name for part in lexicon["agency_parts"]) or not lexicon[
        "agency_words"
    ].isdisjoint(name.split("-"))


@lru_cache(maxsize=65536)
def is_public_body(domain: str) -> bool:
    """Whether ``domain`` belongs to a university, school or authority, by its name."""
    lexicon = _domains()
    return not lexicon["public_labels"].isdisjoint(domain.split(".")) or any(
        part in domain for part in lexicon["public_parts"]
    )
