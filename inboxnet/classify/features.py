"""The facts of a person that are not words: header, relation, signature, habits of writing.

Every feature is a number about 0 to 1, so that one penalty fits all, and has a phrase that says in
words what it shows: the phrase is what the owner reads as evidence. How many mails there are and
over how many years is no feature: the training mail, two or three mails a person, cannot teach
what that means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from inboxnet.classify import rules
from inboxnet.message.signature_words import has_legal_form, has_title_shape
from inboxnet.people.domain import is_provider, label

if TYPE_CHECKING:
    from inboxnet.classify.sample import MailSample, PersonSample

_MONEY = re.compile(
    r"[€$£]\s?\d|(?<![\d.,])\d[\d.,]{0,15}\s?(?:€|\$|£|k\b|eur\b|usd\b|gbp\b|chf\b)", re.IGNORECASE
)
_PAY_RANGE = re.compile(
    r"\d{2,3}\s?k?\s?(?:-|–|to|bis|à|a)\s?[€$£]?\s?\d{2,3}(?:\s?k\b|[.,]000)", re.IGNORECASE
)
_LINK = re.compile(r"https?://|www\.|\b[a-z0-9-]+\.[a-z]{2,}/[a-z]", re.IGNORECASE)
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_KISSES = re.compile(r"(?:^|[\s.!?,])x{1,4}\s*$|[❤😘💕♥]", re.MULTILINE | re.IGNORECASE)
_SMILEYS = re.compile(r"[:;]-?[)(DP]|[\U0001F300-\U0001FAFF]")
_FORMAL = re.compile(
    r"^\W*(?:dear (?:mr|ms|mrs|dr|prof|sir|madam)|sehr geehrte|(?:chère? )?(?:monsieur|madame)\b"
    r"|estimad[oa]|gentile|egregi[oa]|geachte|exm[oa]|prezad[oa]|(?:mr|ms|mrs|dr|herr|frau)\.? )",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Title:
    """The line of a mail that names its author's position.

    Attributes:
        text: As signed.
        mail: Index of the mail in the sample.
        zone: Where in the mail it stands.
        start: Character offset there.
    """

    text: str
    mail: int
    zone: Literal["signature", "text"]
    start: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The features of one person.

    Attributes:
        values: Name to number; absent means 0.
        title: As signed, or None.
    """

    values: Mapping[str, float]
    title: Title | None = None


FACTS: dict[str, str] = {
    "same_organization": "writes from the owner's own organisation",
    "free_mail": "writes from a free mail address",
    "own_domain": "writes from an organisation's domain",
    "own_name_domain": "their surname is the name of the domain",
    "agency_domain": "writes from an agency domain",
    "listed_recruiter": "the domain is on a list of recruiting firms",
    "applicant_system": "writes through an applicant tracking system",
    "public_body": "writes from a university or authority",
    "owners_surname": "has the owner's surname",
    "title_owner": "signs as owner or founder",
    "title_executive": "signs with an executive title",
    "title_director": "signs as director or partner",
    "title_head": "signs as head of a unit",
    "title_manager": "signs as manager",
    "title_staff": "signs with a title that gives no authority",
    "title_junior": "signs as junior or student",
    "does_talent": "title: hires or places people",
    "does_sales": "title: sells",
    "does_purchasing": "title: buys",
    "does_assistant": "title: assists somebody",
    "does_finance": "title: finance",
    "does_technical": "title: technical",
    "senior_same_organization": "signs with authority in the owner's organisation",
    "senior_outside": "signs with authority in another organisation",
    "no_signature": "never signs with more than a name",
    "phone": "signs with a telephone number",
    "owner_never_wrote": "the owner never wrote to them",
    "never_answered_twice": "wrote several times without an answer",
    "only_owner_wrote": "only the owner wrote",
    "they_began": "they wrote first",
    "owner_share": "share of the mails that the owner wrote",
    "group_share": "writes to several at once",
    "cc_share": "writes with the owner in Cc",
    "weekend_share": "writes at weekends",
    "bulk": "mail through a bulk mailer",
    "long_mails": "writes long mails",
    "short_mails": "writes very short mails",
    "owner_short": "the owner answers very briefly",
    "questions": "asks questions",
    "exclamations": "exclaims",
    "lower_case": "does not bother with capitals",
    "smileys": "smileys",
    "kisses": "closes with kisses",
    "owner_kisses": "the owner closes with kisses",
    "formal": "formal salutation",
    "owner_formal": "the owner's salutation is formal",
    "money": "speaks of sums of money",
    "owner_money": "the owner speaks of sums of money",
    "pay_range": "names a range of pay",
    "link": "puts links in the text",
    "percent": "speaks of per cent",
    "plain_subject": "subject without capitals",
    "name_in_one_word": "display name of one word",
}
"""The names of all features, in the order of the model, and what each shows in words."""


