"""Answers in a mail of their own.

Some people never press "reply": the bill that was asked for is paid in a new mail, the feedback
comes under a subject of its own. Such a mail counts as the answer only if it plainly is one: it
goes from the one who was asked to the one who asks, neither follows nor quotes another message, and
names the same thing (an invoice's number), says that a bill is paid which the other asks after, or
comes under the same subject; or, where one thing alone was waiting and both speak of the same, it
says that it comes late or takes up what was asked. A colleague answers in the same way who says
that he writes for the one who was asked, and names him.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from inboxnet.reciprocity.answer_cues import (
    apologises_for_delay,
    codes,
    says_paid,
    speaks_of_bill,
    takes_up,
    writes_for_another,
)
from inboxnet.reciprocity.cues import fold
from inboxnet.reciprocity.replies import Reply
from inboxnet.threads.mail import Parent, ThreadMail

METHOD: Final = "separate"
_CONFIDENCE: Final = 0.7
_WINDOW_SECONDS: Final = 45 * 86400
_SOON_SECONDS: Final = 21 * 86400
_SUBJECT_WORDS: Final = 2
_CANDIDATE_CAP: Final = 50
_FEW_MAILS: Final = 3
_FEW_SHARE: Final = 0.02
_WORDS_EACH: Final = 12
_ANSWER_WORDS: Final = frozenset(
    {"answer", "reply", "response", "decision", "antwort", "meine", "reponse", "respuesta"}
    | {"risposta", "antwoord", "resposta", "odpowiedz"}
)
_EMPTY_WORDS: Final = frozenset(
    {"hello", "hallo", "bonjour", "bonsoir", "buongiorno", "saludos", "greetings", "guten"}
    | {"question", "frage", "anfrage", "request", "update", "urgent", "important", "reminder"}
    | {"quick", "thanks", "thank", "danke", "merci", "grazie", "gracias", "please", "follow"}
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{5,}")


def find_separate_answers(
    mails: Sequence[ThreadMail],
    waiting: Iterable[tuple[int, int]],
    parent_of: Mapping[int, Parent],
    colleagues: Callable[[int, int], bool],
    author_keys: Mapping[int, frozenset[str]],
    asking: Collection[int],
) -> Iterator[Reply]:
    """Yield answers that stand in a conversation of their own.

    Args:
        mails: All messages.
        waiting: Message id and person id: who owes an answer to what, and has not given any.
        parent_of: Message id to the message it follows.
        colleagues: Whether two people have addresses at one organisation.
        author_keys: Person id to the folded names by which mail may call the person.
        asking: Message ids of what expects an answer itself.
    """
    written = _Written(mails, parent_of, colleagues, author_keys)
    by_id = {mail.mail_id: mail for mail in mails}
    asked: dict[tuple[int, int], list[ThreadMail]] = defaultdict(list)
    for mail_id, debtor in waiting:
        ask = by_id[mail_id]
        if ask.author is not None and ask.sent is not None:
            asked[debtor, ask.author].append(ask)
    for (debtor, _), asks in sorted(asked.items()):
        asks.sort(key=_sent_at)
        for ask in asks:
            for answer in written.after(ask, debtor):
                alone = _alone(ask, answer, asks)
                same = alone and written.speak_of_the_same(ask, answer)
                if _plainly_answers(ask, answer, debtor, alone=alone, same=same) or (
                    alone and written.is_about(answer, ask, asks=answer.mail_id in asking)
                ):
                    yield _reply(ask, answer, debtor)
                    break


class _Written:
    """Mail that follows no other, by author and addressee."""

    def __init__(
        self,
        mails: Sequence[ThreadMail],
        parent_of: Mapping[int, Parent],
        colleagues: Callable[[int, int], bool],
        author_keys: Mapping[int, frozenset[str]],
    ) -> None:
        self._by_pair: dict[tuple[int, int], list[ThreadMail]] = defaultdict(list)
        self._for_others: dict[int, list[ThreadMail]] = defaultdict(list)
        self._colleagues = colleagues
        self._author_keys = author_keys
        self._mails_with: Counter[str] = Counter()
        for mail in sorted(mails, key=_sent_at):
            if mail.author is None or mail.sent is None or mail.automatic or mail.is_forward:
                continue
            if mail.mail_id in parent_of or mail.references or mail.quoted is not None:
                continue
            self._mails_with.update(_words(mail))
            for_another = writes_for_another(mail.opening)
            for addressee in mail.to:
                self._by_pair[mail.author, addressee].append(mail)
                if for_another:
                    self._for_others[addressee].append(mail)
        self._few = max(_FEW_MAILS, _FEW_SHARE * self._mails_with.total() / _WORDS_EACH)

    def after(self, ask: ThreadMail, debtor: int) -> Iterator[ThreadMail]:
        """Yield what the debtor, or a colleague for him, wrote to the asker in the window."""
        if ask.author is None:
            return
        yield from _window(ask, self._by_pair.get((debtor, ask.author), []))
        for mail in _window(ask, self._for_others.get(ask.author, [])):
            if (
                mail.author not in (None, debtor)
                and self._colleagues(mail.author, debtor)
                and self._is_named(debtor, mail)
            ):
                yield mail

    def _is_named(self, person: int, mail: ThreadMail) -> bool:
        """Return whether a mail names somebody's last name, or is copied to that one."""
        names = {key.split()[-1] for key in self._author_keys.get(person, ()) if "@" not in key}
        said = set(_WORD.findall(fold(mail.opening)))
        return person in mail.recipients or not names.isdisjoint(said)

    def speak_of_the_same(self, ask: ThreadMail, answer: ThreadMail) -> bool:
        """Return whether two mails share a word that few others have."""
        return self._tell_something(_words(ask) & _words(answer), ask)

    def is_about(self, answer: ThreadMail, ask: ThreadMail, *, asks: bool) -> bool:
        """Return whether a later mail is called an answer, or takes its subject from an ask.

        Args:
            answer: The later mail.
            ask: The earlier one.
            asks: The later mail asks something itself.
        """
        if (answer.sent or 0) - (ask.sent or 0) > _SOON_SECONDS:
            return False
        words = set(_LONG_WORD.findall(fold(answer.base_subject)))
        if not words or words <= _ANSWER_WORDS:
            return bool(words)
        return not asks and words <= _words(ask) and self._tell_something(words, ask)

    def _tell_something(self, words: set[str], ask: ThreadMail) -> bool:
        """Return whether one of the words is rare, and neither a greeting nor a name."""
        names = {
            word
            for person in (ask.author, *ask.recipients)
            if person is not None
            for key in self._author_keys.get(person, ())
            for word in _WORD.findall(key)
        }
        return any(self._mails_with[word] <= self._few for word in words - names - _EMPTY_WORDS)


