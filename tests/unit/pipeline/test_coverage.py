"""Nobody is accused of silence in mail that was not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inboxnet.errors import LoginRefused, SourceError
from inboxnet.pipeline import run
from inboxnet.source.memory import Faults, MemorySource
from inboxnet.store.open import open_read_only

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ME, ANN, LIST = "olive@own-firm.com", "ann@acme-works.com", "users@lists.org"


def letter(day: int, sender: str, to: str, **fields: str) -> bytes:
    date = NOW - timedelta(days=day)
    head = {
        "From": sender,
        "To": to,
        "Subject": f"Figures {day}",
        "Date": date.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        "Message-ID": f"<{sender}{day}@x>",
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"{lines}\r\nCould you please send me the figures for day {day}?\r\n".encode()


class NoClassifier:
    def __init__(self, *, many: bool) -> None:
        pass

    def __enter__(self) -> NoClassifier:  # noqa: PYI034
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def classify(self, people: object) -> list[Any]:
        return []


Judge = Callable[..., dict[str, tuple[str, str]]]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Return direction to (state, why) of the last exchange each way."""
    monkeypatch.setattr(run, "ClassifierElsewhere", NoClassifier)

    def go(*sources: MemorySource, owner: Sequence[str] = (ME,)) -> dict[str, tuple[str, str]]:
        run.scan(
            tmp_path / "x.db",
            sources,
            owner=list(owner),
            as_of=NOW,
            now=NOW,
            since=None,
            command="scan",
            progress=lambda _: None,
        )
        with closing(open_read_only(tmp_path / "x.db")) as reader:
            return {
                row["direction"]: (row["state"], row["why"])
                for row in reader.execute(
                    "SELECT direction, state, why FROM exchanges ORDER BY opened_at"
                )
            }

    return go


SENT = [letter(day, ME, ANN) for day in range(5, 60, 3)]
INBOX = [letter(day, ANN, ME) for day in range(4, 60, 3)]


def test_both_sides_read(judge: Judge) -> None:
    found = judge(MemorySource({"INBOX": INBOX, "Sent": SENT}))
    assert {state for state, _ in found.values()} == {"open"}


def test_an_own_post_in_the_inbox_is_no_sent_mailbox(judge: Judge) -> None:
    post = letter(30, ME, LIST, List_Id="<users.lists.org>")
    found = judge(MemorySource({"INBOX": [*INBOX, post]}))
    assert found["to_me"] == (
        "unknown",
        "none of your own mail was read: no Sent mailbox was found",
    )


def test_an_archive_that_holds_own_mail_is_one(judge: Judge) -> None:
    found = judge(MemorySource({"INBOX": INBOX, "Archive": SENT}))
    assert found["to_me"][0] == "open"


def test_sent_could_not_be_read_to_the_end(judge: Judge) -> None:
    faults = Faults(mailbox={"Sent": SourceError("It broke", advice="Try again.")})
    found = judge(MemorySource({"INBOX": INBOX, "Sent": SENT, "Archive": SENT[:5]}, faults=faults))
    assert found["to_me"][0] == "unknown"
    assert "Sent" in found["to_me"][1]


def test_sent_ends_long_before_the_inbox(judge: Judge) -> None:
    old = [letter(day, ME, ANN) for day in range(200, 260, 3)]
    found = judge(MemorySource({"INBOX": INBOX, "Sent": old}))
    assert found["to_me"][0] == "unknown"
    assert "newer than the last mail" in found["to_me"][1]


def test_one_wrong_date_does_not_reach_back(judge: Judge) -> None:
    wrong = letter(9000, ME, ANN)
    sent = [*(letter(day, ME, ANN) for day in range(5, 130)), wrong]
    found = judge(MemorySource({"INBOX": [letter(2000, ANN, ME)], "Sent": sent}))
    assert found["to_me"][0] == "unknown"


def test_without_an_inbox_the_others_are_not_accused(judge: Judge) -> None:
    found = judge(MemorySource({"Sent": SENT}))
    assert found["from_me"] == ("unknown", "no mail to you was read: no inbox was found")


def test_an_account_without_sent_is_not_covered_by_another(judge: Judge) -> None:
    work = MemorySource({"INBOX": INBOX, "Sent": SENT}, account="imaps://olive@work:993")
    home = MemorySource(
        {"INBOX": [letter(3, "bo@other.org", "olive@home.net")]}, account="imaps://olive@home:993"
    )
    found = judge(work, home, owner=(ME, "olive@home.net"))
    assert found["to_me"] == ("unknown", "no Sent mailbox was found in its account")


def test_on_a_server_silence_is_silence(judge: Judge) -> None:
    old = [letter(day, ME, ANN) for day in range(200, 260, 3)]
    boxes = {"INBOX": INBOX, "Sent": old}
    found = judge(MemorySource(boxes, account="imaps://olive@work:993"))
    assert found["to_me"][0] == "open"


def test_an_account_that_refused_stands_in_the_coverage(judge: Judge, tmp_path: Path) -> None:
    refused = Faults(listing=LoginRefused("The server refused", advice="Mend the password."))
    account = MemorySource({"INBOX": INBOX}, account="imaps://olive@work:993", faults=refused)
    files = MemorySource({"Sent": SENT})

    def coverage() -> list[tuple[Any, ...]]:
        with closing(open_read_only(tmp_path / "x.db")) as reader:
            rows = reader.execute("SELECT mailbox, messages, complete, note FROM coverage")
            return [tuple(row) for row in rows]

    found = judge(account, files)
    assert found["from_me"][0] == "unknown"
    assert ("(not listed)", 0, 0, "Not read: The server refused.") in coverage()
    account.faults = Faults()
    assert judge(account, files)["from_me"][0] == "open"
    assert {mailbox for mailbox, *_ in coverage()} == {"INBOX", "Sent"}


def test_who_deletes_what_was_answered_accuses_nobody_of_silence(judge: Judge) -> None:
    """The answers in Sent quote mail that is not in the inbox: so may be what the others said."""
    quoted = "\r\n\r\nOn 2026-05-01 at 09:00, ann@acme-works.com wrote:\r\n> Could you?\r\n"
    answers = [
        letter(day, ME, ANN, Subject=f"Re: Plans {day}") + quoted.encode()
        for day in range(5, 60, 3)
    ]
    kept = judge(MemorySource({"INBOX": INBOX, "Sent": [*SENT, *answers[:5]]}))
    assert kept["from_me"][0] == "open"
    deleted = judge(MemorySource({"INBOX": INBOX, "Sent": [*SENT, *answers]}))
    assert deleted["from_me"][0] == "unknown"
    assert "not here" in deleted["from_me"][1]
    assert deleted["to_me"][0] == "open"