GROUPS: dict[str, tuple[str, ...]] = {
    "address": (
        "same_organization", "free_mail", "own_domain", "own_name_domain", "agency_domain",
        "listed_recruiter", "applicant_system", "public_body", "owners_surname",
        "name_in_one_word",
    ),
    "title and signature": (
        *(name for name in FACTS if name.startswith(("title_", "does_", "senior_"))),
        "no_signature", "phone",
    ),
    "relation": (
        "owner_never_wrote", "never_answered_twice", "only_owner_wrote", "they_began",
        "owner_share", "group_share", "cc_share", "weekend_share", "bulk",
    ),
}  # fmt: skip
GROUPS["habits of writing"] = tuple(
    name for name in FACTS if not any(name in group for group in GROUPS.values())
)
"""The features by where they come from, for the ablation."""


def _share(mails: Sequence[MailSample], pattern: re.Pattern[str], limit: int = 1500) -> float:
    if not mails:
        return 0.0
    return sum(bool(pattern.search(m.text[:limit])) for m in mails) / len(mails)


def _mean_words(mails: Sequence[MailSample]) -> float:
    return sum(m.text[:4000].count(" ") + 1 for m in mails) / len(mails) if mails else 0.0


def _surnames(names: Sequence[str]) -> frozenset[str]:
    found = set()
    for name in names:
        tokens = [w for w in rules.words(name) if len(w) > 2]
        if len(tokens) >= 2:
            found.update(tokens[1:])
    return frozenset(found)


def find_title(person: PersonSample) -> Title | None:
    """Return the title a person signs with: in a signature, else at the end of the own words."""
    theirs = [(i, m) for i, m in enumerate(person.mails) if m.direction == "in"]
    for index, mail in theirs:
        found = _title_in(mail.signature[:1000], person.names, _MAX_SIGNATURE_LINES, _MAX_TITLE)
        if found:
            return Title(found[0], index, "signature", found[1])
    for index, mail in theirs:
        cut = max(0, len(mail.text) - _TAIL)
        start = mail.text.find("\n", cut) + 1 if cut else mail.text.find("\n") + 1
        if not start:
            continue
        found = _title_in(mail.text[start:], person.names, _TAIL_LINES, _MAX_TAIL_TITLE)
        if found:
            return Title(found[0], index, "text", start + found[1])
    return None


_MAX_SIGNATURE_LINES = 12
_MAX_TITLE = 70
# What is no signature by layout is believed to end in a title only if it is near and short.
_TAIL = 300
_TAIL_LINES = 6
_MAX_TAIL_TITLE = 45
_PIECES = re.compile(r"\s[/–—-]\s|\s*[|·•]\s*|\t+")
_EDGES = " \t,;*_-–—|·•"


def _title_in(text: str, names: Sequence[str], limit: int, longest: int) -> tuple[str, int] | None:
    """Return the first piece of the last lines that names a position, and its offset."""
    own_words = {w for name in names for w in rules.words(name)}
    lines = text.split("\n")
    offset = sum(len(line) + 1 for line in lines[:-limit])
    for line in lines[-limit:]:
        at = 0
        for match in [*_PIECES.finditer(line), None]:
            end = match.start() if match else len(line)
            piece = line[at:end].strip(_EDGES)
            start = offset + at + line[at:end].find(piece)
            at = match.end() if match else at
            # A line that ends like a sentence or names somebody else ('CEO: A. Person') is none.
            if not 2 <= len(piece) <= longest or piece[-1] in ".!?:" or ": " in piece:
                continue
            if (
                not own_words.issuperset(rules.words(piece))
                and rules.is_title(piece)
                and has_title_shape(piece)
                and not _names_firm(piece)
            ):
                return piece, start
        offset += len(line) + 1
    return None


_AND_PARTNERS = re.compile(r"\s*[&+]\s*(?:partner|associ|asociad|soci\b|sons\b)", re.IGNORECASE)


def _names_firm(piece: str) -> bool:
    """Tell 'Vance & Partner' and 'Vance Search Ltd' from 'Founder & Partner'."""
    partners = _AND_PARTNERS.search(piece)
    if partners is not None:
        return not rules.is_title(piece[: partners.start()])
    return has_legal_form(piece)


