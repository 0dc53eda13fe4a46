"""Words of sign-offs, titles, companies and disclaimers, in the languages of business mail."""

from __future__ import annotations

import re

SIGN_OFFS = frozenset(
    {
        # English
        "regards", "best regards", "kind regards", "kindest regards", "warm regards", "warmest regards",
        "best", "all the best", "best wishes", "with best wishes", "warm wishes", "sincerely",
        "yours sincerely", "sincerely yours", "yours faithfully", "faithfully yours", "yours truly",
        "very truly yours", "yours", "respectfully", "respectfully yours", "cheers", "thanks",
        "thanks a lot", "thanks again", "thanks so much", "thanks very much", "many thanks",
        "thank you", "thank you very much", "thank you so much", "thanks and regards",
        "thanks & regards", "thanks & best regards", "thanks and best regards", "thx", "tx", "rgds",
        "br", "kr", "bw", "cordially", "love", "lots of love", "much love", "take care", "warmly",
        "with kind regards", "with best regards", "with warm regards", "with regards", "ta",
        "thanks in advance", "many thanks in advance", "best to you", "talk soon", "speak soon",
        "hugs", "xoxo", "xx", "xxx", "ciao", "in haste", "regards and thanks", "onwards", "gratefully",
        "with thanks", "with gratitude", "very best", "very best regards", "very best wishes",
        # German
        "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichem gruß",
        "mit freundlichem gruss", "freundliche grüße", "freundliche grüsse", "freundlicher gruß",
        "viele grüße", "viele grüsse", "beste grüße", "beste grüsse", "mit besten grüßen",
        "mit besten grüssen", "schöne grüße", "schöne grüsse", "liebe grüße", "liebe grüsse",
        "herzliche grüße", "herzliche grüsse", "mit herzlichen grüßen", "herzlichst", "lg", "mfg", "vg",
        "gruß", "gruss", "grüße", "grüsse", "hochachtungsvoll", "danke", "vielen dank", "besten dank",
        "viele liebe grüße", "mit vielen grüßen", "danke und gruß", "danke & gruß", "bg", "vielen dank und beste grüße",
        "mit kollegialen grüßen", "bis bald", "herzliche grüße aus berlin", "danke und viele grüße", "dank und gruß",
        # French
        "cordialement", "bien cordialement", "très cordialement", "bien à vous", "bien à toi",
        "cdt", "cdlt", "salutations", "meilleures salutations", "sincères salutations",
        "salutations distinguées", "amicalement", "bonne journée", "belle journée", "bonne soirée",
        "bonne fin de journée", "merci", "merci d'avance", "merci beaucoup", "bises", "bisous", "à bientôt", "respectueusement", "chaleureusement",
        "avec mes remerciements", "merci et bonne journée", "à très vite", "sincèrement", "bien sincèrement",
        # Spanish
        "saludos", "un saludo", "saludos cordiales", "cordiales saludos", "un cordial saludo",
        "atentamente", "muy atentamente", "un abrazo", "abrazos", "gracias", "muchas gracias",
        "gracias de antemano", "gracias y un saludo", "gracias y saludos", "atte", "cordialmente",
        "besos", "un beso", "saludos y gracias", "quedo a la espera", "mil gracias",
        # Italian
        "cordiali saluti", "distinti saluti", "saluti", "un saluto", "un caro saluto",
        "cari saluti", "a presto", "grazie", "grazie mille", "grazie e saluti", "buona giornata",
        "un cordiale saluto", "cordialità", "un abbraccio", "molte grazie",
        # Portuguese
        "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos",
        "abraço", "um abraço", "abraços", "obrigado", "obrigada", "muito obrigado", "muito obrigada",
        "cordiais saudações", "saudações", "grato", "grata", "beijos", "att",
        # Dutch
        "met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet",
        "vriendelijke groeten", "groet", "groeten", "groetjes", "hartelijke groet", "mvg",
        "hartelijke groeten", "met hartelijke groet", "bedankt", "alvast bedankt", "dank",
        "dank en groet", "gr", "liefs", "dank je wel",
        # Nordic
        "med vänlig hälsning", "med vänliga hälsningar", "vänliga hälsningar", "vänligen",
        "hälsningar", "mvh", "tack", "bästa hälsningar", "hälsningar från", "vh", "kram",
        "med venlig hilsen", "venlig hilsen", "hilsen", "mange hilsner", "de bedste hilsner",
        "bedste hilsner", "kh", "kærlig hilsen", "tak", "mange tak", "med vennlig hilsen",
        "vennlig hilsen", "beste hilsen", "takk", "mange takk", "med venlige hilsner",
        "ystävällisin terveisin", "terveisin", "parhain terveisin", "kiitos", "t", "yt",
        # Slavic, Baltic, others
        "pozdrawiam", "z poważaniem", "z pozdrowieniami", "serdecznie pozdrawiam", "dziękuję", "pozdrowienia",
        "z powazaniem", "s pozdravem", "s přátelským pozdravem", "děkuji", "s pozdravom", "hezký den",
        "с уважением", "с наилучшими пожеланиями", "всего доброго", "спасибо", "з повагою",
        "lep pozdrav", "srdačan pozdrav", "lp", "üdvözlettel", "tisztelettel", "köszönöm", "üdv",
        "cu stimă", "cu respect", "mulțumesc", "saygılarımla", "iyi çalışmalar", "teşekkürler",
        "με εκτίμηση", "ευχαριστώ", "敬具", "よろしくお願いいたします", "よろしくお願いします",
        "以上、よろしくお願いいたします", "此致", "敬礼", "祝好", "谢谢", "감사합니다",
        "salam", "hormat saya", "salam hormat", "trân trọng", "בברכה", "מפ", "تحياتي",
        "pagarbiai", "ar cieņu", "lugupidamisega", "srdečně",
    }
)  # fmt: skip