def _words(mail: ThreadMail) -> set[str]:
    """Return the longer words of the subject and the first words."""
    return set(_LONG_WORD.findall(fold(f"{mail.base_subject} {mail.opening}")))


def _sent_at(mail: ThreadMail) -> tuple[int, int]:
    return mail.sent or 0, mail.mail_id


def _window(ask: ThreadMail, mails: Sequence[ThreadMail]) -> Iterator[ThreadMail]:
    start = bisect_right(mails, _sent_at(ask), key=_sent_at)
    for mail in mails[start : start + _CANDIDATE_CAP]:
        if (mail.sent or 0) > (ask.sent or 0) + _WINDOW_SECONDS:
            return
        yield mail


def _alone(ask: ThreadMail, answer: ThreadMail, asks: Sequence[ThreadMail]) -> bool:
    """Return whether nothing else was waiting when the answer came; a chaser is nothing else."""
    first = bisect_left(asks, (ask.sent or 0) - _WINDOW_SECONDS, key=lambda other: other.sent or 0)
    last = bisect_right(asks, answer.sent or 0, key=lambda other: other.sent or 0)
    return last - first <= _CANDIDATE_CAP and all(
        other.base_subject == ask.base_subject for other in asks[first:last]
    )


def _plainly_answers(
    ask: ThreadMail, answer: ThreadMail, debtor: int, *, alone: bool, same: bool
) -> bool:
    """Return whether one mail plainly answers another that it does not follow.

    Args:
        ask: What was asked.
        answer: What the debtor, or a colleague for him, wrote later.
        debtor: Who was asked.
        alone: Nothing else was waiting.
        same: Nothing else was waiting, and both speak of the same.
    """
    soon = (answer.sent or 0) - (ask.sent or 0) <= _SOON_SECONDS
    said = answer.opening
    if answer.author != debtor:
        return soon and same
    asks = f"{ask.base_subject}\n{ask.opening}"
    says = f"{answer.base_subject}\n{said}"
    if not codes(asks).isdisjoint(codes(says)):
        return True
    if alone and speaks_of_bill(asks) and says_paid(says):
        return True
    same_subject = (
        ask.base_subject == answer.base_subject and len(ask.base_subject.split()) >= _SUBJECT_WORDS
    )
    return soon and (same_subject or (same and (apologises_for_delay(said) or takes_up(said))))


def _reply(ask: ThreadMail, answer: ThreadMail, debtor: int) -> Reply:
    latency = (answer.sent or 0) - (ask.sent or 0)
    return Reply(
        ask.mail_id, answer.mail_id, debtor, answer.sent, latency, METHOD, _CONFIDENCE, sure=True
    )
