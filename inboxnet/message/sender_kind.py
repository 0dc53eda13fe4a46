"""What the local part of an address says of who writes from it, in several languages."""

from __future__ import annotations

import re
from typing import Literal

from inboxnet.message.model import Address

SenderKind = Literal["role", "automated", "list"]

_NO_REPLY = re.compile(
    r"n[o0]t?-?repl(?:y|ies)|do-?not-?(?:reply|respond|answer)|dont-?reply|no-?respon[ds]|no-?respuesta|"
    r"no-?contest[ae]|no-?responder?|nao-?resp|não-?resp|ne-?pas-?repondre|pas-?de-?reponse|sans-?reponse|"
    r"keine-?antwort|nicht-?antworten|kein-?reply|non-?risp|no-?rispo|geen-?antwoord|niet-?(?:be)?antwoord|"
    r"svara-?ej|ej-?svar|inget-?svar|svara-?inte|ikke-?svar|svar-?ikke|ei-?vastau|ala-?vastaa|nie-?odpowiad|"
    r"bez-?odpowiedzi|neodpov|ne-?otvechat|no-?otvet|noreply|yanitlama|cevaplama"
)
_MACHINES = frozenset(
    "mailer daemon mailerdaemon mailer-daemon bounce bounces bouncer undeliverable autoreply auto-reply autoresponder "
    "autoresponse auto-confirm autoconfirm automated automation automailer autobot bot robot cron crontab root daemon www-data apache nagios "
    "zabbix jenkins jira confluence gitlab github bitbucket sentry ci build builds buildbot cicd travis sonar dependabot monitoring "
    "monitor notification notifications notify notifier notificaciones notificacion notificações notificacoes notifiche notifica benachrichtigung benachrichtigungen meldungen "
    "meldinger notifikation notifikationer notificatie notificaties powiadomienia powiadomienie alert alerts alerte alertes alerta alertas avviso avvisi avisos aviso hinweis erinnerung reminder reminders recordatorio "
    "newsletter newsletters newsletteren nieuwsbrief boletin rundbrief rundmail digest weekly daily mailing mailings emailing campaign campaigns "
    "calendar-notification calendar-server invitations invites updates update statements estatements receipts receipt e-receipt confirmation confirmations "
    "confirmacion bestätigung bestaetigung verify verification account-update account-security security-noreply tracking track versandbestaetigung auto-shipping ship-confirm order-update auto "
    "system sysadmin-noreply postmaster service-noreply survey surveys feedback-noreply messages-noreply jobalert jobalerts jobs-alerts job-alerts".split()
)  # fmt: skip
_MACHINE_TOKENS = frozenset(
    "notification notifications notify notifier alert alerts newsletter newsletters digest bounce bounces mailer automated autoreply "
    "autoconfirm autoresponder benachrichtigung benachrichtigungen notificaciones nieuwsbrief alertes alertas".split()
)  # fmt: skip
_LISTS = frozenset(
    "list lists listserv majordomo mailman listmaster sympa announce announcements discuss discussion".split()
)
_LIST_END = re.compile(
    r"-(?:list|liste|lists|users|devel|dev|discuss|announce|request|owner|l|members|talk|bounces)$|^owner-"
)
_LIST_DOMAIN = re.compile(
    r"^(?:lists?|listserv|listas|listes|liste|mailman|groups|ml)\.|(?:^|\.)googlegroups\.com$|(?:^|\.)groups\.io$|(?:^|\.)yahoogroups\.com$"
)
_ROLES = frozenset(
    "info infos information office offices reception frontdesk front-desk desk helpdesk help support service services customerservice customer-service "
    "customercare customer-care customersupport care cs accounts account accounting accountspayable accounts-payable ap ar finance finances financial "
    "payroll payable payables receivable receivables invoices invoice invoicing billing ledger purchaseledger purchase-ledger creditcontrol credit-control credit "
    "purchasing procurement purchase purchases procure sourcing buying sales sale presales orders order bookings booking reservations reservation reserve "
    "enquiries enquiry inquiries inquiry contact contactus contact-us hello hi hey hallo hola ciao bonjour team mail email post postbox mailbox admin administration "
    "administrator adm secretary secretariat sekretariat secretaria segreteria secretariaat jobs job careers career recruiting recruitment recruiter talent "
    "hiring people hr humanresources human-resources personnel work resumes resume cv applications apply bewerbung bewerbungen personal personalabteilung "
    "karriere stellen rh recrutement emploi candidature candidatures empleo seleccion rrhh lavoro risorseumane candidature vacatures vacature werken recursoshumanos "
    "rekrytering jobb rekruttering rekrutacja kariera praca marketing press media presse prensa stampa pr communications kommunikation legal compliance "
    "privacy dpo datenschutz rgpd gdpr security abuse webmaster hostmaster it itsupport it-support servicedesk service-desk ict edv operations ops "
    "dispatch logistics logistik logistica warehouse shipping versand transport planning planung facilities maintenance frontoffice backoffice management direction "
    "direktion geschaeftsfuehrung geschäftsführung leitung gl direccion direzione events event veranstaltungen training academy education kurse membership members "
    "registration anmeldung inschrijving partners partner partnerships agents suppliers supplier vendors lieferanten einkauf verkauf vertrieb buchhaltung rechnung rechnungen "
    "fakturierung kundenservice kundendienst kundenbetreuung kontakt anfrage anfragen zentrale empfang büro buero praxis kanzlei comptabilite comptabilité facturation factures achats "
    "ventes commercial commandes serviceclient service-client sav accueil mairie scolarite contabilidad contabilità contabilita facturacion facturas compras ventas pedidos "
    "atencion atencionalcliente clientes contacto informacion administracion amministrazione fatturazione fatture acquisti vendite ordini assistenza clienti "
    "prenotazioni informazioni administratie boekhouding facturen inkoop verkoop bestellingen klantenservice receptie geral comercial financeiro contabilidade "
    "faturacao faturamento atendimento suporte vendas encomendas ekonomi faktura fakturor inköp order kundtjänst kundservice regnskab bogholderi indkøb salg "
    "ordre kundeservice økonomi regnskap myynti laskutus asiakaspalvelu toimisto biuro księgowość ksiegowosc sekretariat zamówienia sprzedaż handel "
    "obsługa reklamacje kontakty obchod fakturace ucetni iroda titkarsag bilgi destek muhasebe satis parishoffice schooloffice school registrar registry admissions "
    "library clinic surgery appointments termine rezeption studio shop store hotel restaurant kitchen gallery board contracts contract proveedores proveedor mandatement nominations exhibitors programs council committee treasurer chair clerk bursar nightdesk".split()
)  # fmt: skip

