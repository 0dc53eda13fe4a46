"""Reads the labelled mail that the classifier is trained from; no spaCy."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, cast

from inboxnet.classify import rules
from inboxnet.classify.sample import LABELS, Label, MailSample, PersonSample
from inboxnet.errors import ModelError
from inboxnet.message.body import split_body
from inboxnet.people.domain import is_provider

DATA_ADVICE = "Training data are JSON lines, one file an author; see the data card."
_KINDS = ("person", "role")  # what role mailboxes write teaches too, but only persons are scored


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled person.

    Attributes:
        author: Who invented the mail: the name of the file.
        mailbox: Whose mailbox it is; people of two mailboxes are no peers.
        person: The sample.
        labels: The true labels.
    """

    author: str
    mailbox: str
    person: PersonSample
    labels: frozenset[Label]


def training_files(folder: Path | None) -> list[Path]:
    """Return the training data of a folder or, for None, of the package, one file an author."""
    if folder is None:
        folder = Path(str(resources.files(__package__).joinpath("data", "training")))
    return sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.xz")])


def read_examples(files: Iterable[Path]) -> list[Example]:
    """Read labelled people and role mailboxes; automated senders and lists are left out.

    Raises:
        ModelError: A file cannot be read or is not of the format.
    """
    examples: list[Example] = []
    for file in files:
        try:
            content = file.read_bytes()
            text = (lzma.decompress(content) if file.suffix == ".xz" else content).decode("utf-8")
            records = [json.loads(line) for line in text.splitlines() if line.strip()]
            author = file.name.partition(".")[0]
            free = _free_mail_domains(records)
            examples += [
                _example(len(examples) + i, author, record, free)
                for i, record in enumerate(r for r in records if r["kind"] in _KINDS)
            ]
        except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as error:
            problem = f"{file} is no training data ({type(error).__name__}: {error})"
            raise ModelError(problem, advice=DATA_ADVICE) from error
    return examples


def _free_mail_domains(records: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return domains that several people without organisation use.

    Invented providers stand on no list of providers; this gives training the knowledge that the
    list and the mailbox give at run time.
    """
    without = Counter(
        rules.domain_of(r["address"])
        for r in records
        if r["kind"] == "person" and not r.get("organization")
    )
    return frozenset(domain for domain, count in without.items() if count >= 2)


def _example(number: int, author: str, record: Mapping[str, Any], free: frozenset[str]) -> Example:
    owner = record["owner"]
    domain = rules.domain_of(owner["address"].lower())
    own_free = is_provider(domain) or domain in free
    mails = tuple(
        _mail(i, mail, record["name"] if mail["direction"] == "in" else owner["name"])
        for i, mail in enumerate(record["mails"])
    )
    received = sum(mail.direction == "in" for mail in mails)
    address = record["address"].lower()
    person = PersonSample(
        person_id=number,
        names=(record["name"],),
        addresses=(address,),
        kind=record["kind"],
        owner_domains=frozenset() if own_free else frozenset((domain,)),
        owner_surnames=frozenset(owner["name"].split()[-1:]),
        received=received,
        sent=len(mails) - received,
        first_by_them=bool(mails) and mails[0].direction == "in",
        mails=mails,
        free_mail_domain=rules.domain_of(address) in free,
    )
    labels = frozenset(cast("Label", label) for label in record["labels"] if label in LABELS)
    return Example(author, owner["address"].lower(), person, labels)


def _mail(number: int, mail: Mapping[str, Any], author_name: str) -> MailSample:
    body = split_body(mail["body"], author=author_name)
    traits = [name.lower() for name in mail.get("headers", {})]
    return MailSample(
        message_id=number,
        direction=mail["direction"],
        sent_at=datetime.fromisoformat(mail["date"]),
        subject=mail["subject"],
        text=body.own,
        signature=body.signature,
        addressing=mail["addressing"],
        traits=tuple(sorted(traits)),
    )
