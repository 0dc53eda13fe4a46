"""What the first words of a message tell of what it answers, where no header does.

An answer that comes weeks later says so ("sorry for the delay"), and a bill that was asked for is
paid in a mail of its own ("paid today"). Looked for in the subject and the first words, in the
languages of `inboxnet.reciprocity.cues`.
"""

from __future__ import annotations

import re
from typing import Final

from inboxnet.reciprocity import cues

_LATE: Final = re.compile(
    # English
    r"\b(?:sorry|apologi[sz]e|apologies|excuse|forgive)\b[^.!?]{0,40}"
    r"\b(?:delay\w*|(?:late|slow|tardy|belated) (?:reply|response|answer)|silence|belated\w*"
    r"|(?:replying|responding|answering|writing|back to you|reply|respond) (?:so |very )?late"
    r"|being (?:so |a bit |very )?(?:late|slow)|so late|(?:took|taken) (?:me )?(?:so|too) long"
    r"|(?:not|n't|never) (?:\w+ ){0,4}(?:earlier|sooner))\b"
    r"|\b(?:sorry|apologies) (?:it|this) (?:took|has taken)\b"
    r"|\b(?:belated|overdue) (?:reply|answer|response)\b|\bonly (?:just )?now getting\b"
    r"|\bi owe you (?:a|an) (?:reply|answer)"
    # German
    r"|\b(?:sorry|entschuldig\w*|verzeih\w*)\b[^.!?]{0,40}\b(?:spat\w*|versp\w*|lange|erst jetzt)"
    r"|\b(?:spate|verspatete) (?:antwort|ruckmeldung)|\bkomme erst jetzt\b"
    # French
    r"|\b(?:desole\w*|pardon|excuse\w*|navre\w*)\b[^.!?]{0,40}\b(?:retard|tard\w*|delai|longtemps)\b"
    r"|\breponse tardive\b"
    # Spanish, Portuguese, Italian
    r"|\b(?:perdon\w*|disculp\w*|siento|lamento|desculp\w*|scus\w*|perdona\w*)\b[^.!?]{0,40}"
    r"\b(?:retras\w*|tard\w*|demora\w*|atraso|ritardo)\b"
    # Dutch
    r"|\b(?:sorry|excuus|excuses)\b[^.!?]{0,40}\b(?:late|laat|lang|trage|vertraging)\b"
    # Scandinavian, Polish
    r"|\b(?:forlat|ursakta|sorry|beklager|unnskyld|undskyld)\b[^.!?]{0,40}"
    r"\b(?:sen\w*|drojde|drojt|forsinke\w*|tog tid|tok tid)\b"
    r"|\b(?:przepraszam|przepraszamy|wybacz\w*|sorry|sorki)\b[^.!?]{0,40}"
    r"\b(?:zwlok\w+|opoznien\w+|pozno|dopiero|dlugo)\b"
    r"|\bbetter late than never\b"
    r"|遅くなり|遅れて(?:しまい|申し訳)|回复晚|回覆晚"
)
_TAKES_UP: Final = re.compile(
    # what was asked, promised or agreed; or that another address is used for it
    r"\b(?:in|as a|by way of) (?:reply|response|answer) to\b|\bto answer (?:your|you)\b"
    r"|\bas (?:promised|requested|asked|discussed|agreed)\b|\bas you (?:asked|requested|wished)\b"
    r"|\byou (?:asked|wanted) (?:me|for|about|whether|if|to know)\b|\bhere(?:'s| is| are)?"
    r" (?:the|my|our) (?:answer|reply)\b"
    r"|\b(?:switching to|(?:replying|answering|writing back) from|moving to) (?:this|my|another)\b"
    r"|\bwie (?:versprochen|gewunscht|besprochen|erbeten|verabredet|vereinbart)\b"
    r"|\bich antworte\b|\b(?:als|zur) antwort (?:auf|zu)\b|\bdu (?:hattest|hast) (?:mich )?gefragt"
    r"|\bsie (?:hatten|haben) (?:mich |uns )?gefragt\b"
    r"|\bcomme (?:promis|convenu|demande|prevu)\b|\b(?:te|vous) reponds\b|\ben reponse a\b"
    r"|\bcomo (?:prometi|acordamos|pediste|pidio|quedamos|prometido|combinado|combinamos)\b"
    r"|\b(?:te|le) (?:respondo|contesto)\b|\ben respuesta a\b|\bem resposta a\b"
    r"|\bcome (?:promesso|richiesto|d'accordo|concordato)\b|\b(?:ti|le|vi) rispondo\b"
    r"|\bin risposta a\b|\bconforme (?:pedido|prometido|combinado)\b"
    r"|\bzoals (?:beloofd|gevraagd|afgesproken|besproken)\b|\bik antwoord\b|\bin antwoord op\b"
    r"|\bsom (?:lovat|utlovat|avtalat|lovet|aftalt|avtalt)\b|\bsvar pa din\b"
    r"|\bzgodnie z\b|\bw odpowiedzi\b|\bodpowiadam\b"
)
_ON_BEHALF: Final = re.compile(
    r"\bon behalf of\b|\bon (?:his|her|their) behalf\b|\b(?:has|have) asked me to\b"
    r"|\basked me to (?:reply|answer|respond|tell|let|pass|send|write|get back)\b"
    r"|\bin (?:\w+ ){1,4}absence\b"
    r"|\bim (?:auftrag|namen) |\bin (?:seinem|ihrem) (?:auftrag|namen)\b|\bin vertretung\b"
    r"|\bde la part de\b|\bau nom de\b|\bm'a (?:demande|prie|charge) de\b|\ba la demande de\b"
    r"|\ben nombre de\b|\bde parte de\b|\bme (?:pidio|ha pedido|pediu) que\b|\bem nome d[eoa]\b"
    r"|\bper conto d\w+\b|\ba nome d\w+\b|\bmi ha chiesto di\b|\bnamens\b|\bin opdracht van\b"
    r"|\bvroeg me om\b|\bpa uppdrag av\b|\bw imieniu\b|\bpa vegne af\b|\bpa vegne av\b"
)
_BILL: Final = re.compile(
    r"\b(?:invoices?|overdue|remittance|outstanding|rechnung\w*|mahnung|zahlungserinnerung"
    r"|faktur\w*|factur\w*|factuur|facturen|relance|fattur\w*|faturas?|betalingsherinnering)\b"
)
_PAID: Final = re.compile(
    r"\b(?:paid(?! (?:leave|time|holiday|off|sick|internship|intern))"
    r"|(?:payment|money|transfer|bacs|cheque|check|wire) (?:\w+ ){0,3}(?:sent|made|gone"
    r"|done|went|going|posted)|transferred|bezahlt|uberwiesen|angewiesen|paye\w*|regle\w*|virement"
    r"|vire\w*|pagad[oa]s?|abonad[oa]|transferid[oa]|pagat[oaie]|saldat[oa]|bonifico"
    r"|betaald|overgemaakt|betalt|betald|oplacon\w+|zaplacon\w+|zaplacilem|zaplacilam"
    r"|przelew\w*|poszlo|poszla|puscilem|puscilam)\b"
)
_CODE: Final = re.compile(r"[a-z0-9]+(?:[-/_][a-z0-9]+)*")
_TELLING: Final = re.compile(r"(?=.*[-/_])(?=.*[a-z])(?:[^0-9]*[0-9]){3}")
_DATE: Final = re.compile(
    r"\d{1,4}([-/_])\d{1,2}\1\d{1,4}(?:t\d.*)?|(?:[qhst]|fy|kw|wk|cw|week|jan|feb|mar|apr|may|jun|jul|aug|sep"
    r"|oct|nov|dec)\d{0,4}[-/_]\d+"
)
_LONGEST_CODE: Final = 40


