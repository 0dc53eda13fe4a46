from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.source.imap_sync import WINDOW, MailboxView, Progress, iter_windows

EARLY = datetime(2020, 1, 1, tzinfo=UTC)
LATE = datetime(2024, 1, 1, tzinfo=UTC)
uids = st.integers(min_value=1, max_value=2**32 - 1)


def view(uidnext: int = 11, exists: int = 10) -> MailboxView:
    return MailboxView(uidvalidity=7, uidnext=uidnext, exists=exists)


@settings(deadline=None, max_examples=200)
@given(st.sets(uids, max_size=30), st.integers(min_value=0, max_value=10 * WINDOW))
def test_every_uid_is_listed_once_newest_first(present, more):
    searches = []

    def search(low: int, high: int):
        searches.append((low, high))
        return [*(uid for uid in present if low <= uid <= high), 2**32 + 5, 0]

    windows = list(iter_windows(1, 2**32 - 1, len(present) + more, search))

    assert [uid for found, _ in windows for uid in found] == sorted(present, reverse=True)
    assert all(low == high + 1 for (low, _), (_, high) in pairwise(searches))
    assert searches[-1][0] == 1
    assert len(searches) < 10


def test_large_mailbox_is_listed_in_bounded_answers():
    present = range(1, 1_000_001)
    sizes = [
        len(found)
        for found, _ in iter_windows(
            1, 1_000_000, 1_000_000, lambda low, high: present[low - 1 : high]
        )
    ]
    assert sum(sizes) == 1_000_000
    assert max(sizes) <= WINDOW


def test_first_run_plans_all():
    assert Progress.start(view(), None).todo == [(1, 10)]
    assert Progress.start(view(uidnext=11, exists=0), None).todo == []
    assert Progress.start(view(uidnext=1, exists=0), None).todo == []


def test_finished_run_leaves_nothing_and_the_next_asks_for_new():
    progress = Progress.start(view(), None)
    progress.done_down_to(1)
    assert progress.todo == []
    assert Progress.resume(progress.token(), view(), None).todo == []
    assert Progress.resume(progress.token(), view(uidnext=15), None).todo == [(11, 14)]


def test_cut_runs_are_resumed_newest_first():
    progress = Progress.start(view(), None)
    progress.done_down_to(6)
    progress = Progress.resume(progress.token(), view(uidnext=21), None)
    assert progress.todo == [(11, 20), (1, 5)]
    progress.done_down_to(18)
    progress = Progress.resume(progress.token(), view(uidnext=22), None)
    assert progress.todo == [(21, 21), (11, 17), (1, 5)]


@pytest.mark.parametrize(
    ("before", "now", "anew"),
    [
        (None, None, False),
        (None, LATE, False),
        (EARLY, EARLY, False),
        (EARLY, LATE, False),
        (LATE, EARLY, True),
        (LATE, None, True),
    ],
)
def test_older_mail_is_asked_for_when_the_bound_moves_back(before, now, anew):
    progress = Progress.start(view(), before)
    progress.done_down_to(1)
    resumed = Progress.resume(progress.token(), view(), now)
    assert resumed.todo == ([(1, 10)] if anew else [])
    assert resumed.since == now


@pytest.mark.parametrize("token", ["", "{}", "[]", "7", '{"uidnext": "x"}', "\0", '{"todo": 3}'])
def test_token_that_cannot_be_read_plans_all(token):
    assert Progress.resume(token, view(), None).todo == [(1, 10)]
    assert not Progress.had_messages(token)


def test_had_messages():
    assert Progress.had_messages(Progress.start(view(), None).token())
    assert not Progress.had_messages(Progress.start(view(exists=0), None).token())
