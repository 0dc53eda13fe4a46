"""Facts of the header that are evidence for the classifier, as short tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

from inboxnet.message.model import Headers

_MAX_FIELDS = 10
_MAX_CHARACTERS = 1000

# Fields that programs for mass mailings set.
CAMPAIGN_FIELDS = (
    "feedback-id", "x-campaign", "x-campaignid", "x-campaign-id", "x-mailchimp-id", "x-mc-user",
    "x-mc-relay", "x-mailer-campaign", "x-mailer-lid", "x-mailer-recptid", "x-mailer-sid", "x-roving-id",
    "x-roving-campaignid", "x-rpcampaign", "x-csa-complaints", "x-report-abuse", "x-report-abuse-to",
    "x-job", "x-list-unsubscribe", "x-mailin-campaign", "x-cid", "x-mandrill-user", "x-klaviyo-message-id",
    "x-hs-cid", "x-hubspot-id", "x-marketoid", "x-mktarchive", "x-eloqua-id", "x-sfmc-stack", "x-messagegears",
    "x-sendgrid-campaign", "x-acoustic", "x-cmail-recipient", "x-ac-track", "x-emarsys-identify", "x-elqpod",
    "x-delivery-context", "x-250ok-cid", "x-binding", "x-mj-mid", "x-mj-smtpguid", "x-sib-id", "x-pm-message-id",
    "x-newsletter", "x-mass-mail", "x-bulkmail", "x-bulk-mail", "x-msys-api", "x-virtual-server-group", "x-rext",
    "x-vmta", "x-mdid", "x-cr-hashedpuid", "x-substack-post-id", "x-beehiiv-ids", "x-mailerlite-id",
)  # fmt: skip
# Fields of relays that also carry single letters written by people.
RELAY_FIELDS = (
    "x-ses-outgoing", "x-sg-eid", "x-sg-id", "x-mailgun-sid", "x-mailgun-variables", "x-mailgun-sending-ip",
    "x-postmark-messageid", "x-sparkpost", "x-smtpapi", "x-amz-ses", "x-mailjet",
)  # fmt: skip
TICKET_FIELDS = (
    "x-zendesk-from-account-id", "x-zendesk-priority-mail", "x-freshdesk-ticket", "x-intercom", "x-helpscout-id",
    "x-helpscout-conversation-id", "x-otrs-loop", "x-powered-by-otrs", "x-rt-ticket", "rt-ticket", "x-frontapp",
    "x-jsd", "x-kayako", "x-hubspot-ticket", "x-gorgias", "x-desk-message",
)  # fmt: skip
_TICKET_HOSTS = ("zendesk.com", "freshdesk.com", "helpscout.net", "helpscoutapp.com", "intercom-mail.com", "frontapp.com", "gorgias.com", "zohodesk.com", "kayako.com", "freshemail.io", "deskpro.com")  # fmt: skip

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}")
_MAILERS = (
    ("mobile", ("iphone mail", "ipad mail", "blackberry", "samsung", "android", "windows phone", "mobile", "com.samsung")),
    ("outlook", ("outlook", "microsoft exchange", "microsoft office", "windows mail", "microsoft-macoutlook")),
    ("apple", ("apple mail", "apple-mail")),
    ("thunderbird", ("thunderbird", "mozilla")),
    ("lotus", ("lotus", "hcl notes", "ibm notes", "domino")),
    ("gmail", ("gmail", "google")),
    ("groupwise", ("groupwise",)),
    ("webmail", ("roundcube", "squirrelmail", "horde", "imp)", "zimbra", "open-xchange", "rainloop", "yahoomailweb", "ymailnorrin", "aol webmail", "proton")),
    ("script", ("phpmailer", "php/", "swift mailer", "swiftmailer", "python", "nodemailer", "javamail", "perl", "mime::lite", "actionmailer", "symfony", "msg/")),
    ("esp", ("mailchimp", "klaviyo", "sendgrid", "mailjet", "brevo", "sendinblue", "hubspot", "marketo", "campaign", "constant contact", "cheetah", "emarsys", "responsys", "inxmail", "cleverreach", "acymailing", "mailpoet")),
)  # fmt: skip


def _read_hosts(name: str) -> frozenset[str]:
    text = files("inboxnet.message").joinpath(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


_ATS_HOSTS = _read_hosts("ats_hosts.txt")


def header_traits(headers: Headers) -> tuple[str, ...]:
    """Return what the header fields say of how a mail was made and sent.

    Returns:
        Sorted tokens: ``auto-response-suppress auto-submitted ats esp forwarded list-id list-post
        list-unsubscribe list-unsubscribe-post organization precedence-bulk precedence-junk
        precedence-list relay reply reply-to return-path-empty ticket x-priority-high
        x-priority-low``, and ``mailer:`` with one of
        ``apple esp gmail groupwise lotus mobile other outlook script thunderbird webmail``.
    """
    traits = {
        name
        for name in (
            "list-unsubscribe",
            "list-unsubscribe-post",
            "list-id",
            "list-post",
            "reply-to",
            "organization",
        )
        if name in headers
    }
    submitted = first(headers, "auto-submitted")
    if submitted and not submitted.startswith("no"):
        traits.add("auto-submitted")
    if "x-auto-response-suppress" in headers:
        traits.add("auto-response-suppress")
    precedence = first(headers, "precedence")
    if precedence in ("bulk", "junk", "list"):
        traits.add(f"precedence-{precedence}")
    if "in-reply-to" in headers or "references" in headers:
        traits.add("reply")
    if first(headers, "return-path") == "<>":
        traits.add("return-path-empty")
    if any(name in headers for name in CAMPAIGN_FIELDS):
        traits.add("esp")
    if any(name in headers for name in RELAY_FIELDS):
        traits.add("relay")
    hosts = set(_hosts(headers))
    if any(_under(host, _ATS_HOSTS) for host in hosts):
        traits.add("ats")
    if any(name in headers for name in TICKET_FIELDS) or any(
        _under(host, _TICKET_HOST_SET) for host in hosts
    ):
        traits.add("ticket")
    if "x-forwarded-for" in headers or "resent-from" in headers or "x-forwarded-to" in headers:
        traits.add("forwarded")
    if priority := _priority(headers):
        traits.add(f"x-priority-{priority}")
    if mailer := _mailer(headers):
        traits.add(f"mailer:{mailer}")
    return tuple(sorted(traits))


_TICKET_HOST_SET = frozenset(_TICKET_HOSTS)


def first(headers: Headers, name: str) -> str:
    """Return the first body of a field, stripped and in lower case; empty if there is none."""
    values = headers.get(name)
    return values[0][:_MAX_CHARACTERS].strip().lower() if values else ""


def _hosts(headers: Headers) -> Iterable[str]:
    """Yield the host names of those who sent the mail."""
    for name in ("message-id", "return-path", "received", "sender", "dkim-signature"):
        for value in headers.get(name, ())[:_MAX_FIELDS]:
            value = value[:_MAX_CHARACTERS].lower()
            if name == "received":
                value = value.partition(" by ")[0]
            elif name == "dkim-signature":
                value = (
                    value.partition(" d=")[2].partition(";")[0]
                    or value.partition(";d=")[2].partition(";")[0]
                )
            yield from _HOST.findall(value)


def _under(host: str, domains: frozenset[str]) -> bool:
    labels = host.split(".")
    return any(".".join(labels[i:]) in domains for i in range(len(labels) - 1))


def _priority(headers: Headers) -> str:
    value = first(headers, "x-priority")[:1]
    importance = first(headers, "importance") or first(headers, "x-msmail-priority")
    if value in ("1", "2") or importance == "high":
        return "high"
    return "low" if value in ("4", "5") or importance == "low" else ""


def _mailer(headers: Headers) -> str:
    mailer = first(headers, "x-mailer") or first(headers, "user-agent")
    if mailer:
        for family, names in _MAILERS:
            if any(name in mailer for name in names):
                return family
        return "other"
    msg_id = first(headers, "message-id")
    if (
        "thread-topic" in headers
        or "x-ms-exchange-organization-authas" in headers
        or "x-ms-has-attach" in headers
        or ".prod.outlook.com" in msg_id
    ):
        return "outlook"
    if "mail.gmail.com" in msg_id or "x-gm-message-state" in headers:
        return "gmail"
    if any("apple message framework" in value.lower() for value in headers.get("mime-version", ())):
        return "apple"
    return ""
