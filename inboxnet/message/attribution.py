"""Lines that introduce a quotation: who wrote it, when, and whether it is forwarded.

Three families are known: attribution lines (``On … X wrote:``) in some twenty languages, also
wrapped over several lines; markers (``-----Original Message-----``, ``---- Forwarded by …``); and
header blocks (`inboxnet.message.header_block`). All tests are made on single capped lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inboxnet.message.header_block import (
    HeaderBlock,
    clean_name,
    field_kind,
    find_address,
    is_notes_date,
    read_header_block,
    read_notes_block,
)
from inboxnet.message.wall_time import WallTime, find_wall_time

MAX_LINE_CHARACTERS = 400
_MAX_WRAPPED_LINES = 4
_MAX_NAME_CHARACTERS = 80

_VERBS = re.compile(
    r"(?<![^\W\d_])(?:wrote|writes|said|schrieb(?:en)?|a écrit|écrit|écrivait|escribió|escribio|"
    r"ha scritto|scrisse|schreef(?: het volgende)?|het volgende geschreven|escreveu|skrev|"
    r"napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|napisao(?: je|/la)?|"
    r"написал(?:\(а\)|а)?|пишет|пише|написав(?:\(ла\))?|kirjoitti|a scris|şunu yazdı|şunları yazdı|"
    r"yazdı|írta|έγραψε|ha escrit|menulis|va escriure|đã viết|viết|je napisal(?:\(a\)|a)?|rakstīja|rašė)"
    r"(?![^\W\d_])|写道|寫道|さんは書きました|のメッセージ|のメール|님이 (?:작성|다음과)|작성|"
    r"כתב/ה|כתב|كتب",
    re.IGNORECASE,
)
# The words of attribution lines that are no part of a name.
_STOP_WORDS = frozenset(
    "w on at in am um le el il op om em às as den d. dnia o godz godz. kl kl. klo the a à alle ore giorno "
    "del las los la de het der uhr um: в у pm dátum den: vào lúc dne v ve ze z date by från fra från: "
    "på the following: folgendes het volgende este es e il giorno g. года г. год pada pukul tarihinde "
    "saat ora la data dn. w dniu dt. also quoting zitat von citando citat cytat 于 在 日 (utc) utc gmt "
    "mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday "
    "sunday mo di mi do fr sa so mo. di. mi. do. fr. sa. so. montag dienstag mittwoch donnerstag "
    "freitag samstag sonntag lun mar mer jeu ven sam dim lun. mar. mer. jeu. ven. sam. dim. lundi "
    "mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado "
    "domingo mié mié. jue jue. vie vie. sáb sáb. dom dom. gio sab lunedì martedì mercoledì giovedì "
    "venerdì sabato domenica seg ter qua qui sex seg. ter. qua. qui. sex. segunda-feira terça-feira "
    "quarta-feira quinta-feira sexta-feira ma wo za zo ma. wo. za. zo. maandag dinsdag woensdag "
    "donderdag vrijdag zaterdag zondag mån tis ons tors fre lör sön man tir tor lør søn mandag "
    "tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag pon wt śr czw pt sob "
    "niedz pon. wt. śr. czw. pt. sob. niedz. poniedziałek wtorek środa środę czwartek piątek sobota "
    "sobotę niedziela niedzielę пн вт ср чт пт сб вс пн. вт. ср. чт. пт. сб. вс. понедельник вторник "
    "odesílatel odosielateľ używkownik użytkownik ο χρήστης στις στις τετ τρι δευ πεμ παρ σαβ κυρ st út pá pon uto sri čet sub ned rab kam sel sen jum min tanggal tarihinde çar sal per cum cmt paz pzt mie joi vin sâm lum dum mar în dc dl dt dj dv ds dg ke ti to su ma pe klo le : heeft hat ha haar a.m p.m ezt időpont sze th cn среда среду четверг пятница пятницу суббота субботу воскресенье".split()
)
_MARKS = re.compile(r"[\s,，、;:|()\[\]<>«»“”\"'*·–—-]+")

_ORIGINAL = frozenset(
    {
        "original message", "original appointment", "reply message", "inline attachment follows",
        "ursprüngliche nachricht", "original-nachricht", "originalnachricht", "message d'origine",
        "message original", "message d’origine", "mensaje original", "messaggio originale",
        "oorspronkelijk bericht", "mensagem original", "originalmeddelande", "ursprungligt meddelande",
        "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti", "původní zpráva",
        "wiadomość oryginalna", "oryginalna wiadomość", "исходное сообщение", "původní e-mail",
        "оригинальное сообщение", "元のメッセージ", "原始邮件", "原邮件", "原始郵件", "원본 메시지",
        "eredeti üzenet", "orijinal mesaj", "αρχικό μήνυμα", "mesaj original", "pôvodná správa",
        "original mail", "original email", "ursprüngliche mail", "datos adjuntos",
    }
)  # fmt: skip
_FORWARDED = frozenset(
    {
        "forwarded message", "forwarded mail", "forwarded email", "begin forwarded message",
        "forward message", "start of forwarded message", "forwarded messages", "weitergeleitete nachricht",
        "weitergeleitete mail", "anfang der weitergeleiteten nachricht", "weitergeleitete e-mail",
        "message transféré", "début du message transféré", "début du message réexpédié",
        "message transmis", "courriel transféré", "mensaje reenviado", "inicio del mensaje reenviado",
        "mensaje enviado", "messaggio inoltrato", "inizio messaggio inoltrato", "messaggio originale inoltrato",
        "doorgestuurd bericht", "begin doorgestuurd bericht", "doorgezonden bericht",
        "mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
        "início da mensagem reencaminhada", "vidarebefordrat meddelande", "vidarebefordrat brev",
        "vidarebefordrat mejl", "videresendt besked", "videresendt meddelelse", "videresendt melding",
        "start på videresendt besked", "start på videresendt melding", "videresendt mail",
        "välitetty viesti", "edelleenlähetetty viesti", "edelleen lähetetty viesti", "wiadomość przekazana",
        "przekazana wiadomość", "treść przekazanej wiadomości", "początek przekazanej wiadomości",
        "переадресованное сообщение", "пересылаемое сообщение", "пересланное сообщение",
        "начало переадресованного сообщения", "転送されたメッセージ", "転送メッセージ", "转发的邮件",
        "转发邮件信息", "转发邮件", "转发的消息", "轉寄郵件", "전달된 메시지", "전달된 메일", "přeposlaná zpráva",
        "továbbított üzenet", "iletilen mesaj", "yönlendirilmiş mesaj", "mesaj redirecționat",
        "προωθημένο μήνυμα", "pesan terusan", "thư đã chuyển tiếp", "preposlaná správa",
        "переслане повідомлення",
    }
)  # fmt: skip
_FORWARDED_BY = (
    "forwarded by", "weitergeleitet von", "transféré par", "réacheminé par", "reenviado por",
    "inoltrato da", "doorgestuurd door", "encaminhado por", "vidarebefordrat av", "videresendt af",
    "przekazane przez",
)  # fmt: skip
_OPENERS = frozenset("on am le el il op em den dnia w at in pada în".split())
_ENDS = ":："
_DIGIT = re.compile(r"\d")
_BRACKETED_ADDRESS = re.compile(r"[<(\[]{0,2}[^\s<>()\[\]]{1,64}@[^\s<>()\[\]]{1,200}[>)\]]{0,2}")
_ADDRESS_AT_END = re.compile(r"[>)\]]\s?[:：]$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """The lines that introduce a quotation.

    Attributes:
        start: The first of them.
        end: The line after the last of them.
        forwarded: They announce a forwarded message.
    """

    start: int
    end: int
    author: str = ""
    address: str | None = None
    sent: datetime | None = None
    subject: str | None = None
    forwarded: bool = False


def find_attribution(
    lines: Sequence[str], at: int, depths: Sequence[int], *, floor: int = 0
) -> Attribution | None:
    """Read the attribution to which the non-empty line ``at`` belongs.

    Args:
        lines: Stripped of quotation marks and white space, each of at most
            `MAX_LINE_CHARACTERS` characters.
        at: For wrapped attribution lines the last, for header blocks and markers the first line.
        depths: The number of quotation marks before each line.
        floor: Lines before it belong to something else.
    """
    line = lines[at]
    first = line[0]
    if (first in "-_=*>~" or line[-1] in _ENDS) and (marker := _read_marker(lines, at)):
        return marker
    if ":" in line:
        if field_kind(line) is not None and (block := read_header_block(lines, at)) is not None:
            return _from_block(block)
        if "/" in line or "." in line:
            if is_notes_date(line) and (block := read_notes_block(lines, at)) is not None:
                return _from_block(block, floor=floor)
    if line[-1] in _ENDS:
        return _read_attribution_line(lines, at, depths, floor)
    return None


def _from_block(block: HeaderBlock, *, floor: int = 0, forwarded: bool = False) -> Attribution:
    return Attribution(
        start=max(block.start, floor),
        end=block.end,
        author=block.author,
        address=block.address,
        sent=block.sent,
        subject=block.subject,
        forwarded=forwarded,
    )


def _read_marker(lines: Sequence[str], at: int) -> Attribution | None:
    line = lines[at]
    words = line.strip("-_=*~> :：").lower()
    forwarded = words in _FORWARDED
    end = at + 1
    if not forwarded and words not in _ORIGINAL:
        ruled = line.startswith("---") or line.startswith("===")
        if not words:
            return _read_rule(lines, at)
        if not ruled or not words.startswith(_FORWARDED_BY):
            return None
        forwarded = True
        for i in range(at, min(len(lines), at + 4)):
            if lines[i].endswith("---") and (i > at or len(line) > 40):
                end = i + 1
                break
    elif not (line[0] in "-_=*~" or line[-1] in _ENDS):
        return None
    found = _block_below(lines, end)
    if found is None:
        return Attribution(at, end, forwarded=forwarded)
    return Attribution(
        start=at,
        end=found.end,
        author=found.author,
        address=found.address,
        sent=found.sent,
        subject=found.subject,
        forwarded=forwarded,
    )


def _read_rule(lines: Sequence[str], at: int) -> Attribution | None:
    """Read the rule that Outlook puts above the header block."""
    below = at + 1
    while below < min(len(lines), at + 4) and not lines[below]:
        below += 1
    if below >= min(len(lines), at + 4) or field_kind(lines[below]) is None:
        return None
    block = read_header_block(lines, below)
    if block is None:
        return None
    found = _from_block(block)
    return Attribution(
        at, found.end, found.author, found.address, found.sent, found.subject, found.forwarded
    )


def _block_below(lines: Sequence[str], at: int) -> HeaderBlock | None:
    """Read the header block that follows a marker, after some blank and layout lines."""
    seen = 0
    for i in range(at, min(len(lines), at + 14)):
        line = lines[i]
        if not line:
            continue
        if field_kind(line) is not None:
            block = None
            if is_notes_date(line):
                block = read_notes_block(lines, i)
            return block or read_header_block(lines, i, marked=True)
        if is_notes_date(line) and (notes := read_notes_block(lines, i)) is not None:
            return notes
        seen += 1
        if seen > 4:
            break
    return None


def _read_attribution_line(
    lines: Sequence[str], at: int, depths: Sequence[int], floor: int
) -> Attribution | None:
    depth = depths[at]
    line = lines[at]
    above = lines[at - 1] if at > floor else ""
    if "@" not in line and _DIGIT.search(f"{above}{line}") is None and _last_verb(line) is None:
        return None
    joined = ""
    for start in range(at, max(floor, at - _MAX_WRAPPED_LINES) - 1, -1):
        line = lines[start]
        if not line or depths[start] != depth or len(line) > 200:
            break
        joined = " ".join(f"{line} {joined}".split())
        if len(joined) > MAX_LINE_CHARACTERS:
            break
        verb = _last_verb(joined)
        written = find_wall_time(joined)
        if written is None and verb is None:
            if start < at - 1:
                break
            continue
        if written is not None and (verb is not None or "@" in joined):
            if verb is not None and written.sent is None and "@" not in joined:
                # "as I wrote on 7 May 2025:" is prose, unless a quotation follows.
                if not _quotation_follows(depths, lines, at):
                    continue
            if not _is_attribution(joined, verb, written):
                continue
            nameless = not _name_in("", joined, verb, written)
            first, above = _grow(lines, start, depths, floor, nameless=nameless)
            return _build(joined, verb, written, first, above, at + 1)
    line = lines[at]
    if not _quotation_follows(depths, lines, at):
        if not (line.startswith("---") and "@" in line and _last_verb(line)):
            return None
    verb = _last_verb(line)
    written = find_wall_time(line)
    if (verb is None and written is None and "@" not in line) or len(line) > 150:
        return None
    if verb is not None and line.lower().startswith("wrote") and at > floor and lines[at - 1]:
        joined = f"{lines[at - 1]} {line}"
        return _build(joined, _last_verb(joined), written, at - 1, joined[:0], at + 1)
    return _build(line, verb, written, at, "", at + 1)


def _is_attribution(joined: str, verb: re.Match[str] | None, written: WallTime) -> bool:
    """Tell an attribution from prose that has a date, a verb of writing and a colon at its end."""
    if verb is None:
        # Only "date name <address>:" is known to do without a verb.
        return _ADDRESS_AT_END.search(joined) is not None and written.start < 40
    if "@" in joined:
        return True
    tail = len(joined) - verb.end()
    return tail <= _MAX_NAME_CHARACTERS and len(joined) < 200


def _grow(
    lines: Sequence[str], start: int, depths: Sequence[int], floor: int, *, nameless: bool
) -> tuple[int, str]:
    """Take in the line above if the attribution begins on it (``On Wed,`` or the name)."""
    above = start - 1
    if above < floor or depths[above] != depths[start] or not 0 < len(lines[above]) < 120:
        return start, ""
    line = lines[above]
    words = [_MARKS.sub("", word) for word in line.lower().split()]
    if len(words) < 6 and all(word in _BARE_STOP_WORDS for word in words):
        return above, line + " "
    if line[-1] in ".!?:":
        return start, ""
    here = lines[start].lower().split(None, 1)[0]
    opened = _MARKS.sub("", here) in _BARE_STOP_WORDS or lines[start][0].isdigit()
    opens = words[0] in _OPENERS and (not opened or len(line) < 15)
    names = nameless and (
        "@" in line or (len(words) <= 4 and all(word[0].isupper() for word in line.split()))
    )
    return (above, line + " ") if opens or names else (start, "")


def _quotation_follows(depths: Sequence[int], lines: Sequence[str], at: int) -> bool:
    for i in range(at + 1, min(len(lines), at + 4)):
        if depths[i] > depths[at]:
            return True
        if lines[i]:
            return False
    return False


def _last_verb(text: str) -> re.Match[str] | None:
    last = _VERBS.search(text)
    following = last
    while following is not None:
        last = following
        following = _VERBS.search(text, last.end())
    return last


def _build(
    text: str,
    verb: re.Match[str] | None,
    written: WallTime | None,
    start: int,
    above: str,
    end: int,
) -> Attribution:
    address = find_address(text) or find_address(above)
    return Attribution(
        start=start,
        end=end,
        author=_name_in(above, text, verb, written),
        address=address,
        sent=written.sent if written else None,
    )


def _name_in(above: str, text: str, verb: re.Match[str] | None, written: WallTime | None) -> str:
    """Return the longest run of words that is no date, verb, address or word of the formula."""
    cut = list(text)
    for span in (verb.span() if verb else None, (written.start, written.end) if written else None):
        if span:
            cut[span[0] : span[1]] = ["\n"] * (span[1] - span[0])
    rest = f"{above}\n{''.join(cut).rstrip(_ENDS)}"
    if "@" in rest:
        rest = _BRACKETED_ADDRESS.sub("\n", rest)
    best = ""
    for part in rest.split("\n"):
        words = [word for word in part.split(" ") if word]
        while words and _MARKS.sub("", words[0].lower()) in _BARE_STOP_WORDS:
            words.pop(0)
        while words and (
            not words[-1][:1].isupper() and _MARKS.sub("", words[-1].lower()) in _BARE_STOP_WORDS
        ):
            words.pop()
        name = clean_name(" ".join(words))
        if len(name) > len(best):
            best = name
    return best[:_MAX_NAME_CHARACTERS] or ""


_BARE_STOP_WORDS = frozenset(_MARKS.sub("", word) for word in _STOP_WORDS) | {"", "."}
