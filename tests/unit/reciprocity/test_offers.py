from __future__ import annotations

from collections.abc import Callable

from inboxnet.reciprocity.expects import DUE, PERHAPS, Expectation
from inboxnet.reciprocity.offers import of_offer, unasked_offers
from inboxnet.threads.mail import ThreadMail

Maker = Callable[..., ThreadMail]
OWNER, SELLER, ANN = 1, 2, 3


def test_what_a_seller_writes_before_the_owner_does_is_an_offer(mail: Maker) -> None:
    mails = [
        mail(1, author=SELLER, to=[OWNER]),
        mail(2, author=ANN, to=[OWNER]),
        mail(3, author=SELLER, to=[OWNER]),
        mail(4, author=OWNER, to=[SELLER], direction="out"),
        mail(5, author=SELLER, to=[OWNER]),
    ]
    assert [m.mail_id for m in unasked_offers(mails, {SELLER})] == [1, 3]
    assert list(unasked_offers(mails, ())) == []


def test_an_offer_is_believed_less_and_says_so() -> None:
    offer = of_offer(Expectation(0.99, ("+ asks a question",)))
    assert PERHAPS < offer.probability < DUE
    assert offer.reasons == ("- an offer nobody asked for", "+ asks a question")