_TITLE_WORDS = frozenset(
    "ceo cto cfo coo cmo cio ciso cpo cro chro chief founder cofounder founders owner partner president vp svp evp avp "
    "director head manager mgr lead leader principal engineer developer architect designer analyst scientist consultant recruiter sourcer "
    "specialist coordinator assistant administrator associate advisor adviser accountant controller auditor lawyer attorney "
    "solicitor barrister paralegal counsel secretary executive officer representative agent broker trader buyer planner professor prof "
    "lecturer researcher fellow dean teacher editor writer journalist producer photographer translator nurse doctor surgeon physician "
    "technician supervisor superintendent foreman surveyor estimator strategist marketer treasurer chair chairman chairwoman chairperson "
    "trustee clerk receptionist bursar registrar librarian curator operator dispatcher intern headteacher bookkeeper scheduler "
    # German
    "geschäftsführer geschäftsführerin geschäftsführender geschäftsführung leiter leiterin leitung berater beraterin referent referentin sachbearbeiter "
    "sachbearbeiterin vorstand vorsitzender vorsitzende prokurist prokuristin inhaber inhaberin gründer gründerin entwickler entwicklerin ingenieur "
    "ingenieurin assistent assistentin assistenz rechtsanwalt rechtsanwältin einkäufer einkäuferin beauftragter beauftragte architektin managerin "
    "direktorin recruiterin consultantin redakteur redakteurin buchhalter buchhalterin steuerberater meister meisterin disponent disponentin "
    # French
    "directeur directrice responsable chef cheffe chargé chargée gérant gérante président présidente fondateur fondatrice cofondateur cofondatrice "
    "associé associée ingénieur ingénieure développeur développeuse conseiller conseillère avocat avocate comptable consultante assistante attaché "
    "attachée acheteur acheteuse adjoint adjointe dg daf drh dsi pdg gestionnaire chargée rédacteur rédactrice infirmier infirmière secrétaire commerciale "
    # Spanish, Italian, Portuguese
    "directora gerente jefe jefa fundador fundadora socio socia ingeniero ingeniera consultor consultora abogado abogada analista "
    "desarrollador desarrolladora presidente presidenta técnico técnica encargado encargada administrativo administrativa coordinador "
    "coordinadora asesor asesora contable comercial técnicos seleccionador seleccionadora reclutador reclutadora cofundador cofundadora "
    "amministratore amministratrice direttore direttrice responsabile fondatore fondatrice consulente ingegnere avvocato titolare impiegato impiegata "
    "diretor diretora sócio sócia gestor gestora engenheiro engenheira advogado advogada coordenador coordenadora "
    # Dutch, Nordic, Polish, Russian
    "eigenaar oprichter adviseur hoofd teamleider ontwikkelaar inkoper medewerker bestuurder zaakvoerder accountmanager ägare grundare ansvarig konsult "
    "utvecklare vd direktør leder indehaver konsulent rådgiver udvikler direktor dyrektor kierownik właściciel prezes specjalista "
    "inżynier директор менеджер руководитель специалист инженер".split()
)  # fmt: skip
_TITLE_ENDINGS = ("leiter", "leiterin", "leitung", "berater", "beraterin", "referent", "referentin", "manager", "managerin", "entwickler", "ingenieur", "direktor", "chef", "directeur", "ansvarig", "leder")  # fmt: skip
_LEGAL_WORDS = frozenset(
    "ltd limited inc incorporated llc llp plc corp corporation gmbh ag kg ug ohg gbr mbh kgaa sarl sas sasu sa eurl scop sl slu "
    "sl spa srl lda ltda bv nv vof ab aps oy oyj asa kft zrt doo pty pte ооо зао ао 株式会社 company co".split()
)  # fmt: skip
_ORGANIZATION_WORDS = frozenset(
    "group holding holdings partners associates consulting solutions systems technologies technology services software logistics capital "
    "ventures lab labs studio studios agency recruitment recruiting talent search staffing bank university college school institute hospital hospitals "
    "clinic clinics council trust foundation society association chambers solicitors architects engineering energy foods media press "
    "insurance health pharma industries manufacturing construction properties estates church ministry department universität "
    "hochschule stiftung verein beratung personalberatung universidad ayuntamiento université mairie cabinet conseil università universiteit "
    "gemeente agentur kanzlei praxis advisors networks digital international".split()
)  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+")
_DOTTED_FORM = re.compile(r"\b(?:[a-z]\. ?){2,4}|\b[aA]/[sS]\b|\bAS\b|\bSE\b|sp\. z o", re.ASCII)


