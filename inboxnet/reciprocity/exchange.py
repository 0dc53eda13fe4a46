"""Turns and exchanges: who owes whom an answer.

A turn is a run of messages by one side of a conversation between the owner and one person. Its
clock starts at the first message of the run that is owed an answer; later ones chase and do not
restart it. A run in which nothing is owed an answer is closed from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from inboxnet.reciprocity.expects import DUE, PERHAPS, Expectation
from inboxnet.reciprocity.replies import Reply
from inboxnet.threads.mail import ThreadMail

_LARGEST_GROUP = 3
"""To more people than this a message is an announcement: nobody in particular owes an answer."""

_MET = 0.49
"""How much less is expected of the others once one of those who were asked has answered."""

_REASONS = 3

_FOUND_BY = {
    "references": "its References name it",
    "server": "the mail server says so",
    "quoted": "it quotes it",
    "subject": "same subject and people",
    "thread": "later in the conversation",
    "separate": "plainly, in a mail of its own",
}

State = Literal["answered", "open", "closed", "settled", "unknown"]


@dataclass(frozen=True, slots=True)
class Span:
    """What was seen of the mail in which an answer would lie.

    Attributes:
        problem: None, or why nothing can be said of any answer.
        since: Seconds since the epoch, or None; before it such mail was not seen.
        until: Likewise after it.
        missing: Message ids for which such mail was not seen although it was for others, each
            with the reason.
    """

    problem: str | None = None
    since: int | None = None
    until: int | None = None
    missing: Mapping[int, str] = field(default_factory=dict)

    def why_unknown(self, opener: ThreadMail) -> str | None:
        """Return why it cannot be said whether ``opener`` was answered, or None if it can."""
        if self.problem is not None:
            return self.problem
        if opener.mail_id in self.missing:
            return self.missing[opener.mail_id]
        sent = opener.sent or 0
        if self.since is not None and sent < self.since:
            return "older than the first mail that was read of the side that owes"
        if self.until is not None and sent > self.until:
            return "newer than the last mail that was read of the side that owes"
        return None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen of both sides' mail: of the owner's for `to_me`, of the others' for `from_me`.

    Attributes:
        to_me: The mail in which the owner's answers lie.
        from_me: The mail in which the others' answers lie.
    """

    to_me: Span = field(default_factory=Span)
    from_me: Span = field(default_factory=Span)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn and its answer.

    Attributes:
        person_id: The other side.
        direction: ``to_me``: they wrote and the owner owes; ``from_me``: the reverse.
        opened_by: The message at which the clock started.
        opened_at: Seconds since the epoch, or None.
        chasers: Later messages of the run that ask again, or for more.
        answered_by: The answer, or None.
        answered_at: Seconds since the epoch, or None.
        latency_seconds: From ``opened_at`` to ``answered_at``.
        expects_reply: The largest probability of the run.
        state: See contract.
        why: In words.
    """

    person_id: int
    direction: Literal["to_me", "from_me"]
    opened_by: int
    opened_at: int | None
    chasers: int
    answered_by: int | None
    answered_at: int | None
    latency_seconds: int | None
    expects_reply: float
    state: State
    why: str


def build_exchanges(
    conversation: Sequence[ThreadMail],
    answers: Mapping[int, Sequence[Reply]],
    expectation: Mapping[int, Expectation],
    *,
    owner: int,
    counterparts: Collection[int],
    coverage: Coverage,
) -> list[Exchange]:
    """Return the exchanges of one conversation.

    Args:
        conversation: Its messages in order.
        answers: Message id to each person's first answer, in order.
        expectation: Message id to how likely an answer was owed, and why.
        owner: The owner's person id.
        counterparts: Person ids that can owe or be owed (no machines, no lists).
        coverage: What was seen of both sides' mail.
    """
    runs: dict[tuple[int, str], list[ThreadMail]] = {}
    turns = _Turns(
        answers, expectation, {mail.mail_id: mail for mail in conversation}, owner, coverage
    )
    returned = {
        msg_id for mail in conversation if mail.automatic == "bounce" for msg_id in mail.references
    }
    found: list[Exchange] = []

    def end(key: tuple[int, str]) -> None:
        run = runs.pop(key, None)
        if run:
            exchange = turns.exchange(key, run)
            opener = turns.mails[exchange.opened_by]
            if exchange.state == "open" and _came_back(opener, returned):
                exchange = replace(exchange, state="closed", why="it came back undelivered")
            found.append(exchange)

    for mail in conversation:
        if mail.automatic:
            continue
        for person in _sides(mail, owner, counterparts):
            key = (person, "to_me" if mail.author == person else "from_me")
            run = runs.get(key)
            if run is not None and not turns.same(key, run[-1], mail):
                end(key)
                run = None
            if run is None:
                runs[key] = [mail]
            else:
                run.append(mail)
    for key in list(runs):
        end(key)
    return found


def _came_back(mail: ThreadMail, returned: Collection[str]) -> bool:
    """Return whether the mail system returned a message that had one recipient."""
    return len(mail.recipients) == 1 and not mail.ids.isdisjoint(returned)


def _sides(mail: ThreadMail, owner: int, counterparts: Collection[int]) -> Iterable[int]:
    """Yield the people with whom ``mail`` is a turn of the owner's or to the owner.

    The same for both, as they are compared: those in To, unless they are many. Where the owner is
    not named at all, the mail came by Bcc, a list or an address that is not known.
    """
    if len(mail.to - {mail.author}) > _LARGEST_GROUP:
        return
    if mail.direction == "in":
        addressed = owner in mail.to or owner not in mail.cc
        if addressed and mail.author is not None and mail.author in counterparts:
            yield mail.author
    elif mail.direction == "out":
        yield from sorted(p for p in mail.to if p != owner and p in counterparts)


class _Turns:
    """Knows what answers a turn."""

    def __init__(
        self,
        answers: Mapping[int, Sequence[Reply]],
        expectation: Mapping[int, Expectation],
        mails: Mapping[int, ThreadMail],
        owner: int,
        coverage: Coverage,
    ) -> None:
        self.mails = mails
        self._answers = answers
        self._expectation = expectation
        self._owner = owner
        self._coverage = coverage

    def same(self, key: tuple[int, str], last: ThreadMail, new: ThreadMail) -> bool:
        """Return whether both wait for, or got, the same answer of the side that owes."""
        one, other = self._answer(key, last), self._answer(key, new)
        return (one and one.answered_by) == (other and other.answered_by)

    def _answer(self, key: tuple[int, str], mail: ThreadMail) -> Reply | None:
        """Return the answer of the one who owes: what others say settles nothing of theirs."""
        person, direction = key
        debtor = self._owner if direction == "to_me" else person
        return next(
            (reply for reply in self._answers.get(mail.mail_id, ()) if reply.author == debtor), None
        )

    def _probability(self, mail: ThreadMail) -> float:
        expectation = self._expectation.get(mail.mail_id)
        return expectation.probability if expectation else 0.0

    def exchange(self, key: tuple[int, str], run: Sequence[ThreadMail]) -> Exchange:
        """Return the exchange of one turn."""
        person, direction = key
        asking = [mail for mail in run if self._probability(mail) >= PERHAPS]
        opener = next((m for m in asking if self._probability(m) >= DUE), [*asking, run[0]][0])
        strongest = max(run, key=self._probability)
        reply = self._answer(key, opener)
        state, why = self._state(key, opener, strongest, reply)
        expects = self._probability(strongest)
        if state == "open" and self._met(key, opener, run):
            expects *= _MET
            if expects < PERHAPS:
                state, why = "closed", "somebody else who was asked answered"
        return Exchange(
            person_id=person,
            direction="to_me" if direction == "to_me" else "from_me",
            opened_by=opener.mail_id,
            opened_at=opener.sent,
            chasers=sum(
                self._probability(mail) >= PERHAPS for mail in run[run.index(opener) + 1 :]
            ),
            answered_by=reply.answered_by if reply else None,
            answered_at=reply.answered_at if reply else None,
            latency_seconds=reply.latency_seconds if reply else None,
            expects_reply=round(expects, 4),
            state=state,
            why=why,
        )

    def _met(self, key: tuple[int, str], opener: ThreadMail, run: Sequence[ThreadMail]) -> bool:
        """Return whether somebody else who was asked has answered.

        Not if the one who owes was then asked alone, and nobody answered that.
        """
        person, direction = key
        debtor = self._owner if direction == "to_me" else person
        asked_alone = any(
            mail.recipients == {debtor}
            and self._probability(mail) >= PERHAPS
            and not self._answers.get(mail.mail_id)
            for mail in run[run.index(opener) + 1 :]
        )
        return bool(self._answers.get(opener.mail_id)) and not asked_alone

    def _state(
        self,
        key: tuple[int, str],
        opener: ThreadMail,
        strongest: ThreadMail,
        reply: Reply | None,
    ) -> tuple[State, str]:
        if reply is not None:
            return "answered", f"{_FOUND_BY[reply.method]} (sure {reply.confidence:.0%})"
        if self._probability(strongest) < PERHAPS:
            return "closed", "no answer was owed"
        span = self._coverage.to_me if key[1] == "to_me" else self._coverage.from_me
        unknown = span.why_unknown(opener)
        if unknown is not None:
            return "unknown", unknown
        expectation = self._expectation.get(strongest.mail_id)
        reasons = "; ".join(expectation.reasons[:_REASONS]) if expectation else ""
        why = "no answer was found"
        if self._answers.get(opener.mail_id):
            why = "somebody else who was asked answered"
        return "open", f"{why} ({reasons})" if reasons else why
