"""Roles of mailboxes by their names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inboxnet.source.role import role_by_name

ROLES = {
    "inbox": """
        INBOX|Inbox|inbox|Posteingang|Boîte de réception|Bandeja de entrada|
        Caixa de entrada|Posta in arrivo|Postvak IN|Inkorgen|Saapuneet|Skrzynka odbiorcza|
        Doručená pošta|Gelen Kutusu|Εισερχόμενα|Входящие|受信トレイ|收件箱|받은 편지함|
        notes_inbox|In|Inbox.mbox""",
    "sent": """
        Sent|Sent Items|Sent Messages|Sent Mail|[Gmail]/Sent Mail|[Google Mail]/Gesendet|
        sent|_sent|_sent_mail|sent_items|Sent-Items|INBOX.Sent|INBOX/Sent Items|Sent.mbox|
        Sent.sbd/2023|Gesendet|Gesendete Elemente|Gesendete Objekte|INBOX.Gesendete Objekte|
        Envoyés|Messages envoyés|Éléments envoyés|[Gmail]/Messages envoyés|Enviados|
        Elementos enviados|[Gmail]/Enviados|Itens enviados|[Gmail]/E-mails enviados|
        Posta inviata|Verzonden items|Verzonden berichten|Skickat|Skickade objekt|
        Sendt post|Sendte elementer|Lähetetyt viestit|Elementy wysłane|Wysłane|Odeslané|
        Odeslaná pošta|Elküldött elemek|Mesaje trimise|Gönderilmiş Öğeler|Απεσταλμένα|
        Отправленные|[Gmail]/Отправленные|Надіслані|送信済み|送信済みアイテム|
        送信済みメール|已发送|已发送邮件|寄件備份|보낸편지함|פריטים שנשלחו|العناصر المرسلة|
        sent-mail-apr-2024|Sent/2023|sent-2019|SENT ITEMS|SENT|ENVOYÉS|envoyes|Out""",
    "drafts": """
        Drafts|[Gmail]/Drafts|Entwürfe|Brouillons|Borradores|Rascunhos|Bozze|Concepten|
        Utkast|Luonnokset|Wersje robocze|Koncepty|Черновики|下書き|草稿箱|임시보관함|
        Templates|Unsent Messages|Outbox|Postausgang""",
    "junk": """
        Junk|Spam|[Gmail]/Spam|Junk E-mail|junk_e_mail|Bulk Mail|Courrier indésirable|
        Correo no deseado|Posta indesiderata|Ongewenste e-mail|Skräppost|Roskaposti|Спам|
        迷惑メール|垃圾邮件|스팸|Nevyžádaná pošta""",
    "trash": """
        Trash|Deleted|Deleted Items|deleted_items|Deleted Messages|[Gmail]/Bin|Papierkorb|
        Gelöschte Elemente|Corbeille|Éléments supprimés|Papelera|Lixeira|Cestino|Prullenbak|
        Papperskorgen|Kosz|Корзина|Удалённые|ごみ箱|已删除邮件|휴지통|Trash/old""",
    "archive": """
        Archive|Archives/2024|Archive.2024|[Gmail]/All Mail|All Mail|Archiv|
        Alle Nachrichten|[Gmail]/Tous les messages|Todos|Archivio|Archief|Arkiv|Archiwum|
        Архив|Вся почта|アーカイブ|归档|all_documents|
        All mail Including Spam and Trash.mbox|All mail Including Spam and Trash-002""",
    "other": """
        Projects|Clients/Acme|INBOX/Clients|INBOX.Lists|presto_files|Sentinel|Present|
        Consent|essent|archivist|2023|.|/||Drafting committee|discussion_threads|Familie|
        会社""",
}
CASES = [(name.strip(), role) for role, names in ROLES.items() for name in names.split("|")]


@pytest.mark.parametrize(("name", "role"), CASES)
def test_role_of(name: str, role: str) -> None:
    assert role_by_name(name) == role


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_normal_forms_are_one(form: str) -> None:
    assert role_by_name(unicodedata.normalize(form, "Éléments envoyés")) == "sent"
    assert role_by_name(unicodedata.normalize(form, "ごみ箱")) == "trash"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=3000))
def test_any_text_has_a_role(name: str) -> None:
    assert role_by_name(name) in ROLES