def apologises_for_delay(opening: str) -> bool:
    """Return whether the first words say that an answer comes late."""
    return _LATE.search(cues.fold(opening)) is not None


def takes_up(opening: str) -> bool:
    """Return whether the first words refer to something that was asked or promised."""
    return _TAKES_UP.search(cues.fold(opening)) is not None


def writes_for_another(opening: str) -> bool:
    """Return whether the first words say that they are written on somebody's behalf."""
    return _ON_BEHALF.search(cues.fold(opening)) is not None


def speaks_of_bill(text: str) -> bool:
    """Return whether a text (subject and first words) asks after an invoice or a payment."""
    return _BILL.search(cues.fold(text)) is not None


def says_paid(text: str) -> bool:
    """Return whether a text (subject and first words) says that a bill is paid."""
    return _PAID.search(cues.fold(text)) is not None


def codes(text: str) -> frozenset[str]:
    """Return the words of a text that name one thing: numbers of invoices, tenders, tickets.

    It takes letters, digits and a hyphen or the like: dates, periods, prices and telephone numbers
    are none.
    """
    return frozenset(
        word
        for word in _CODE.findall(cues.fold(text))
        if len(word) <= _LONGEST_CODE and _TELLING.match(word) and not _DATE.fullmatch(word)
    )