def has_title(line: str) -> bool:
    """Tell whether a line has the head noun of a job title."""
    words = _WORDS.findall(line.lower())
    return not _TITLE_WORDS.isdisjoint(words) or any(
        len(word) > 9 and word.endswith(_TITLE_ENDINGS) for word in words
    )


def has_legal_form(line: str) -> bool:
    """Tell whether a line has a company's legal form, such as Ltd or GmbH."""
    words = _WORDS.findall(line.lower())
    return not _LEGAL_WORDS.isdisjoint(words) or (
        len(words) > 1 and _DOTTED_FORM.search(line) is not None
    )


def has_organization_word(line: str) -> bool:
    """Tell whether a line has a word that names of organizations are made of."""
    return not _ORGANIZATION_WORDS.isdisjoint(_WORDS.findall(line.lower()))


DEVICE_LINES = re.compile(
    r"(?:sent (?:from|via|using|with) (?:my |a |an |the )?(?:\w+ ){0,4}(?:iphone|ipad|ipod|android|samsung|"
    r"galaxy|blackberry|mobile|phone|smartphone|cell|cellphone|tablet|outlook|yahoo|gmail|proton|protonmail|"
    r"mailbox|surface|treo|htc|nokia|pixel|windows|handheld|pixels|xperia|huawei|device|mail for windows|apple watch|"
    r"nine|spark|superhuman|airmail|aol|mailspring|hey|fairphone|oneplus|xiaomi|palm)\b[^.?!]{0,60}"
    r"|(?:get|download) (?:outlook|gmail|yahoo|bluemail|spark)\b.{0,60}"
    r"|von meinem .{0,40}gesendet|gesendet (?:von|mit|über) .{0,40}|diese nachricht wurde von meinem .{0,60}"
    r"|envoyé (?:de|depuis|à partir de) .{0,50}|enviado (?:desde|do|de|a partir) .{0,50}"
    r"|inviato (?:da|dal|dallo) .{0,50}|verzonden (?:vanaf|met|van|via) .{0,50}"
    r"|skickat från .{0,50}|sendt fra .{0,50}|lähetetty .{0,50}|wysłan[eoy] z .{0,50}"
    r"|отправлено (?:с|из) .{0,50}|надіслано з .{0,50}|odesláno z .{0,50}|iphone'?umdan gönderildi"
    r"|iphoneから送信|(?:我的)?(?:发自|從我的|发送自).{0,30}|从我的.{0,20}发送|나의 iphone에서 보냄"
    r"|hämta outlook .{0,40}|obtenir outlook .{0,40}|obtén outlook .{0,40}|outlook für .{0,30}herunterladen"
    r"|provenance : .{0,40}|please excuse (?:any |the )?(?:typos|brevity).{0,60}|excuse (?:any )?typos.{0,40})"
    r"(?:<?https?://\S{1,100}>?)?[.!]?",
    re.IGNORECASE,
)