def _address_facts(person: PersonSample) -> dict[str, float]:
    domains = list(dict.fromkeys(rules.domain_of(a) for a in person.addresses))
    own = frozenset(d for d in person.owner_domains if not is_provider(d))
    same = any(rules.same_organization(d, own) for d in domains)
    free = [is_provider(d) for d in domains]
    company = [d for d, is_free in zip(domains, free, strict=True) if not is_free]
    if person.free_mail_domain and not same:
        company = []
    surnames = _surnames(person.names)
    owners = {rules.fold(s) for s in person.owner_surnames}
    named = {rules.fold(label(d)) for d in company}
    return {
        "same_organization": float(same),
        "free_mail": float(not same and not company),
        "own_domain": float(bool(company) and not same),
        "own_name_domain": float(
            not same and any(s in n for s in surnames if len(s) > 3 for n in named)
        ),
        "agency_domain": float(not same and any(map(rules.is_agency_name, company))),
        "listed_recruiter": float(any(map(rules.is_listed_recruiter, company))),
        "applicant_system": float(any(map(rules.is_applicant_system, domains))),
        "public_body": float(not same and any(map(rules.is_public_body, company))),
        "owners_surname": float(not surnames.isdisjoint(owners)),
        "name_in_one_word": float(bool(person.names) and len(rules.words(person.names[0])) == 1),
    }


def _title_facts(title: str | None, *, same_organization: bool, signs: bool) -> dict[str, float]:
    if title is None:
        return {"no_signature": float(not signs)}
    level, does = rules.seniority(title), rules.function(title)
    senior = level in {"owner", "executive", "director", "head"}
    values = {f"title_{level}": 1.0}
    if does != "other":
        values[f"does_{does}"] = 1.0
    if senior:
        values["senior_same_organization" if same_organization else "senior_outside"] = 1.0
    return values


def _relation_facts(person: PersonSample, theirs: Sequence[MailSample]) -> dict[str, float]:
    total = person.received + person.sent
    weekend = [m.sent_at.weekday() >= 5 for m in theirs if m.sent_at is not None]
    count = max(len(theirs), 1)
    return {
        "owner_never_wrote": float(person.sent == 0),
        "never_answered_twice": float(person.sent == 0 and person.received >= 2),
        "only_owner_wrote": float(person.received == 0),
        "they_began": float(person.first_by_them),
        "owner_share": person.sent / total if total else 0.0,
        "group_share": sum(m.addressing == "group" for m in theirs) / count,
        "cc_share": sum(m.addressing == "cc" for m in theirs) / count,
        "weekend_share": sum(weekend) / len(weekend) if weekend else 0.0,
        "bulk": sum(m.automatic is not None or "list-unsubscribe" in m.traits for m in theirs)
        / count,
    }


def _habit_facts(theirs: Sequence[MailSample], owners: Sequence[MailSample]) -> dict[str, float]:
    count = max(len(theirs), 1)
    mean = _mean_words(theirs)
    owner_mean = _mean_words(owners)
    opening = [m.text.lstrip()[:1] for m in theirs]
    return {
        "long_mails": min(mean / 150, 1.0),
        "short_mails": float(0 < mean < 25),
        "owner_short": float(0 < owner_mean < 12),
        "questions": sum("?" in m.text for m in theirs) / count,
        "exclamations": sum("!" in m.text for m in theirs) / count,
        "lower_case": sum(c.islower() for c in opening) / count,
        "smileys": _share(theirs, _SMILEYS),
        "kisses": _share(theirs, _KISSES),
        "owner_kisses": _share(owners, _KISSES),
        "formal": _share(theirs, _FORMAL, 60),
        "owner_formal": _share(owners, _FORMAL, 60),
        "money": _share(theirs, _MONEY),
        "owner_money": _share(owners, _MONEY),
        "pay_range": _share(theirs, _PAY_RANGE),
        "link": _share(theirs, _LINK),
        "percent": sum("%" in m.text for m in theirs) / count,
        "plain_subject": sum(m.subject[:1].islower() for m in theirs) / count,
        "phone": float(any(_PHONE.search(m.signature[:400]) for m in theirs)),
    }


def extract_facts(person: PersonSample) -> Facts:
    """Return the features of ``person``; linear in the capped text of the sampled mails."""
    theirs = [m for m in person.mails if m.direction == "in"]
    owners = [m for m in person.mails if m.direction == "out"]
    address = _address_facts(person)
    found = find_title(person)
    signs = any("\n" in m.signature.strip() for m in theirs)
    values = {
        **address,
        **_title_facts(
            found.text if found else None,
            same_organization=bool(address["same_organization"]),
            signs=signs,
        ),
        **_relation_facts(person, theirs),
        **_habit_facts(theirs, owners),
    }
    return Facts(values, found)
