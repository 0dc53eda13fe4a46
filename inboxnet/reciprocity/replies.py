"""Which message was answered by which.

An answer is a message by somebody who was addressed, to the one who wrote, in the same
conversation. It answers the message it follows and every earlier one of that author to that person
that was still waiting. Automatic mail never answers.

A message to several people has one row: the owner's own answer where the owner was addressed (what
others said settles nothing of the owner's), else the first answer of anyone addressed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inboxnet.reciprocity.answer_cues import apologises_for_delay
from inboxnet.reciprocity.expects import PERHAPS
from inboxnet.threads.mail import Parent, ThreadMail
from inboxnet.threads.parents import Threads

_METHOD_IN_THREAD = "thread"
_PROOF = 0.95
_SOON_SECONDS = 10 * 86400
_AT_ONCE_SECONDS = 86400
_CHAIN_CAP = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """One message and its answer.

    Attributes:
        message_id: The message that was answered.
        answered_by: The answer.
        author: Who answered, or for whom: a delegate's answer is that of the one who was asked.
        answered_at: Seconds since the epoch, or None.
        latency_seconds: From Date to Date, at least 0; None where one has none.
        method: ``references``, ``server``, ``quoted``, ``subject``, ``thread`` where the answer
            follows a later message of the same conversation, or ``separate`` where it stands in
            another one.
        confidence: 0…1.
        sure: The answer follows this very message, or says that it comes late.
    """

    message_id: int
    answered_by: int
    author: int
    answered_at: int | None
    latency_seconds: int | None
    method: str
    confidence: float
    sure: bool = False


def conversations(mails: Sequence[ThreadMail], threads: Threads) -> list[list[ThreadMail]]:
    """Return the messages of each conversation in the order in which they were said.

    That is by sent date, but none before the message it follows: clocks run fast, and some mail has
    no date.
    """
    grouped: dict[int, list[ThreadMail]] = defaultdict(list)
    for mail in mails:
        grouped[threads.thread_of[mail.mail_id]].append(mail)
    for group in grouped.values():
        said = _said_at(group, threads.parent_of)
        # Ids tell in which order mail was read, and nothing of it.
        group.sort(
            key=lambda m: (*said[m.mail_id], m.sent or 0, m.msg_id or "", m.mail_id),
        )
    return [grouped[thread] for thread in sorted(grouped)]


def _said_at(
    group: Sequence[ThreadMail], parent_of: Mapping[int, Parent]
) -> dict[int, tuple[int, int]]:
    """Return for each message its place: seconds since the epoch, then depth below its parent."""
    mails = {mail.mail_id: mail for mail in group}
    placed: dict[int, tuple[int, int]] = {}
    for mail in group:
        path: dict[int, None] = {}
        current: int | None = mail.mail_id
        while current is not None and current not in placed and current not in path:
            path[current] = None
            parent = parent_of.get(current)
            current = parent.mail_id if parent and parent.mail_id in mails else None
        for mail_id in reversed(path):
            own = mails[mail_id].sent or 0
            parent = parent_of.get(mail_id)
            above = placed.get(parent.mail_id) if parent else None
            early = above is not None and own <= above[0]
            placed[mail_id] = (above[0], above[1] + 1) if early and above else (own, 0)
    return placed


def find_answers(
    conversation: Sequence[ThreadMail],
    parent_of: Mapping[int, Parent],
    *,
    owner: int | None,
    lists: Collection[int],
    colleagues: Callable[[int, int], bool],
) -> list[Reply]:
    """Return each person's first answer to each message of a conversation; linear in addressees.

    Args:
        conversation: Its messages in order, see `conversations`.
        parent_of: Message id to the message it follows.
        owner: The owner's person id.
        lists: Person ids of mailing lists.
        colleagues: Whether two people have addresses at one organisation.
    """
    waiting = _Waiting(owner, lists, parent_of, colleagues)
    found: dict[tuple[int, int], Reply] = {}
    mails = {mail.mail_id: mail for mail in conversation}
    for mail in conversation:
        if mail.author is None or mail.automatic == "aside":
            continue
        if not mail.automatic:
            for earlier, debtor in waiting.answered_by(mail):
                reply = _reply(earlier, mail, debtor, parent_of)
                found.setdefault((earlier.mail_id, debtor), reply)
            _prefer_direct(mail, mail.author, found, parent_of, mails)
        waiting.add(mail)
    place = {mail.mail_id: number for number, mail in enumerate(conversation)}
    return sorted(found.values(), key=lambda reply: place[reply.answered_by])


def choose_reply(answers: Sequence[Reply], owner: int | None) -> Reply:
    """Return the one answer of a message that stands for all.

    Args:
        answers: All answers to one message, in order.
        owner: The owner's person id.
    """
    return next((reply for reply in answers if reply.author == owner), answers[0])


def _prefer_direct(
    mail: ThreadMail,
    author: int,
    found: dict[tuple[int, int], Reply],
    parent_of: Mapping[int, Parent],
    mails: Mapping[int, ThreadMail],
) -> None:
    """Let a direct answer replace one that followed a later message and so covered this one too."""
    parent = parent_of.get(mail.mail_id)
    if parent is None or parent.method == "subject":
        return
    covered = found.get((parent.mail_id, author))
    if covered is None or covered.method != _METHOD_IN_THREAD:
        return
    followed, before = mails[parent.mail_id], mails[covered.answered_by]
    passed_on = mail.is_forward and followed.author not in mail.recipients
    # Much later it is a new turn: the first answer was the answer.
    at_once = (mail.sent or 0) - (before.sent or 0) <= _AT_ONCE_SECONDS
    if at_once and not passed_on:
        found[parent.mail_id, author] = _reply(followed, mail, author, parent_of)


def is_plausible(reply: Reply, expectation: float) -> bool:
    """Return whether a reply counts, given how likely its message was owed one.

    What expected nothing is answered by what follows it, or soon after, but not by whatever is said
    in the same conversation weeks later.
    """
    return (
        reply.sure
        or expectation >= PERHAPS
        or reply.latency_seconds is None
        or reply.latency_seconds <= _SOON_SECONDS
    )


class _Waiting:
    """The messages of one conversation that wait for an answer, by author and addressee."""

    def __init__(
        self,
        owner: int | None,
        lists: Collection[int],
        parent_of: Mapping[int, Parent],
        colleagues: Callable[[int, int], bool],
    ) -> None:
        self._owner = owner
        self._colleagues = colleagues
        self._parent_of = parent_of
        self._lists = frozenset(lists)
        self._pairs: dict[tuple[int, int], dict[int, ThreadMail]] = defaultdict(dict)
        self._asked_alone: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._mails: dict[int, ThreadMail] = {}

    def add(self, mail: ThreadMail) -> None:
        """Let a message wait for each of those it is addressed to."""
        self._mails[mail.mail_id] = mail
        if mail.author is None:
            return
        addressees = set(mail.recipients)
        if mail.direction == "in" and self._owner is not None:
            # Through a list or by Bcc the owner is reached without being named.
            addressees.add(self._owner)
        for addressee in addressees - {mail.author}:
            self._pairs[mail.author, addressee][mail.mail_id] = mail
            if mail.to == {addressee}:
                self._asked_alone[mail.author, addressee].append(mail.mail_id)

    def _chain(self, parent: Parent | None) -> set[int]:
        """Return the messages that an answer surely follows, directly or by others."""
        chain: set[int] = set()
        while (
            parent is not None
            and parent.method != "subject"
            and parent.mail_id not in chain
            and len(chain) < _CHAIN_CAP
        ):
            chain.add(parent.mail_id)
            parent = self._parent_of.get(parent.mail_id)
        return chain

    def answered_by(self, answer: ThreadMail) -> list[tuple[ThreadMail, int]]:
        """Return, and let go, the messages that ``answer`` answers, each with who owed that."""
        author = answer.author
        if author is None:
            return []
        parent = self._parent_of.get(answer.mail_id)
        found: dict[int, tuple[ThreadMail, int]] = {}
        followed = self._mails.get(parent.mail_id) if parent else None
        chain = self._chain(parent)
        if followed is not None and followed.author == author and chain:
            return [(earlier, author) for earlier in self._since(followed, answer)]
        counterparts = set(answer.recipients)
        # Whoever forwards without a word of his own answers nobody.
        passed_on = answer.is_forward and (
            not answer.opening or followed is None or followed.author not in answer.recipients
        )
        if followed is not None and followed.author not in (None, author):
            debtor = self._debtor(answer, followed, parent)
            if debtor is not None and followed.author is not None:
                counterparts.add(followed.author)
                if not passed_on:
                    found[followed.mail_id] = followed, debtor
            elif self._lists & followed.recipients & answer.recipients:
                # On a list whoever reads it may answer, but only what is answered directly.
                found[followed.mail_id] = followed, author
        if not passed_on:
            sole = None if followed is None or not chain else followed.author
            for earlier in self._let_go(answer, author, counterparts, chain, sole):
                found[earlier.mail_id] = earlier, author
        return list(found.values())

    def _since(self, own: ThreadMail, answer: ThreadMail) -> list[ThreadMail]:
        """Return what one person alone said since the own message that an answer takes up again.

        Many press "reply" on their own last mail. Who takes up the own words again before several
        answers nobody.
        """
        if len(answer.recipients) != 1 or answer.author is None:
            return []
        (counterpart,) = answer.recipients
        waiting = self._pairs.get((counterpart, answer.author), {})
        later: list[ThreadMail] = []
        for mail in reversed(waiting.values()):
            if (mail.sent or 0) <= (own.sent or 0):
                break
            later.append(mail)
        for mail in later:
            del waiting[mail.mail_id]
        return later

    def _let_go(
        self,
        answer: ThreadMail,
        author: int,
        counterparts: Collection[int],
        chain: Collection[int],
        sole: int | None,
    ) -> Iterator[ThreadMail]:
        """Yield, and let go, what waits for ``author`` and is answered in the same breath.

        Args:
            answer: The answer.
            author: Whose it is.
            counterparts: Those to whom it is written.
            chain: The messages that it follows.
            sole: Whom it answers by the chain; None if that is not known. Who answers one and names
                others as well answers what those said only where the conversation led here from it,
                or where they had asked the author alone.
        """
        for counterpart in (sole,) if sole is not None else sorted(counterparts):
            if counterpart in counterparts:
                yield from self._pairs.pop((counterpart, author), {}).values()
        if sole is None:
            return
        for mail_id in chain:
            earlier = self._mails.get(mail_id)
            if earlier is None or earlier.author is None:
                continue
            if earlier.author in counterparts:
                waiting = self._pairs.get((earlier.author, author), {})
                if waiting.pop(mail_id, None) is not None:
                    yield earlier
        for counterpart in sorted(answer.to & frozenset(counterparts)):
            waiting = self._pairs.get((counterpart, author), {})
            for mail_id in self._asked_alone.pop((counterpart, author), ()):
                if (earlier := waiting.pop(mail_id, None)) is not None:
                    yield earlier

    def _debtor(
        self, answer: ThreadMail, followed: ThreadMail, parent: Parent | None
    ) -> int | None:
        """Return who is answered for by a message that follows another one, None for nobody.

        References to what many have got can be forged: the author, or whom the author answers
        for, was addressed.
        """
        author, asker = answer.author, followed.author
        if author is None or asker is None or parent is None:
            return None
        if (
            asker not in answer.recipients
            and parent.method == "quoted"
            and _quotes_to_others(answer, followed)
        ):
            return None
        if author in followed.recipients or (author == self._owner and followed.direction == "in"):
            return author
        if parent.method != "subject" and asker in answer.recipients:
            if answer.direction == "other" and self._owner in followed.recipients:
                # It lies in the owner's Sent mailbox: an assistant writes there.
                return self._owner
            if parent.confidence >= _PROOF and not self._colleagues(author, asker):
                asked = [p for p in followed.recipients if self._colleagues(author, p)]
                asked = [p for p in asked if p not in answer.recipients] or asked
                if len(asked) == 1:
                    return asked[0]
            alone = followed.recipients - answer.recipients - self._lists
            if parent.confidence >= _PROOF and len(followed.recipients) == len(alone) == 1:
                # Whoever answers mail that went to one alone has it from that one, or is that one
                # by another address: nobody else knows its Message-ID or its words.
                return next(iter(alone))
        # Who quotes the words has read them, whatever address they reached.
        has_read = parent.method == "quoted" and parent.confidence >= _PROOF
        return author if has_read else None


def _quotes_to_others(answer: ThreadMail, followed: ThreadMail) -> bool:
    """Return whether words are quoted to third parties, not to answer their author.

    That is under another subject, or to a few of those who had them before. An answer to all leaves
    nobody out but an author without an address; an assistant's chief, who is answered instead, had
    not got the words.
    """
    if not answer.is_reply or answer.base_subject != followed.base_subject:
        return True
    others = followed.recipients - {answer.author}
    to_all = 2 * len(others & answer.recipients) >= len(others)
    return bool(answer.to) and answer.to <= followed.recipients and not to_all


def _reply(
    earlier: ThreadMail, answer: ThreadMail, author: int, parent_of: Mapping[int, Parent]
) -> Reply:
    parent = parent_of.get(answer.mail_id)
    direct = parent is not None and parent.mail_id == earlier.mail_id
    if direct and parent is not None:
        method, confidence = parent.method, parent.confidence
    elif not earlier.ids.isdisjoint(answer.references):
        method, confidence = "references", 0.95
    else:
        method, confidence = _METHOD_IN_THREAD, 0.6 if parent is None else 0.8
    latency = None
    if earlier.sent is not None and answer.sent is not None:
        # Clocks differ: an answer is never earlier than its question.
        latency = max(0, answer.sent - earlier.sent)
    sure = direct or apologises_for_delay(answer.opening)
    return Reply(
        earlier.mail_id,
        answer.mail_id,
        author,
        answer.sent,
        latency,
        method,
        confidence,
        sure=sure,
    )
