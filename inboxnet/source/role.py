"""The role of a mailbox, from its name: what is left where a source has no SPECIAL-USE."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inboxnet.source.base import Role

# What mail programs and providers write, one role a block: English, German, French, Spanish,
# Portuguese, Italian, Dutch, Swedish, Danish and Norwegian, Finnish, Polish, Czech and Slovak,
# Hungarian, Romanian, Turkish, Greek, Russian and Ukrainian, Japanese, Chinese, Korean, others.
_NAMES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        "inbox": """
inbox; in box; notes inbox; in; received; received mail; mbox
posteingang; eingang; eingangskorb
boîte de réception; courrier entrant; réception; messages reçus; boite d'arrivée
bandeja de entrada; entrada; recibidos; buzón de entrada
caixa de entrada; recebidas; recebidos
posta in arrivo; in arrivo; posta arrivata
postvak in; inkomend; binnengekomen
inkorg; inkorgen; inbakke; indbakke; innboks; saapuneet
skrzynka odbiorcza; odebrane; doručená pošta; doručené; doručená
beérkezett üzenetek; beérkező levelek; beérkezett; mesaje primite; primite
gelen kutusu; gelen; εισερχόμενα
входящие; вхідні; входящи; primljeno; prejeto; bústia d'entrada; safata d'entrada
受信トレイ; 受信箱; 受信ボックス; 收件箱; 收件匣; 받은 편지함; 받은편지함; 받은메일함
תיבת דואר נכנס; الواردة; البريد الوارد; صندوق الوارد; hộp thư đến; กล่องจดหมาย; kotak masuk""",
        "sent": """
sent; sent items; sent item; sent messages; sent message; sent mail; sent mails; sentmail; sentbox
sent email; sent emails; sent objects; sentitems; mail sent; outgoing; sent box; my sent mail; out
gesendet; gesendete; gesendete elemente; gesendete objekte; gesendete nachrichten
gesendete mails; gesendete e mails; postausgang gesendet; versendet; verschickt
envoyés; envoyé; éléments envoyés; messages envoyés; courrier envoyé; courriers envoyés
objets envoyés; mails envoyés; courriels envoyés
enviados; enviado; elementos enviados; mensajes enviados; correo enviado; correos enviados
bandeja de enviados; enviadas
itens enviados; mensagens enviadas; e mails enviados; correio enviado; emails enviados
posta inviata; inviata; inviati; inviate; elementi inviati; messaggi inviati; mail inviate
verzonden; verzonden items; verzonden berichten; verstuurd; verzonden objecten
skickat; skickade; skickade objekt; skickade meddelanden; skickad
sendt; sendte; sendt post; sendte elementer; sendte objekter; sendte beskeder; sende elementer
lähetetyt; lähetetyt viestit; lähetetty
wysłane; elementy wysłane; wysłane elementy; wysłane wiadomości; poczta wysłana
odeslané; odeslaná pošta; odeslané zprávy; odoslané; odoslaná pošta; odoslané správy
elküldött; elküldött elemek; elküldött üzenetek; elküldött levelek
trimise; mesaje trimise; elemente trimise; trimis
gönderilmiş öğeler; gönderilenler; gönderilmiş postalar; gönderilmiş; gönderilen; giden
απεσταλμένα; σταλμένα; απεσταλμένα στοιχεία
отправленные; отправленное; отправленные элементы; исходящие отправленные; надіслані
надіслані елементи; відправлені; изпратени; послато; poslano; poslane stavke; poslati; enviats
elements enviats; išsiųsti; išsiųsta; nosūtītie; saadetud; saadetud kirjad
送信済み; 送信済みアイテム; 送信済みメール; 送信済みトレイ; 送信済みメッセージ; 送信箱; 送信済
已发送; 已发送邮件; 已发邮件; 已发送的邮件; 已傳送; 寄件備份; 寄件備份匣; 已寄郵件
보낸 편지함; 보낸편지함; 보낸메일함; 보낸 메일
נשלח; פריטים שנשלחו; דואר שנשלח; البريد المرسل; العناصر المرسلة; المرسلة
thư đã gửi; đã gửi; รายการที่ส่ง; จดหมายที่ส่งแล้ว; terkirim; item terkirim; भेजे गए""",
        "drafts": """