_DISCLAIMER_STRONG = (
    "intended recipient", "intended only for", "intended solely for", "solely for the use",
    "solely intended", "intended for the use of", "confidential and may", "privileged and confidential",
    "confidential and privileged", "confidential information", "strictly confidential and",
    "may contain confidential", "is confidential and", "are confidential and", "received this e-mail in error",
    "received this email in error", "received this message in error", "received this communication in error",
    "received it in error", "have received this in error", "is confidential. it is intended", "be legally privileged",
    "viruses", "scanned for virus", "virus-free", "consider the environment", "before printing this",
    "registered office", "registered in england", "company number", "views expressed in this",
    "opinions expressed in this", "monitored for", "confidentiality notice", "this email is confidential",
    "unsubscribe from this", "unauthorized use", "unauthorised use", "unauthorized disclosure", "circular 230",
    # German
    "vertrauliche informationen", "vertraulich und", "diese e-mail enthält vertrauliche",
    "nicht der richtige adressat", "irrtümlich erhalten", "nicht der beabsichtigte", "vertrauliche und/oder",
    "ausschließlich für den", "an die umwelt", "sitz der gesellschaft", "registergericht", "amtsgericht",
    "handelsregister", "hrb ", "ust-id", "geschäftsführer:", "diese nachricht ist vertraulich",
    # French
    "destinataire", "strictement confidentiel", "confidentiel et", "informations confidentielles",
    "reçu ce message par erreur", "pensez à l'environnement", "pensez environnement", "avant d'imprimer",
    # Spanish
    "destinatario", "información confidencial", "mensaje es confidencial", "ha recibido este mensaje por error",
    "piense en el medio ambiente", "antes de imprimir", "reglamento (ue)", "protección de datos",
    # Italian
    "informazioni riservate", "destinatari", "ricevuto per errore", "ricevuto questo messaggio per errore",
    "regolamento ue", "d.lgs", "tutela dell'ambiente", "prima di stampare",
    # Portuguese
    "informações confidenciais", "informação confidencial", "recebeu esta mensagem por engano",
    "recebido esta mensagem por engano", "pense no meio ambiente",
    # Dutch
    "uitsluitend bestemd voor", "niet de geadresseerde", "niet de bedoelde ontvanger", "vertrouwelijke informatie",
    "denk aan het milieu", "is vertrouwelijk en",
    # Nordic, Polish, others
    "avsedd för", "avsedd mottagare", "konfidentiell", "fortrolig", "fortrolige", "tiltenkt mottaker",
    "luottamuksellis", "wiadomość jest poufna", "informacje poufne", "wyłącznie dla adresata", "jest poufna",
    "конфиденциальн", "důvěrn", "bizalmas", "gizli", "保密", "機密", "机密",
)  # fmt: skip
_DISCLAIMER_WEAK = (
    "disclaimer", "confidential", "e-mail", "email", "message", "nachricht", "mensaje", "messaggio",
    "mensagem", "bericht", "courriel", "addressee", "recipient", "attachments", "communication",
    "liability", "privileged", "sender", "destinat", "correo", "registered", "vat ", "confidenti", "vertrau",
)  # fmt: skip
_FOOTERS = (
    "you are receiving this because", "you received this message because you are subscribed",
    "reply to this email directly", "to unsubscribe from this", "to unsubscribe send", "to post to this group",
    "this email has been checked for viruses", "this e-mail has been scanned", "this email has been scanned",
    "get your free email at", "do you yahoo!?", "get free email", "join the world’s largest e-mail",
    "get your private, free e-mail", "send and receive hotmail", "_avast", "avg.com", "[image: ", "[cid:",
    "virenfrei", "sans virus", "libre de virus", "privo di virus", "book a meeting with me", "meet me on",
    "bitte denken sie an", "p please consider", "think before you print", "save a tree",
    "if you no longer wish to receive", "to opt out", "to stop receiving", "if you'd rather not hear",
    "if you would rather not hear", "if you would prefer not to receive",
)  # fmt: skip
_BANNERS = (
    "caution: this email", "caution: external", "[external", "external email", "external sender",
    "warning: this email", "this email originated from outside", "this message originated from outside",
    "this message was sent from outside", "achtung: externe", "achtung: diese e-mail", "externe e-mail",
    "attention: ce message", "attention : ce message", "expéditeur externe", "correo externo", "email esterna", "externe mail",
    "you don't often get email from", "some people who received this message don't often get email",
    "sie erhalten nicht oft", "sie erhalten nicht häufig", "vous ne recevez pas souvent", "u ontvangt niet vaak", "no suele recibir",
    "no recibe con frecuencia", "not often get email from", "caution - external", "***external", "this sender is outside",
)  # fmt: skip


