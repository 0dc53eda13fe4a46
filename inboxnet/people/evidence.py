"""What speaks for and against one person behind two addresses, weighed.

Each piece of evidence has a weight in log-odds: how much likelier it is seen if the addresses are
one person's than if they are two people's (Fellegi and Sunter 1969). The sum with `PRIOR` gives the
probability. The weights are set by hand, so that a shared name alone joins only if it is a full one
that few people have, which may still be two people's. Any other needs a shared organisation, a
telephone number, an answer from one address to mail for the other, or a word of the author. Names
that contradict each other refuse, whatever speaks for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

from inboxnet.message.model import Address
from inboxnet.message.name import (
    Likeness,
    Name,
    compare,
    given_forms,
    is_common_name,
    is_foreign,
    is_given_name,
    plain,
    spelled,
)
from inboxnet.message.sender_kind import sender_kind_hint
from inboxnet.people.domain import is_provider, kin, label, registrable, related

PRIOR: Final = -5.0
MERGE: Final = 4.0
"""Log-odds from which two addresses are one person's: 0.982."""
CANDIDATE: Final = -1.6
"""Log-odds from which the owner is asked: 0.17, which a shared name has."""

_LIKENESS: Final[tuple[Likeness, ...]] = (
    "same",
    "short",
    "spelling",
    "initial",
    "part",
    "renamed",
    "conflict",
    "other",
)
_NAME: Final[dict[Likeness, tuple[float, str]]] = {
    "same": (4.0, "the same name"),
    "short": (3.5, "another form of the same name"),
    "spelling": (2.5, "nearly the same name"),
    "initial": (2.0, "the same last name and initial"),
    "part": (2.0, "a part of the same name"),
    "renamed": (0.0, "the same first name"),
}
_SPELT = (4.0, "its local part spells the name")
_SPELT_SHORT = (2.0, "its local part is made of an initial and the last name")
_SPELT_HALF = (0.5, "its local part is one half of the name")
_IN_LOCAL_PART: Final = ", read from the local part"
_NAMED: Final = 2.0
"""Evidence of names from which an organisation in common counts."""

_ORGANISATION = (6.0, "at the same organisation")
_KIN = (3.0, "at domains of one name")
_FAMILY_DOMAIN = (1.0, "the domain carries the family name")
_TAGGED = (9.0, "one mailbox with another tag")
_HOST = (9.0, "one mailbox name at one organisation")
_SIBLING_HOST = (5.0, "one mailbox name at two hosts of an organisation")
_SAME_LOCAL = (1.0, "the same local part")
_ODD_LOCAL = (5.0, "the same unusual local part")
_MIDDLE = (1.0, "the same middle name or initial")
_FOREIGN = (-1.0, "one local part shows another name")
_QUALIFIED = (-2.0, "an address book tells them apart")
_GENERATION = (-1.5, "only one is called junior or senior")
_RARE = (1.0, "nobody else has that last name")
_UNUSUAL = (5.5, "few people have that name")
_UNUSUAL_SHORT: Final = -2.5
"""Brothers, sisters and couples share a last name, and some a form of the first (Sam, Samantha)."""
_TWO_PLACES = (-0.5, "at two organisations")
"""Where more than `_FEW_PEOPLE` are named, the name needs one more sign beside it then."""
_COMMON = (-1.0, "several others have that last name")
_VERY_COMMON = (-1.5, "many others have that last name")
_COMMON_SAME = (-0.5, _VERY_COMMON[1])
_FURTHER_LINK: Final = 1.0
_MOST_LINKS: Final = 3
_REFUSED: Final = 3.0
"""What contradicts itself is never surer than this."""

_FAMILY_LETTERS: Final = 4
_DISTINCT_LETTERS: Final = 5
_COMMON_FROM: Final = 2
_VERY_COMMON_FROM: Final = 5
_LARGE_FROM: Final = 300
_FEW_PEOPLE: Final = 500
_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})

