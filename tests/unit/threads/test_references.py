from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inboxnet.threads.mail import ThreadMail
from inboxnet.threads.references import Groups, IdentifierForest

Maker = Callable[..., ThreadMail]


def test_a_chain_with_a_missing_message(mail: Maker) -> None:
    forest = IdentifierForest(
        [
            mail(1, msg_id="a"),
            mail(2, msg_id="c", references=("a", "b")),
            mail(3, msg_id="d", references=("a", "b", "c")),
        ]
    )
    assert forest.parent(1) is None
    assert forest.parent(2) == 1, "b is not there: its parent is taken"
    assert forest.parent(3) == 2
    assert set(forest.roots().values()) == {"a"}


def test_siblings_of_a_message_that_is_missing_belong_together(mail: Maker) -> None:
    forest = IdentifierForest(
        [mail(1, msg_id="b", references=("gone",)), mail(2, msg_id="c", references=("gone",))]
    )
    assert forest.parent(1) is None
    assert forest.roots() == {1: "gone", 2: "gone"}


def test_a_duplicate_identifier_gets_its_own(mail: Maker) -> None:
    forest = IdentifierForest([mail(1, msg_id="a"), mail(2, msg_id="a"), mail(3, msg_id=None)])
    assert len(set(forest.roots().values())) == 3


def test_of_two_with_one_identifier_the_one_answered_is_the_parent(mail: Maker) -> None:
    """A list's copy, or a stranger's mail, may carry the identifier of the one answered."""
    forest = IdentifierForest(
        [
            mail(1, msg_id="a", author=66),
            mail(2, msg_id="a", author=2),
            mail(3, msg_id="a", author=2),
            mail(4, msg_id="b", author=1, to=[2], references=("a",)),
        ]
    )
    assert forest.parent(4) == 2
    assert list(forest.copies()) == [(2, 3)]


def test_an_answer_names_the_identifier_of_another_copy(mail: Maker) -> None:
    forest = IdentifierForest(
        [
            mail(1, msg_id="a", other_ids=("relay-1", "relay-2")),
            mail(2, msg_id="b", references=("relay-2",)),
        ]
    )
    assert forest.parent(2) == 1


def test_a_long_chain_is_one_conversation_in_linear_time(mail: Maker) -> None:
    mails = [mail(n, msg_id=f"m{n}", references=(f"m{n - 1}",) if n else ()) for n in range(30_000)]
    for ordered in (mails, mails[::-1]):
        assert set(IdentifierForest(ordered).roots().values()) == {"m0"}


def test_loops_are_not_made(mail: Maker) -> None:
    forest = IdentifierForest(
        [
            mail(1, msg_id="a", references=("b",)),
            mail(2, msg_id="b", references=("a",)),
            mail(3, msg_id="c", references=("c", "a", "b", "a")),
        ]
    )
    assert len(forest.roots()) == 3


def test_a_message_that_names_itself_last_has_no_parent(mail: Maker) -> None:
    """RFC 5256 section 3, step 1 (B): the old link is broken, and the new one would be a loop."""
    forest = IdentifierForest(
        [mail(1, msg_id="a"), mail(2, msg_id="b", references=("a", "b")), mail(3, msg_id="c")]
    )
    assert forest.parent(2) is None


def test_the_last_reference_is_the_parent_though_it_was_named_before(mail: Maker) -> None:
    forest = IdentifierForest(
        [mail(1, msg_id="a"), mail(2, msg_id="b"), mail(3, msg_id="c", references=("a", "b", "a"))]
    )
    assert forest.parent(3) == 1
    assert forest.parent(2) == 1


def test_own_references_outrank_what_others_said(mail: Maker) -> None:
    forest = IdentifierForest(
        [
            mail(1, msg_id="x"),
            mail(2, msg_id="y"),
            mail(3, msg_id="z", references=("x", "b")),
            mail(4, msg_id="b", references=("y",)),
        ]
    )
    assert forest.parent(4) == 2


_IDS = st.sampled_from([f"i{n}" for n in range(8)])
_MAILS = st.lists(st.tuples(st.one_of(st.none(), _IDS), st.lists(_IDS, max_size=5)), max_size=20)


@given(_MAILS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_always_a_forest(mail: Maker, found: list[tuple[str | None, list[str]]]) -> None:
    mails = [
        mail(number, msg_id=msg_id, references=tuple(references))
        for number, (msg_id, references) in enumerate(found)
    ]
    forest = IdentifierForest(mails)
    roots = forest.roots()
    for m in mails:
        seen = set()
        current: int | None = m.mail_id
        while current is not None:
            assert current not in seen
            seen.add(current)
            assert roots[current] == roots[m.mail_id]
            current = forest.parent(current)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15))
def test_groups_do_not_depend_on_order(pairs: list[tuple[int, int]]) -> None:
    def grouped(found: list[tuple[int, int]]) -> list[int]:
        groups = Groups(range(10))
        for one, other in found:
            groups.join(one, other)
        return [groups.find(n) for n in range(10)]

    expected = grouped(pairs)
    assert all(root <= n for n, root in enumerate(expected))
    assert grouped(pairs[::-1]) == expected


def test_a_copy_without_an_identifier_is_found_by_another_one(mail: Maker) -> None:
    forest = IdentifierForest(
        [
            mail(1, msg_id=None, other_ids=("q@x",)),
            mail(2, msg_id="b", references=("q@x",)),
        ]
    )
    assert forest.parent(2) == 1