_ROLE_ENDS = frozenset(
    "team support office info accounts jobs careers billing invoices invoice sales service services "
    "helpdesk mailbox desk recruitment recruiting hr orders enquiries inquiries admin kontakt contact".split()
)


def is_no_reply(local_part: str) -> bool:
    """Tell whether nobody reads answers to a local part, by its own words."""
    return _NO_REPLY.search(local_part.replace("_", "-").replace(".", "-")) is not None


def sender_kind_hint(address: Address) -> SenderKind | None:
    """Tell from the local part who writes from an address.

    Returns:
        ``automated``: a machine, nobody reads answers. ``role``: a shared mailbox that people
        answer. ``list``: a mailing list. None: a person, as far as the address tells.
    """
    local = address.local_part.partition("+")[0].replace("_", "-")
    plain = local.replace(".", "-")
    if is_no_reply(plain) or plain in _MACHINES:
        return "automated"
    tokens = [token for token in re.split(r"[-\d]+", plain) if token]
    if _MACHINE_TOKENS.intersection(tokens):
        return "automated"
    if is_no_reply(address.domain.partition(".")[0]):
        return "automated"
    if _LIST_DOMAIN.search(address.domain) or plain in _LISTS or _LIST_END.search(local):
        return "list"
    joined = "".join(tokens)
    if plain in _ROLES or joined in _ROLES:
        return "role"
    if len(tokens) > 1 and (tokens[0] in _ROLES or tokens[-1] in _ROLE_ENDS):
        return "role"
    return None