drafts; draft; draft messages; unsent; unsent messages; unsent mail; outbox; out box; templates
entwürfe; entwurf; postausgang; vorlagen; nicht gesendete nachrichten
brouillons; brouillon; modèles; messages en attente; boîte d'envoi
borradores; borrador; bandeja de salida; plantillas; salida
rascunhos; rascunho; caixa de saída; modelos
bozze; bozza; posta in uscita; modelli
concepten; concept; postvak uit; sjablonen
utkast; utkorg; kladder; kladde; udbakke; utboks; luonnokset; lähtevät
wersje robocze; kopie robocze; robocze; szkice; skrzynka nadawcza; szablony
koncepty; rozepsané; pošta k odeslání; rozpísané
piszkozatok; postázandó üzenetek; ciorne; schițe; taslaklar; taslak; giden kutusu
πρόχειρα; εξερχόμενα
черновики; исходящие; чернетки; вихідні; чернови; шаблоны; skice; nacrti; osnutki; esborranys
juodraščiai; melnraksti; mustandid
下書き; 送信トレイ; 寄件匣; 草稿; 草稿箱; 草稿匣; 发件箱; 임시 보관함; 임시보관함; 보낼 편지함
טיוטות; المسودات; thư nháp; ร่างจดหมาย; draf; konsep""",
        "junk": """
junk; junk mail; junk e mail; junk email; spam; spam mail; bulk; bulk mail; junkmail; caughtspam
quarantine; probably spam; suspected spam; unwanted
werbung spam; unerwünscht; unerwünschte werbung; spamverdacht; spam verdacht; junk mails
courrier indésirable; indésirables; pourriel; pourriels; spams; indésirable
correo no deseado; no deseado; correo basura; lixo eletrônico; lixo electrónico; spam e lixo
posta indesiderata; indesiderata; ongewenste e mail; ongewenst; ongewenste post; reclame
skräppost; skräp; uønsket e mail; uønsket post; søppelpost; roskaposti
wiadomości śmieci; niechciane; spam wiadomości; nevyžádaná pošta; nevyžádané; nevyžiadaná pošta
levélszemét; nedorite; mesaje nedorite; önemsiz; önemsiz e posta; gereksiz; istenmeyen
ανεπιθύμητα; ανεπιθύμητη αλληλογραφία
спам; нежелательная почта; небажана пошта; нежелана поща; neželjena pošta; neželena pošta
correu brossa; brossa; brukalai; rämpspost; mēstules
迷惑メール; スパム; 垃圾邮件; 垃圾郵件; 广告邮件; 垃圾箱; 스팸; 스팸 편지함; 스팸메일함; 정크 메일
דואר זבל; ספאם; البريد العشوائي; البريد غير الهام; thư rác; อีเมลขยะ; จดหมายขยะ""",
        "trash": """
trash; deleted; deleted items; deleted item; deleted messages; deleted mail; bin; trash can
wastebasket; recycle bin; trash bin; rubbish
papierkorb; gelöscht; gelöschte elemente; gelöschte objekte; gelöschte nachrichten; müll
corbeille; éléments supprimés; messages supprimés; supprimés; poubelle; objets supprimés
papelera; elementos eliminados; eliminados; papelera de reciclaje; mensajes eliminados; borrados
lixeira; lixo; itens excluídos; itens eliminados; excluídos; mensagens excluídas; apagadas; apagados
cestino; posta eliminata; eliminata; elementi eliminati; eliminati
prullenbak; verwijderde items; verwijderd; verwijderde berichten; prullenmand
papperskorg; papperskorgen; borttaget; borttagna objekt; raderat
papirkurv; slettet post; slettede elementer; slettet; slettede; søppel; slettede beskeder
roskakori; poistetut; poistetut viestit
kosz; elementy usunięte; usunięte; odstraněná pošta; koš; odstránené; odstránená pošta; kôš
törölt elemek; kuka; lomtár; törölt; coș de gunoi; elemente șterse; șterse; gunoi
çöp kutusu; silinmiş öğeler; silinmiş; çöp; silinenler
διαγραμμένα; κάδος απορριμμάτων; κάδος; απορρίμματα
удаленные; удалённые; корзина; удаленные элементы; видалені; кошик; видалені елементи; кошче
изтрити; kanta; otpad; smeće; koš za smeti; smetnjak; paperera; šiukšlinė; prügikast
atkritne
ごみ箱; ゴミ箱; 削除済みアイテム; 削除済み; 已删除; 已删除邮件; 废件箱; 垃圾桶; 刪除的郵件; 已刪除
휴지통; 지운 편지함; 지운편지함
אשפה; פריטים שנמחקו; المهملات; سلة المهملات; العناصر المحذوفة; thùng rác; ถังขยะ; sampah""",
        "archive": """
