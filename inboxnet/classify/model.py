"""The classifier: loads the shipped model and says who people are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from spacy.util import load_model_from_config
from thinc.api import Config

from inboxnet.classify import rules
from inboxnet.classify.components import person_docs
from inboxnet.classify.evidence import EvidenceFinder
from inboxnet.classify.language import TAUGHT, language_of
from inboxnet.classify.rows import (
    NAMES,
    PEERS_WIDTH,
    Row,
    build_row,
    organization_of,
    peer_columns,
)
from inboxnet.classify.sample import LABELS, PersonSample, Verdict
from inboxnet.classify.stacker import Floats, Linear, Stages, sigmoid
from inboxnet.errors import ModelError
from inboxnet.message.signature_fields import parse_signature

if TYPE_CHECKING:
    from spacy.language import Language

FORMAT = 1
"""Of the model folder; another one is refused."""

_ADVICE = "Reinstall inboxnet, or build the model again with `inboxnet train`."
_CONFIG, _PIPE, _STACKER, _META = "config.cfg", "textcat_multilabel", "stacker.json", "meta.json"
_BATCH = 128
_UNTAUGHT = 0.8
"""From here on a label is assigned to people who write in a language that was not taught."""


def shipped_model() -> Path:
    """Return the folder of the model that ships with the package."""
    return Path(str(resources.files(__package__).joinpath("shipped")))


def save_model(nlp: Language, stages: Stages, thresholds: Floats, out: Path) -> str:
    """Write a model folder and return its version, which is a digest of what was written."""
    out.mkdir(parents=True, exist_ok=True)
    nlp.config.to_disk(out / _CONFIG)
    cast("Any", nlp.get_pipe(_PIPE)).to_disk(out / _PIPE, exclude=["vocab"])
    stacker = {
        "columns": list(NAMES),
        "labels": list(LABELS),
        "stacker": stages.stacker.plain(),
        "final": stages.final.plain(),
        "thresholds": thresholds.tolist(),
    }
    (out / _STACKER).write_text(json.dumps(stacker, indent=1) + "\n", encoding="utf-8")
    version = f"{FORMAT}.{_digest(out)[:12]}"
    meta = {"format": FORMAT, "version": version}
    (out / _META).write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    return version


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != _META):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def load_classifier(folder: Path | None = None) -> Classifier:
    """Load a classifier.

    Args:
        folder: A folder that `inboxnet.classify.train.train` wrote; None for the shipped model.

    Raises:
        ModelError: The model is missing, damaged, or of another version of inboxnet.
    """
    path = folder or shipped_model()
    try:
        return _load(path)
    except FileNotFoundError as error:
        raise ModelError(f"there is no model in {path}", advice=_ADVICE) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"the model in {path} cannot be read ({type(error).__name__}: {error})"
        raise ModelError(problem.splitlines()[0], advice=_ADVICE) from error


def _load(path: Path) -> Classifier:
    meta = json.loads((path / _META).read_text("utf-8"))
    if meta["format"] != FORMAT:
        problem = f"the model in {path} has format {meta['format']}, not {FORMAT}"
        raise ModelError(problem, advice=_ADVICE)
    stacker = json.loads((path / _STACKER).read_text("utf-8"))
    if stacker["columns"] != list(NAMES) or stacker["labels"] != list(LABELS):
        raise ModelError(f"the model in {path} was built for other features", advice=_ADVICE)
    nlp = load_model_from_config(Config().from_disk(path / _CONFIG), auto_fill=True)
    cast("Any", nlp.get_pipe(_PIPE)).from_disk(path / _PIPE, exclude=["vocab"])
    stages = Stages(
        _linear(stacker["stacker"], len(NAMES)),
        _linear(stacker["final"], len(LABELS) + PEERS_WIDTH),
    )
    thresholds = np.array(stacker["thresholds"], dtype=np.float64)
    if thresholds.shape != (len(LABELS),):
        raise ValueError("one threshold a label is needed")
    return Classifier(nlp, stages, thresholds, str(meta["version"]))


def _linear(plain: Mapping[str, Any], width: int) -> Linear:
    linear = Linear(
        np.array(plain["coefficients"], dtype=np.float64),
        np.array(plain["intercepts"], dtype=np.float64),
    )
    if linear.coefficients.shape != (len(LABELS), width):
        raise ValueError("coefficients of another shape")
    return linear


class Classifier:
    """Says of people which labels hold.

    Args:
        nlp: The pipeline of `inboxnet.classify.components`.
        stages: The fitted regressions.
        thresholds: The probability from which a label is assigned, one a label.
        version: Stamped on every label in the database.
    """

    def __init__(self, nlp: Language, stages: Stages, thresholds: Floats, version: str) -> None:
        self._nlp = nlp
        self._stages = stages
        self._evidence = EvidenceFinder(cast("Any", nlp.get_pipe(_PIPE)).model, stages)
        self._thresholds = thresholds
        self.version = version

    def classify(self, people: Iterable[PersonSample]) -> Iterator[Verdict]:
        """Yield a verdict a person, those of one organisation together, else as given.

        What the others of an organisation are tells about each of them: give all people of an
        organisation in one call. The answer does not depend on the order within the call. The
        samples are held until they are answered: for bounded memory call with a few organisations
        (`inboxnet.classify.rows.organization_of`) at a time.
        """
        persons: list[tuple[str, PersonSample]] = []
        for person in people:
            if person.kind == "person":
                persons.append((organization_of(person) or f"\0{len(persons)}", person))
            else:
                yield Verdict(person.person_id, {}, frozenset())
        persons.sort(key=lambda p: p[0])
        batch: list[tuple[str, PersonSample]] = []
        for _, group in groupby(persons, key=lambda p: p[0]):
            batch.extend(group)
            if len(batch) >= _BATCH:
                yield from self._classify(batch)
                batch = []
        yield from self._classify(batch)

    def _classify(self, batch: Sequence[tuple[str, PersonSample]]) -> Iterator[Verdict]:
        if not batch:
            return
        people = [person for _, person in batch]
        docs = self._nlp.pipe(person_docs(self._nlp, people))
        rows = [build_row(person, doc) for person, doc in zip(people, docs, strict=True)]
        log_odds = self._stages.stacker(np.array([row.values for row in rows]))
        peers = peer_columns(log_odds, [organization for organization, _ in batch])
        probabilities = sigmoid(self._stages.final(np.hstack([log_odds, peers])))
        for row, others, probability in zip(rows, peers, probabilities, strict=True):
            yield self._verdict(row, others, probability)

    def _verdict(self, row: Row, others: Floats, probability: Floats) -> Verdict:
        holds = probability >= self._thresholds
        sure = holds & (probability >= _UNTAUGHT)
        # The words of an untaught language say little, and how little was not learned either.
        if (holds != sure).any() and language_of(row.person) not in TAUGHT | {""}:
            holds = sure
        candidates = np.flatnonzero(holds)
        found = self._evidence.find(row, others, candidates.tolist())
        title, organization = _signed(row)
        return Verdict(
            person_id=row.person.person_id,
            probabilities=dict(zip(LABELS, np.round(probability, 4).tolist(), strict=True)),
            assigned=frozenset(found),
            evidence=tuple(e for evidence in found.values() for e in evidence),
            title=title,
            organization=organization,
        )


def _signed(row: Row) -> tuple[str | None, str | None]:
    """Return title and organisation as the person signs."""
    title = row.facts.title.text if row.facts.title else None
    person = row.person
    domain = organization_of(person) or ""
    name = person.names[0] if person.names else ""
    for mail in person.mails:
        if mail.direction == "in" and mail.signature:
            fields = parse_signature(mail.signature[:1000], author_name=name, domain=domain)
            title = title or (fields.title if rules.is_title(fields.title) else None)
            if fields.organization:
                return title, fields.organization
    return title, None
