from __future__ import annotations

import json
import lzma
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.errors import ModelError
from inboxnet.reciprocity.expects import (
    AUTOMATIC_LIMIT,
    WEIGHTS_VERSION,
    Ask,
    default_weights,
    expects_reply,
    judge,
    parse_weights,
)
from inboxnet.reciprocity.expects_train import iter_labelled, train_expects

MAIL = Ask(
    subject="The pump",
    text="",
    addressing="to",
    recipients=1,
    is_reply=False,
    is_forward=False,
    automatic=None,
    traits=(),
    chaser=False,
)


def probability(text: str, **changed: object) -> float:
    return expects_reply(replace(MAIL, text=text, **changed)).probability


def reasons(text: str, **changed: object) -> tuple[str, ...]:
    return expects_reply(replace(MAIL, text=text, **changed)).reasons


@pytest.mark.parametrize(
    "text",
    [
        "Hi Ana, could you send me the drawings by Friday? Thanks, Tom",
        "Are you free on Tuesday or Thursday?",
        "Hallo Ana, kannst du mir bitte bis Freitag Bescheid geben, ob der Termin passt?",
        "Sehr geehrte Frau Roth, könnten Sie uns ein Angebot für 20 Stück schicken?",
        "Bonjour, pouvez-vous me confirmer la date de livraison ? Merci d'avance",
        "Hola Ana, ¿puedes decirme si te viene bien el martes o el jueves?",
        "Ciao Ana, mi fai sapere se venerdì ti va bene? Grazie",
        "Hoi Ana, kun je me laten weten of het dinsdag lukt?",
        "Olá Ana, podes dizer-me se sexta-feira te dá jeito?",
        "お世話になっております。来週の打ち合わせの日程を教えていただけますか？",
        "你好，请问下周二可以开会吗？请回复我。",
    ],
)
def test_questions_and_requests_expect_an_answer(text: str) -> None:
    assert probability(text) > 0.7
    assert probability(text, is_reply=True) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Perfect, thank you Ana.",
        "Got it, see you Tuesday.",
        "Danke, passt. Bis morgen!",
        "Alles klar, vielen Dank.",
        "Merci beaucoup, c'est noté.",
        "Perfecto, muchas gracias.",
        "Perfetto, grazie mille.",
        "Prima, bedankt.",
        "Combinado, obrigado.",
        "了解しました。ありがとうございます。",
        "收到，谢谢。",
        "FYI, no need to reply.",
        "Congratulations, well done!",
        "Unfortunately we decided to go with someone else. Thank you for your time.",
    ],
)
def test_thanks_and_acknowledgements_in_a_reply_expect_none(text: str) -> None:
    assert probability(text, is_reply=True) < 0.3


def test_how_the_reader_is_addressed_counts() -> None:
    text = "Could you check the drawings?"
    alone = probability(text)
    several = probability(text, addressing="group", recipients=6)
    copied = probability(text, addressing="cc", recipients=6)
    listed = probability(text, addressing="list", recipients=1)
    assert alone > several > copied
    assert alone > listed
    assert "- only in Cc" in reasons(text, addressing="cc", recipients=6)


def test_a_chaser_expects_more_than_the_same_words_said_once() -> None:
    text = "Any news on the drawings?"
    assert probability(text, is_reply=True, chaser=True) > probability(text, is_reply=True)
    assert "+ writes again" in reasons(text, is_reply=True, chaser=True)


def test_mail_that_can_be_unsubscribed_from_expects_less() -> None:
    text = "Would you like to join our webinar?"
    assert probability(text, traits=("list-unsubscribe",)) < probability(text) - 0.05


def test_a_text_full_of_links_expects_less() -> None:
    links = "\nhttps://a.example/1\nhttps://a.example/2\nhttps://a.example/3\n"
    assert probability(f"Would you like a tour?{links}") < probability("Would you like a tour?")


def test_reasons_are_told_with_their_sign() -> None:
    assert "+ asks a question" in reasons("Which train are you on?")
    assert "- asks no question" in reasons("We came home safely and it rained.", is_reply=True)
    told = reasons("Thanks a lot, all clear.", is_reply=True)
    assert any(reason.startswith("- ") for reason in told)
    assert "+ asks a question" not in told


@pytest.mark.parametrize("kind", ["auto-reply", "bounce", "receipt", "calendar"])
def test_automatic_answers_never_expect_one(kind: str) -> None:
    told = expects_reply(replace(MAIL, text="Could you reply?", automatic=f"{kind}: a header"))
    assert told.probability == 0.0
    assert told.reasons == (f"- {kind}",)


@pytest.mark.parametrize(
    "automatic", ["bulk: Precedence", "notification: X", "no-reply: From", "?"]
)
def test_automatic_mail_hardly_expects_an_answer(automatic: str) -> None:
    assert 0.0 < probability("Could you call me on Monday?", automatic=automatic) <= AUTOMATIC_LIMIT


@given(
    st.builds(
        Ask,
        subject=st.text(max_size=60),
        text=st.text(max_size=600) | st.text("Could you? thanks.\n", max_size=600),
        addressing=st.sampled_from(["to", "group", "cc", "list"]),
        recipients=st.integers(-1, 10**9),
        is_reply=st.booleans(),
        is_forward=st.booleans(),
        automatic=st.none() | st.sampled_from(["auto-reply: x", "bulk: y", "", "z"]),
        traits=st.tuples() | st.just(("list-unsubscribe", "other")),
        chaser=st.booleans(),
    )
)
@settings(deadline=None, max_examples=300)
def test_any_mail_gets_a_probability_and_signed_reasons(ask: Ask) -> None:
    told = expects_reply(ask)
    assert 0.0 <= told.probability <= 1.0
    if ask.automatic is not None:
        assert told.probability <= AUTOMATIC_LIMIT
    assert all(reason[:2] in {"+ ", "- "} and reason[2:] for reason in told.reasons)
    assert len(set(told.reasons)) == len(told.reasons)
    assert expects_reply(ask) == told


