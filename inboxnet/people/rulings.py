"""What the owner ruled: which addresses are one person's, and which are not.

Rulings name addresses, not people: those are derived anew, and their ids may change. They win over
all evidence in the mail, whenever it comes, and a later ruling wins over an earlier one that
contradicts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final, Literal

OWNER: Final = "owner"
"""Stands among addresses for the owner; no addr-spec is without ``@``."""

RulingKind = Literal["merge", "split"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """One ruling of the owner.

    Attributes:
        kind: ``merge`` joins two people, ``split`` parts one.
        named: The addr-specs that it was made about, for telling it; `OWNER` is the owner.
        parts: Addr-specs of two parts are two people's. Those of the first part are one person's,
            as are those of the owner's part; of another part nothing more is said.
        over: Earlier rulings that set two of these apart do so no more.
        number: By which it can be undone; later rulings have higher ones. 0 until it is written.
    """

    kind: RulingKind
    named: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    over: frozenset[str] = frozenset()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """A person about whom the owner rules.

    Attributes:
        named: The address that stands for the person.
        addresses: All of them.
        is_owner: It is the owner.
    """

    named: str
    addresses: tuple[str, ...]
    is_owner: bool = False


def rule_merge(one: Side, other: Side) -> Ruling:
    """Return the ruling that two people are one; with the owner, that the addresses are his own.

    Only an address of each is joined: what belongs to either by evidence, or by other rulings,
    follows it as long as it does.
    """
    sides = (one, other)
    over = {address for side in sides for address in side.addresses}
    if one.is_owner or other.is_owner:
        # Evidence joins nothing to the owner's addresses: none of the other's would follow.
        strangers = [a for side in sides if not side.is_owner for a in side.addresses]
        parts: tuple[tuple[str, ...], ...] = ((OWNER, *sorted(strangers)),)
        over.add(OWNER)
    else:
        parts = ((one.named, other.named),)
    named = tuple(OWNER if side.is_owner else side.named for side in sides)
    return Ruling("merge", named, parts, frozenset(over))


def rule_split(person: Side, parted: Sequence[str]) -> Ruling:
    """Return the ruling that some addresses are somebody else's than the rest of a person's.

    Args:
        person: The person as it is now.
        parted: Stay together. Each of the rest is set apart from them, but the rest stay together
            only as far as evidence or another ruling joins them; the owner's stay the owner's.
            All addresses, or none: each is another person's.
    """
    rest = [address for address in person.addresses if address not in parted]
    if not parted or not rest:
        parts = tuple((address,) for address in sorted(person.addresses))
        return Ruling("split", (person.named,), parts)
    owner = [OWNER] if person.is_owner else []
    return Ruling(
        "split",
        tuple(sorted(parted)),
        (tuple(sorted(parted)), (*owner, *sorted(rest))),
    )


class Standing:
    """Which addresses must be one person's and which must not, as rulings and evidence join them.

    Nothing that was set apart is ever joined, nor is anything that was joined set apart: what
    comes first wins.
    """

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = {}

    @classmethod
    def of(cls, rulings: Iterable[Ruling]) -> Standing:
        """Settle rulings, the latest first."""
        standing = cls()
        lifted: list[frozenset[str]] = []
        for ruling in sorted(rulings, key=lambda ruling: -ruling.number):
            for place, part in enumerate(ruling.parts):
                if place > 0 and OWNER not in part:
                    continue
                for address in part[1:]:
                    standing.join(part[0], address)
            for part, other_part in combinations(ruling.parts, 2):
                for one, other in product(part, other_part):
                    if not any(one in over and other in over for over in lifted):
                        standing.set_apart(one, other)
            lifted.append(ruling.over)
        return standing

    def join(self, one: str, other: str) -> bool:
        """Make two addresses one person's, with all that were joined to either.

        Returns:
            Whether they are one person's now; nothing happens if they are set apart.
        """
        root, other_root = self._root(one), self._root(other)
        if root == other_root:
            return True
        if other_root in self._apart.get(root, ()):
            return False
        if len(self._group(root)) < len(self._group(other_root)):
            root, other_root = other_root, root
        self._members[root] = [*self._group(root), *self._group(other_root)]
        self._members.pop(other_root, None)
        self._parent[other_root] = root
        for third in self._apart.pop(other_root, set()):
            self._apart[third].discard(other_root)
            self._link_apart(root, third)
        return True

    def set_apart(self, one: str, other: str) -> bool:
        """Keep two addresses apart for good, with all that were joined to either.

        Returns:
            Whether they are apart now; nothing happens if they are one person's.
        """
        root, other_root = self._root(one), self._root(other)
        if root == other_root:
            return False
        self._link_apart(root, other_root)
        return True

    def members(self, address: str) -> list[str]:
        """Return all that are one person's with an address, itself too."""
        return sorted(self._group(self._root(address)))

    def groups(self) -> list[list[str]]:
        """Return all groups of two or more."""
        return sorted(sorted(members) for members in self._members.values())

    def are_apart(self, one: str, other: str) -> bool:
        """Return whether two addresses must not be one person's."""
        return self._root(other) in self._apart.get(self._root(one), ())

    def _group(self, root: str) -> list[str]:
        return self._members.get(root) or [root]

    def _link_apart(self, root: str, other_root: str) -> None:
        self._apart.setdefault(root, set()).add(other_root)
        self._apart.setdefault(other_root, set()).add(root)

    def _root(self, address: str) -> str:
        root = address
        while root in self._parent:
            root = self._parent[root]
        while address != root:
            above = self._parent[address]
            self._parent[address] = root
            address = above
        return root
