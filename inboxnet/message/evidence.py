"""Weighed signs of what kind of automatic mail a mail is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

THRESHOLD = 3.0
"""Log-odds against a mail being automatic before anything is known of it."""

SENT_BY_MACHINES = ("no-reply", "notification", "bulk")
"""Kinds that differ in degree: what tells for one tells for the others."""


@dataclass(slots=True)
class Evidence:
    """The signs found in one mail, each in units of log-odds.

    Attributes:
        weights: Kind to the sum of its signs; the empty kind holds what tells for all, ``machine``
            what tells for all of `SENT_BY_MACHINES`.
        signs: Weight, kind and words of each sign that tells for a machine.
    """

    weights: dict[str, float] = field(default_factory=dict)
    signs: list[tuple[float, str, str]] = field(default_factory=list)

    def add(self, kind: str, weight: float, sign: str) -> None:
        """Add a sign."""
        self.weights[kind] = self.weights.get(kind, 0.0) + weight
        if weight > 0:
            self.signs.append((weight, kind, sign))

    def doubt(self, kinds: Iterable[str], weight: float) -> None:
        """Take away from the kinds that have any sign."""
        for kind in kinds:
            if kind in self.weights:
                self.weights[kind] -= weight

    def is_suspicious(self) -> bool:
        """Tell whether signs of a person could change the verdict."""
        return any(kind in self.weights for kind in SENT_BY_MACHINES)

    def verdict(self) -> str | None:
        """Return ``kind: signs`` of the heaviest kind that reaches the threshold, else None."""
        if not self.signs:
            return None
        common = self.weights.get("", 0.0)
        sent = [kind for kind in SENT_BY_MACHINES if self.weights.get(kind, 0.0) > 0]
        together = sum(self.weights.get(kind, 0.0) for kind in ("machine", *SENT_BY_MACHINES))
        totals = {kind: weight for kind, weight in self.weights.items() if kind not in sent}
        totals |= dict.fromkeys(sent, together)
        for shared in ("", "machine"):
            totals.pop(shared, None)
        kind = max(totals, key=lambda kind: (totals[kind], self.weights[kind]), default="")
        if not kind or totals[kind] + common < THRESHOLD:
            return None
        kinds = (kind, "", *(sent if kind in sent else ()))
        signs = sorted((s for s in self.signs if s[1] in kinds), key=lambda s: -s[0])
        names = dict.fromkeys(sign for _, _, sign in signs)
        return f"{kind}: {', '.join(list(names)[: 1 if signs[0][0] >= THRESHOLD else 3])}"