@pytest.mark.parametrize("piece", ["?", "could you ", "a. ", "thanks\n", "か。", "- x\n", "("])
def test_time_does_not_grow_with_a_long_text(piece: str) -> None:
    expects_reply(MAIL)
    began = time.process_time()
    expects_reply(replace(MAIL, text=piece * (1_000_000 // len(piece))))
    assert time.process_time() - began < 0.5


def test_the_end_of_a_long_text_is_read() -> None:
    tale = "We walked along the river and it rained. " * 400
    assert probability(f"{tale}Could you call me tomorrow?") > probability(tale) + 0.1


def test_weights_of_another_version_are_refused() -> None:
    with pytest.raises(ModelError, match=f"have version {WEIGHTS_VERSION + 1}"):
        parse_weights(json.dumps({"version": WEIGHTS_VERSION + 1}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        f'{{"version": {WEIGHTS_VERSION}}}',
        '{"version": 1, "named": {"a": 1}}',
    ],
)
def test_damaged_weights_are_refused_with_advice(text: str) -> None:
    with pytest.raises(ModelError, match="inboxnet train"):
        parse_weights(text)


def test_weights_that_know_nothing_leave_the_intercept() -> None:
    told = {"version": WEIGHTS_VERSION, "intercept": 0.0, "named": {}, "words": {}}
    weights = parse_weights(json.dumps({**told, "scale": 1.0, "offset": 0.0}))
    assert judge(replace(MAIL, text="Could you?"), weights).probability == 0.5


def test_shipped_weights_speak_for_questions_and_against_thanks() -> None:
    named = default_weights().named
    assert named["question"][0] > 0 > named["states thanks"][0]
    assert named["addressed cc"][0] < 0
    assert named["reply"][0] < 0


def correspondent(name: str, number: int) -> dict[str, object]:
    def mail(direction: str, subject: str, body: str, *, expects: bool | None) -> dict[str, object]:
        return {
            "direction": direction,
            "addressing": "to",
            "headers": {},
            "subject": subject,
            "body": body,
            "expects_reply": expects,
        }

    return {
        "owner": {"name": "Ana Roth"},
        "name": name,
        "kind": "person",
        "mails": [
            mail("in", f"Pump {number}", f"Can you send pump {number}?", expects=True),
            mail("in", f"Re: Pump {number}", "Did you see my mail?", expects=True),
            mail("out", f"Re: Pump {number}", "Sent today.", expects=False),
            mail("in", f"Re: Pump {number}", "Arrived, thank you.\n\nLi\n", expects=False),
            mail("in", "Perhaps", "Opinions differ.", expects=None),
        ],
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "mail"
    folder.mkdir()
    for author in ("one", "two", "three"):
        lines = [json.dumps(correspondent("Li Wu", number)) for number in range(8)]
        folder.joinpath(f"{author}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    machine = {**correspondent("robot", 0), "kind": "automated"}
    with folder.joinpath("one.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(machine) + "\n")
    return folder


def test_training_mail_knows_threads_and_chasers(corpus: Path) -> None:
    first = [
        mail for mail in iter_labelled(sorted(corpus.glob("*.jsonl"))) if mail.author == "one"
    ][:4]
    assert [mail.ask.is_reply for mail in first] == [False, True, True, True]
    assert [mail.ask.chaser for mail in first] == [False, True, False, False]
    assert [mail.outgoing for mail in first] == [False, False, True, False]
    assert [mail.expects for mail in first] == [True, True, False, False]


def test_training_is_reproducible_and_learns(corpus: Path, tmp_path: Path) -> None:
    files = sorted(corpus.glob("*.jsonl"))
    once, twice = tmp_path / "once.json", tmp_path / "twice.json"
    figures = train_expects(files, once, word_mails=5, word_authors=2)
    assert train_expects(files, twice, word_mails=5, word_authors=2) == figures
    assert once.read_bytes() == twice.read_bytes()
    assert figures.mails == 3 * 8 * 3
    assert figures.auc == 1.0
    weights = parse_weights(once.read_text("utf-8"))
    asked = judge(replace(MAIL, text="Can you send pump 3?"), weights).probability
    thanked = judge(replace(MAIL, text="Arrived, thank you.", is_reply=True), weights).probability
    assert asked > 0.8
    assert thanked < 0.2


def test_training_without_two_authors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="two authors"):
        train_expects([], tmp_path / "weights.json")


def test_compressed_mail_trains_as_well(corpus: Path, tmp_path: Path) -> None:
    plain = sorted(corpus.glob("*.jsonl"))
    packed = [tmp_path / f"{path.name}.xz" for path in plain]
    for path, to in zip(plain, packed, strict=True):
        to.write_bytes(lzma.compress(path.read_bytes()))
    assert list(iter_labelled(packed)) == list(iter_labelled(plain))


def test_what_is_no_training_mail_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "one.jsonl"
    broken.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ModelError, match="no training mail"):
        list(iter_labelled([broken]))