Piece = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one address.

    Attributes:
        address_id: The store's id.
        addr_spec: The address.
        names: The personal names it usually goes by; empty if none is written.
        authored: Mail was written from it, so that its names are its own.
        mergeable: It is one person's: no machine, role, relay, or desk that several people share.
        spelt: The name is not written, but read from the local part.
    """

    address_id: int
    addr_spec: str
    names: tuple[Name, ...]
    authored: bool
    mergeable: bool = True
    spelt: bool = False

    @property
    def domain(self) -> str:
        """What stands behind ``@``."""
        return self.addr_spec.rpartition("@")[2]

    @property
    def mailbox(self) -> str:
        """The local part without its tag, and without dots where they mean nothing."""
        local = self.addr_spec.rpartition("@")[0].partition("+")[0]
        return local.replace(".", "") if self.domain in _DOTLESS else local

    @property
    def letters(self) -> str:
        """The letters of the local part, as in a `plain` name."""
        return plain("".join(c for c in self.mailbox if c.isalpha()))


@dataclass(frozen=True, slots=True)
class Weighed:
    """The evidence on two addresses.

    Attributes:
        score: Log-odds that they are one person's.
        pieces: What it is made of.
        refused: They contradict each other.
    """

    score: float
    pieces: tuple[Piece, ...]
    refused: bool = False

    @property
    def probability(self) -> float:
        """Log-odds as a probability."""
        return 1 / (1 + exp(-self.score))

    def why(self) -> str:
        """Return the evidence in words, what speaks for it first."""
        speaks = [words for weight, words in self.pieces if weight >= 0]
        against = [words for weight, words in self.pieces if weight < 0]
        return "; ".join([*speaks, *(f"but {words}" for words in against)])

    def lessened(self, weight: float, words: str) -> Weighed:
        """Return the same with one more piece."""
        return Weighed(self.score + weight, (*self.pieces, (weight, words)), self.refused)


class Scales:
    """Weighs pairs of addresses; knows how many people share a last name here."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        firsts: dict[str, set[str]] = defaultdict(set)
        named = 0
        for profile in profiles:
            named += any(name.full for name in profile.names)
            for name in profile.names:
                if name.full:
                    firsts["".join(name.surnames)].add(min(given_forms(name.given[0])))
        self._firsts = firsts
        self._large = len(self._firsts) >= _LARGE_FROM
        # Among twice as many people each has twice as many chances of a namesake.
        self._unusual = _UNUSUAL[0] - log(max(1.0, named / _FEW_PEOPLE))

    def weigh(self, one: Profile, other: Profile, links: Sequence[Piece] = ()) -> Weighed | None:
        """Weigh all that is known of two addresses.

        Args:
            one: An address.
            other: Another one.
            links: What mail shows beside names and addresses.

        Returns:
            None if nothing speaks for one person, or they are called differently.
        """
        if not (one.mergeable and other.mergeable):
            return None
        likeness = _likeness(one.names, other.names)
        if likeness == "other" or (likeness == "renamed" and not links):
            return None
        refused = likeness in {"renamed", "conflict"}
        pieces: list[Piece] = []
        if likeness == "conflict":
            pieces += [_NAME["same"], (0.0, "but the names between contradict each other")]
        elif likeness == "renamed":
            pieces += [_NAME["renamed"], (0.0, "but another last name")]
        elif likeness is not None:
            weight, words = _NAME[likeness]
            pieces.append((weight, words + _IN_LOCAL_PART * (one.spelt or other.spelt)))
            pieces += self._details(one, other, likeness)
        elif one.names or other.names:
            spelt = _spelt(one, other) if one.names else _spelt(other, one)
            if spelt is None:
                return None
            pieces.append(spelt)
            if related(one.domain, other.domain) and _is_qualified(one, other):
                pieces.append(_QUALIFIED)
        foreign = [profile for profile in (one, other) if _is_foreign(profile)]
        pieces += [_FOREIGN] * bool(foreign)
        if _is_numbered_namesake(one, other):
            pieces.append((0.0, "but one is numbered to tell namesakes apart"))
            refused = True
        # An assistant's address goes by the name of the boss, in the same organisation.
        refused |= bool(foreign) and related(one.domain, other.domain)
        named = refused or (bool(pieces) and pieces[0][0] >= _NAMED)
        pieces += _places(one, other, named=named)
        pieces += _linked(links)
        if not pieces:
            return None
        score = PRIOR + sum(weight for weight, _ in pieces)
        return Weighed(min(score, _REFUSED) if refused else score, tuple(pieces), refused)

    def _details(self, one: Profile, other: Profile, likeness: Likeness) -> Iterator[Piece]:
        name, other_name = one.names[0], other.names[0]
        if name.given[1:] and other_name.given[1:] and likeness != "part":
            yield _MIDDLE
        if related(one.domain, other.domain) and _is_qualified(one, other):
            yield _QUALIFIED
        if name.generation != other_name.generation:
            yield _GENERATION
        own_forms = {*given_forms(name.given[0]), *given_forms(other_name.given[0])}
        bearers = self._firsts.get("".join(name.surnames), set()) - own_forms
        full = likeness in {"same", "short"} and name.full and other_name.full
        if full and not any(map(is_common_name, (name, other_name))):
            less = _UNUSUAL_SHORT if likeness == "short" else 0.0
            yield self._unusual + less, _UNUSUAL[1]
            if _are_two_organisations(one.domain, other.domain):
                yield _TWO_PLACES
        if not bearers and self._large and likeness != "part":
            yield _RARE
        elif len(bearers) >= _VERY_COMMON_FROM:
            yield _VERY_COMMON if likeness != "same" else _COMMON_SAME
        elif len(bearers) >= _COMMON_FROM and likeness != "same":
            yield _COMMON