archive; archives; all mail; all mails; archived; all documents; all messages; old mail; all
archiv; alle nachrichten; alle e mails; alle mails; archivierte; archiviert
tous les messages; archivés; tous
archivo; archivados; todos; archivar; arquivo; arquivos; todos os e mails; todos os emails
arquivadas; todo; todo el correo; todo correo; com todos os e mails
archivio; tutti i messaggi; archivi; archief; alle berichten; alle e mail; arkiv; arkiverat
alla mail; al post; alla e postmeddelanden; all e post; alle mail; arkisto; kaikki viestit
archiwum; wszystkie; cała poczta; všechny zprávy; vše; archív; všetky správy; összes levél
összes üzenet; arhivă; arhiva; toate mesajele; arşiv; tüm postalar; tümü
αρχείο; αρχειοθέτηση; όλα τα μηνύματα; όλη η αλληλογραφία
архив; вся почта; архів; уся пошта; arxiu; tots els missatges; tot el correu; архива; arhiv
アーカイブ; すべてのメール; 归档; 归档邮件; 存档; 所有邮件; 封存; 所有郵件; 보관함; 전체보관함; 보관
ארכיון; כל הדואר; الأرشيف; كل البريد; lưu trữ; tất cả thư; ที่เก็บถาวร; arsip; semua email""",
    }
)

_SUFFIXES: Final = re.compile(r"\.(?:mboxrd|mboxo|mbox|mbx|sbd|imapmbox)$", re.IGNORECASE)
_MONTHS: Final = frozenset(re.findall("...", "janfebmaraprmayjunjulaugsepoctnovdec"))
# Below these, mail of an owner's own folders is still what the parent says; below the inbox not.
_INHERITED: Final[frozenset[Role]] = frozenset({"sent", "drafts", "junk", "trash", "archive"})
_NAME_CAP: Final = 1000


def role_by_name(name: str) -> Role:
    r"""Guess a mailbox's role from its name.

    The last component of the path counts (``/``, ``\``, and ``.`` where the whole has no
    role); case, accents, ``_ - `` and a trailing date (``sent-mail-apr-2024``) do not. A mailbox
    below one of sent, drafts, junk, trash or archive has its parent's role, so that ``Sent/2023``
    is sent mail.

    Args:
        name: Decoded (not in modified UTF-7), e.g. ``[Gmail]/Sent Mail`` or ``INBOX.Gesendet``.

    Returns:
        ``other`` where the name tells nothing.
    """
    components = [c for c in re.split(r"[/\\]", name[-_NAME_CAP:]) if c]
    # Maildir's own directories are no mailbox names.
    while len(components) > 1 and components[-1] in {"cur", "new"}:
        components.pop()
    for depth, component in enumerate(reversed(components)):
        role = _component_role(component)
        if role != "other" and (depth == 0 or role in _INHERITED):
            return role
    return "other"


def _component_role(component: str) -> Role:
    """Return the role that one component names, trying Maildir++ and Courier's dots too."""
    bare = _SUFFIXES.sub("", component)
    dotted = [bare, *(part for part in reversed(bare.split(".")) if part)]
    for depth, candidate in enumerate(dotted):
        role = _ROLE_OF.get(_fold(candidate), "other")
        if role != "other" and (depth <= 1 or role in _INHERITED):
            return role
    return "other"


def _fold(name: str) -> str:
    """Fold what programs vary: case, accents, word separators, dates behind the name."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[\s_\-,'’()\[\]]+", " ", bare).split()
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in _MONTHS):
        words.pop()
    folded = " ".join(words)
    # Google Takeout's one file, e.g. "All mail Including Spam and Trash-002".
    return "all mail" if folded.startswith("all mail including") else folded


_ROLE_OF: Final[Mapping[str, Role]] = MappingProxyType(
    {_fold(name): role for role, names in _NAMES.items() for name in re.split(r"[;\n]", names)}
)
