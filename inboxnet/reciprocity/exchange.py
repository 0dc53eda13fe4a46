"""Turns and exchanges: who owes whom an answer.

A turn is a run of messages by one side of a conversation between the owner and one person. Its
clock starts at the first message of the run that is owed an answer; later ones chase and do not
restart it. A run in which nothing is owed an answer is closed from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from inboxnet.reciprocity.replies import Reply
from inboxnet.threads.mail import ThreadMail

DUE = 0.5
"""From this probability on, a message is said to expect an answer."""

PERHAPS = 0.3
"""Below this probability an unanswered turn is closed: nothing was owed."""

_LARGEST_GROUP = 3
"""To more people than this a message is an announcement: nobody in particular owes an answer."""

State = Literal["answered", "open", "closed", "settled", "unknown"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of the owner's own mail was seen.

    Attributes:
        problem: None, or why nothing can be said of any debt (no Sent mailbox, say).
        since: Seconds since the epoch; before it the owner's own mail was not seen.
    """

    problem: str | None
    since: int | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn and its answer.

    Attributes:
        person_id: The other side.
        direction: ``to_me``: they wrote and the owner owes; ``from_me``: the reverse.
        opened_by: The message at which the clock started.
        opened_at: Seconds since the epoch, or None.
        chasers: Later messages of the run.
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
    replies: Mapping[int, Reply],
    expectation: Mapping[int, float],
    *,
    owner: int,
    counterparts: Collection[int],
    coverage: Coverage,
) -> list[Exchange]:
    """Return the exchanges of one conversation.

    Args:
        conversation: Its messages by sent date.
        replies: Message id to its answer.
        expectation: Message id to the probability that an answer was owed.
        owner: The owner's person id.
        counterparts: Person ids that can owe or be owed (no machines, no lists).
        coverage: What of the owner's mail was seen.
    """
    runs: dict[tuple[int, str], list[ThreadMail]] = {}
    mails = {mail.mail_id: mail for mail in conversation}
    returned = {
        msg_id for mail in conversation if mail.automatic == "bounce" for msg_id in mail.references
    }
    found: list[Exchange] = []

    def end(key: tuple[int, str]) -> None:
        run = runs.pop(key, None)
        if run:
            exchange = _exchange(key, run, replies, expectation, mails, coverage)
            if exchange.state == "open" and _came_back(mails[exchange.opened_by], returned):
                exchange = replace(exchange, state="closed", why="it came back undelivered")
            found.append(exchange)

    for mail in conversation:
        if mail.automatic:
            continue
        for person in _sides(mail, owner, counterparts):
            direction = "to_me" if mail.author == person else "from_me"
            key = (person, direction)
            run = runs.get(key)
            if run is not None and not _same_turn(run, mail, replies):
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
    return mail.msg_id in returned and len(mail.recipients) == 1


def _sides(mail: ThreadMail, owner: int, counterparts: Collection[int]) -> Iterable[int]:
    """Yield the people with whom ``mail`` is a turn of the owner's or to the owner."""
    if mail.direction == "in":
        if mail.author in counterparts and mail.author is not None:
            yield mail.author
    elif mail.direction == "out":
        others = sorted(person for person in mail.to if person != owner)
        if len(others) <= _LARGEST_GROUP:
            yield from (person for person in others if person in counterparts)


def _same_turn(run: Sequence[ThreadMail], mail: ThreadMail, replies: Mapping[int, Reply]) -> bool:
    """Return whether ``mail`` goes on with the run: both wait for, or got, the same answer."""
    last, new = replies.get(run[-1].mail_id), replies.get(mail.mail_id)
    return (last.answered_by if last else None) == (new.answered_by if new else None)


def _exchange(
    key: tuple[int, str],
    run: Sequence[ThreadMail],
    replies: Mapping[int, Reply],
    expectation: Mapping[int, float],
    mails: Mapping[int, ThreadMail],
    coverage: Coverage,
) -> Exchange:
    person, direction = key
    due = [mail for mail in run if expectation.get(mail.mail_id, 0.0) >= DUE]
    opener = due[0] if due else run[0]
    expects = max(expectation.get(mail.mail_id, 0.0) for mail in run)
    reply = replies.get(opener.mail_id)
    answer = mails.get(reply.answered_by) if reply else None
    by_another = False
    if direction == "to_me" and answer is not None and answer.direction != "out":
        # What somebody else answered to all settles nothing of the owner's.
        by_another, answer = True, None
    state: State
    if answer is not None and reply is not None:
        state, why = "answered", f"answered, found by {reply.method}"
        if direction == "from_me" and answer.author != person:
            why = f"answered by somebody else addressed, found by {reply.method}"
    elif expects < PERHAPS:
        state, why = "closed", "no answer was owed"
    elif coverage.problem is not None:
        state, why = "unknown", coverage.problem
    elif coverage.since is not None and (opener.sent or 0) < coverage.since:
        state, why = "unknown", "older than the first of the owner's own mail that was read"
    else:
        state, why = "open", "no answer was found"
        if by_another:
            why = "somebody else who was addressed answered, you did not"
    return Exchange(
        person_id=person,
        direction="to_me" if direction == "to_me" else "from_me",
        opened_by=opener.mail_id,
        opened_at=opener.sent,
        chasers=sum(1 for mail in run if (mail.sent or 0) > (opener.sent or 0)),
        answered_by=answer.mail_id if answer else None,
        answered_at=answer.sent if answer else None,
        latency_seconds=reply.latency_seconds if reply and answer else None,
        expects_reply=round(expects, 4),
        state=state,
        why=why,
    )
