"""Hand-made people and the shipped classifier."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from inboxnet.classify.model import load_classifier
from inboxnet.classify.sample import MailSample, PersonSample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from inboxnet.classify.model import Classifier

_START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def mail(number: int, direction: Any, text: str, **values: Any) -> MailSample:
    sent_at = _START + timedelta(days=number)
    return MailSample(number, direction, sent_at, values.pop("subject", "Note"), text, **values)


def person(
    address: str, *mails: tuple[str, str] | tuple[str, str, str], **values: Any
) -> PersonSample:
    """Build a person from (direction, text[, signature]) of their mails."""
    samples = tuple(
        mail(i, m[0], m[1], signature=m[2] if len(m) > 2 else "") for i, m in enumerate(mails)
    )
    received = sum(m.direction == "in" for m in samples)
    defaults: dict[str, Any] = {
        "person_id": 1,
        "names": ("Robin Vance",),
        "kind": "person",
        "owner_domains": frozenset({"ownfirm.test"}),
        "owner_surnames": frozenset({"Keller"}),
        "received": received,
        "sent": len(samples) - received,
        "first_by_them": bool(samples) and samples[0].direction == "in",
        "mails": samples,
    }
    return PersonSample(addresses=(address,), **(defaults | values))


@pytest.fixture(scope="session")
def make_person() -> Callable[..., PersonSample]:
    return person


@pytest.fixture(scope="session")
def make_mail() -> Callable[..., MailSample]:
    return mail


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return load_classifier()


_LINES = {
    "recruiter": "I have an open role for you at {}, would you send me your CV this week?",
    "client": "Please send us the quote for {} and we will raise the purchase order.",
    "decision_maker": "I approved the budget for {} and signed the contract myself today.",
    "vendor": "Our price list for {} is attached, can I book a demo with your team?",
    "colleague": "The standup about {} moved to ten, see you in the kitchen.",
    "personal": "Mum says dinner about {} is on Sunday, bring the kids, love you.",
}


@pytest.fixture
def tiny_corpus(tmp_path: Path) -> Path:
    """Write four authors' worth of labelled people: enough to train on, in a second."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    owner = {"name": "Kim Keller", "address": "kim@ownfirm.test", "organization": "Own Firm"}
    for author in ("a1", "a2", "a3", "a4"):
        records = []
        for i, topic in enumerate(("the harbour", "the mill", "the garden", "the atlas")):
            for label, line in _LINES.items():
                domain = "ownfirm.test" if label == "colleague" else f"{label}{i}{author}.test"
                body = f"Hello Kim,\n\n{line.format(topic)}\n\nRobin"
                sent = {"direction": "in", "date": f"2026-03-0{i + 1}T09:00:00+00:00"}
                sent |= {"addressing": "to", "headers": {}, "subject": topic, "body": body}
                records.append(
                    {"owner": owner, "name": "Robin Vance", "address": f"robin@{domain}"}
                    | {"kind": "person", "labels": [label], "organization": "X", "mails": [sent]}
                )
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"{author}.jsonl").write_text(text, encoding="utf-8")
    return folder