def agree(one: Profile, other: Profile) -> bool:
    """Return whether nothing contradicts that two addresses are one person's."""
    if not (one.mergeable and other.mergeable):
        return False
    likeness = _likeness(one.names, other.names)
    if likeness is not None:
        return likeness not in {"renamed", "conflict", "other"}
    if one.names or other.names:
        nameless, known = (other, one.names) if one.names else (one, other.names)
        return not all(is_foreign(nameless.mailbox, name) for name in known)
    return True


def _likeness(names: Sequence[Name], others: Sequence[Name]) -> Likeness | None:
    found = {compare(name, other) for name in names for other in others}
    if not found:
        return None
    return "conflict" if "conflict" in found else min(found, key=_LIKENESS.index)


def _is_foreign(profile: Profile) -> bool:
    """Return whether the local part shows another name; at a domain of the own name any will do."""
    if sender_kind_hint(Address(profile.addr_spec, "")) == "role":
        return False
    registered = plain(label(profile.domain))
    return bool(profile.names) and all(
        is_foreign(profile.mailbox, name)
        and "".join((*name.given, *name.surnames)) not in registered
        for name in profile.names
    )


def _are_two_organisations(one: str, other: str) -> bool:
    """Return whether unrelated organisations gave two addresses, rather than a provider of mail."""
    providers = is_provider(one) or is_provider(other)
    return not (providers or related(one, other) or kin(one, other))


def _is_qualified(one: Profile, other: Profile) -> bool:
    """Return whether an address book adds something to one name that it does not to the other."""
    return _qualifiers(one) != _qualifiers(other)


def _qualifiers(profile: Profile) -> set[str]:
    return {name.qualifier for name in profile.names} - {""}


def _is_numbered_namesake(one: Profile, other: Profile) -> bool:
    """Return whether two addresses of a domain differ by a number alone: ``john.smith2``."""
    if one.domain != other.domain or one.mailbox == other.mailbox:
        return False
    bare, other_bare = (p.mailbox.rstrip("0123456789") for p in (one, other))
    return bare == other_bare and not is_provider(one.domain)


def _spelt(named: Profile, nameless: Profile) -> Piece | None:
    """Say what the local part of an address without a name has of the other's name."""
    letters = nameless.letters
    best: Piece | None = None
    for name in named.names:
        first, last = "".join(name.given[:1]), "".join(name.surnames)
        if letters in {first + last, last + first, "".join(name.given) + last}:
            return _SPELT
        if letters in spelled(name):
            best = _SPELT_SHORT
        elif letters and letters in {first, last}:
            best = best or _SPELT_HALF
    return best


def _places(one: Profile, other: Profile, *, named: bool) -> Iterator[Piece]:
    """Say what the local parts and the domains have in common."""
    same_mailbox = one.mailbox == other.mailbox
    if one.domain == other.domain or {one.domain, other.domain} <= _DOTLESS:
        if same_mailbox:
            yield _TAGGED
            return
    elif same_mailbox and registrable(one.domain) == registrable(other.domain):
        under = one.domain.endswith(f".{other.domain}") or other.domain.endswith(f".{one.domain}")
        if named or _is_distinct(one):
            yield _HOST if under else _SIBLING_HOST
            return
    if not named:
        return
    if related(one.domain, other.domain):
        yield _ORGANISATION
    elif kin(one.domain, other.domain):
        yield _KIN
    elif same_mailbox and _is_odd(one, other):
        yield _ODD_LOCAL
    elif any(_carries_family(profile) for profile in (one, other)):
        yield _FAMILY_DOMAIN
    if same_mailbox:
        yield _SAME_LOCAL


def _is_distinct(profile: Profile) -> bool:
    """Return whether a local part is more than a first name, which many people have."""
    letters = profile.letters
    return len(letters) >= _DISTINCT_LETTERS and not is_given_name(letters)


def _is_odd(one: Profile, other: Profile) -> bool:
    """Return whether a local part has more than the name in it, which namesakes would not share."""
    names = (*one.names, *other.names)
    if not names or len(one.mailbox) < _DISTINCT_LETTERS:
        return False
    derived = any(one.letters in {*spelled(name), *name.given, *name.surnames} for name in names)
    digits = sum(c.isdigit() for c in one.mailbox)
    return not all(is_foreign(one.mailbox, name) for name in names) and (digits > 1 or not derived)


def _carries_family(profile: Profile) -> bool:
    if is_provider(profile.domain):
        return False
    registered = plain(label(profile.domain))
    return any(
        len(family) >= _FAMILY_LETTERS and family in registered
        for name in profile.names
        for family in name.surnames
    )


def _linked(links: Sequence[Piece]) -> list[Piece]:
    """What conversations show is seldom independent: the strongest alone counts whole."""
    ordered = sorted(set(links), key=lambda piece: (-piece[0], piece[1]))
    speaks = [piece for piece in ordered if piece[0] > 0]
    further = [(min(_FURTHER_LINK, weight), words) for weight, words in speaks[1:_MOST_LINKS]]
    return [*speaks[:1], *further, *(piece for piece in ordered if piece[0] <= 0)]