_BANNER_STARTS = tuple(words.lstrip("*[") for words in _BANNERS)


def _cues() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the phrases of boilerplate by one of their words, and those without whole words."""
    cues: dict[str, tuple[str, ...]] = {}
    stems: list[str] = []
    for phrase in (*_DISCLAIMER_STRONG, *_FOOTERS, *_BANNERS):
        plain = phrase.lstrip("*[")
        whole_words = plain.split()[:-1]
        if whole_words:
            cue = max(whole_words, key=len)
            cues[cue] = (*cues.get(cue, ()), plain)
        else:
            stems.append(plain)
    return cues, tuple(stems)


_CUES, _CUE_STEMS = _cues()


def has_boilerplate(text: str) -> bool:
    """Tell whether a phrase of boilerplate occurs in a lower-cased text."""
    return any(
        phrase in text for word in _CUES.keys() & text.split() for phrase in _CUES[word]
    ) or any(stem in text for stem in _CUE_STEMS)


def is_disclaimer(paragraph: str) -> bool:
    """Tell whether a lower-cased paragraph is legal or environmental boilerplate."""
    return (
        len(paragraph) > 60
        and any(words in paragraph for words in _DISCLAIMER_STRONG)
        and any(words in paragraph for words in _DISCLAIMER_WEAK)
    )


def is_footer(paragraph: str) -> bool:
    """Tell whether a lower-cased paragraph was added by a mailing list, scanner or free mailer."""
    return any(words in paragraph[:300] for words in _FOOTERS)


def is_banner(paragraph: str) -> bool:
    """Tell whether a lower-cased paragraph is the warning a mail gateway puts on top."""
    return len(paragraph) < 600 and paragraph.lstrip("*[(⚠️! ").startswith(_BANNER_STARTS)
