"""What is measured of the owner and of the others is measured alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.reciprocity.exchange import Coverage, Exchange, Span, build_exchanges
from inboxnet.reciprocity.expects import Expectation
from inboxnet.reciprocity.replies import Reply, conversations, find_answers, is_plausible
from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.parents import build_threads

OWNER, ANN, BO, CY, DI = range(1, 6)
EVERYBODY = (OWNER, ANN, BO, CY, DI)
HOUR = 3600

Facts = list[tuple[int, tuple[int, ...], tuple[int, ...], int, int, str | None, bool, float]]

facts = st.lists(
    st.tuples(
        st.sampled_from((OWNER, ANN, BO)),
        st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=5, unique=True).map(tuple),
        st.lists(st.sampled_from(EVERYBODY), max_size=2, unique=True).map(tuple),
        st.integers(0, 60),
        st.integers(0, 7),
        st.sampled_from((None, None, None, None, "auto-reply", "bounce")),
        st.booleans(),
        st.sampled_from((0.05, 0.35, 0.6, 0.95)),
    ),
    min_size=1,
    max_size=8,
)


def build(made: Facts, owner: int) -> list[ThreadMail]:
    """Return the mail of one mailbox; ``owner`` is whose it is."""
    mails = []
    for number, (author, to, cc, hours, follows, automatic, forward, _) in enumerate(made, 1):
        named = frozenset(to) - {author}
        others = named | (frozenset(cc) - {author})
        mails.append(
            ThreadMail(
                mail_id=number,
                msg_id=f"m{number}@x.example",
                references=(f"m{follows}@x.example",) if 0 < follows < number else (),
                sent=hours * HOUR,
                author=author,
                to=named,
                cc=others - named,
                base_subject="s",
                is_reply=0 < follows < number and not forward,
                is_forward=forward,
                automatic=automatic,
                direction="out" if author == owner else "in" if owner in others else "other",
                list_id=None,
                quoted=None,
                opening="",
            )
        )
    return mails


def find(mails: Sequence[ThreadMail], expects: dict[int, float], owner: int) -> list[Exchange]:
    threads = build_threads(mails, {})
    exchanges: list[Exchange] = []
    for group in conversations(mails, threads):
        answers: dict[int, list[Reply]] = {}
        for reply in find_answers(
            group, threads.parent_of, owner=owner, lists=(), colleagues=lambda one, other: False
        ):
            if is_plausible(reply, expects[reply.message_id]):
                answers.setdefault(reply.message_id, []).append(reply)
        exchanges += build_exchanges(
            group,
            answers,
            {m: Expectation(p, ()) for m, p in expects.items()},
            owner=owner,
            counterparts=set(EVERYBODY) - {owner},
            coverage=Coverage(to_me=Span(), from_me=Span()),
        )
    return exchanges


def between(exchanges: Sequence[Exchange], person: int) -> list[dict[str, Any]]:
    told = [
        {
            "direction": e.direction,
            "opened_by": e.opened_by,
            "chasers": e.chasers,
            "answered_by": e.answered_by,
            "latency": e.latency_seconds,
            "expects": e.expects_reply,
            "state": e.state,
            "why": e.why,
        }
        for e in exchanges
        if e.person_id == person
    ]
    return sorted(told, key=lambda e: (e["opened_by"], e["direction"]))


@settings(deadline=None, max_examples=400)
@given(facts)
def test_swapping_owner_and_correspondent_mirrors_the_exchanges(made: Facts) -> None:
    """Both have the same mail in their mailboxes: that in which both take part."""
    mutual = [fact for fact in made if {OWNER, ANN} <= {fact[0], *fact[1]}]
    swapped = {"to_me": "from_me", "from_me": "to_me"}
    expects = {number: fact[-1] for number, fact in enumerate(mutual, 1)}
    mine = between(find(build(mutual, OWNER), expects, OWNER), ANN)
    theirs = between(find(build(mutual, ANN), expects, ANN), OWNER)
    assert mine == sorted(
        ({**e, "direction": swapped[e["direction"]]} for e in theirs),
        key=lambda e: (e["opened_by"], e["direction"]),
    )


@settings(deadline=None, max_examples=200)
@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_ingestion_does_not_matter(made: Facts, random: Any) -> None:
    """Ids are given in the order in which mail is read: another order, other ids."""
    numbers = list(range(1, len(made) + 1))
    random.shuffle(numbers)
    new_id = dict(enumerate(numbers, 1))
    # No two at the same instant: what is said first is then not a matter of ids.
    spread = [(*fact[:3], fact[3] * 100 + number, *fact[4:]) for number, fact in enumerate(made)]
    expects = {number: fact[-1] for number, fact in enumerate(made, 1)}
    mails = build(spread, OWNER)
    moved = sorted(
        (replace(mail, mail_id=new_id[mail.mail_id]) for mail in mails),
        key=lambda mail: mail.mail_id,
    )
    plain = find(mails, expects, OWNER)
    shuffled = find(moved, {new_id[number]: p for number, p in expects.items()}, OWNER)

    def told(exchanges: Sequence[Exchange], ids: dict[int, int]) -> list[tuple[object, ...]]:
        return sorted(
            (
                e.person_id,
                e.direction,
                ids[e.opened_by],
                e.chasers,
                ids[e.answered_by] if e.answered_by else 0,
                e.latency_seconds or 0,
                e.state,
            )
            for e in exchanges
        )

    assert told(plain, new_id) == told(shuffled, {number: number for number in numbers})
