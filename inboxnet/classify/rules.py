"""What titles and domains say of a person: small lexicons in several languages, no spaCy.

This module owns the way from a title to seniority and function; `inboxnet.message.signature` only
finds the title. Lexicons are matched on whole folded words, so ``vp`` is not found in ``vps``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Seniority = Literal["owner", "executive", "director", "head", "manager", "junior", "staff"]
Function = Literal["talent", "sales", "purchasing", "assistant", "technical", "finance", "other"]

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return ``text`` without case and diacritics, for comparison only."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of ``text``."""
    return tuple(_WORD.findall(fold(text)))


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words(line) for line in text.split(";") if line.strip())


# The first that matches wins: what withdraws authority stands before what gives it.
_SELLING_TITLES = _phrases(
    "account director; client partner; client director; account manager; account executive;"
    " key account; account lead; relationship manager; relationship director; growth partner;"
    " partner manager; sales partner; partnerships; partnership; alliances; customer success;"
    " business development; bdr; sdr; ae; sales; vertrieb; vertriebsleiter; vertriebsleiterin;"
    " aussendienst; kundenbetreuer; kundenbetreuerin; kundenberater; kundenberaterin;"
    " commerciale; commercial terrain; technico commercial; charge d affaires; chargee d affaires;"
    " charge de clientele; responsable commercial; comercial; ventas; ejecutivo de cuentas;"
    " ejecutiva de cuentas; gestor comercial; vendite; venditore; responsabile vendite; verkoop;"
    " accountmanager; vendas; solutions consultant; solution consultant; membership; showroom"
)
_ASSISTING_TITLES = _phrases(
    "assistant; assistants; assistant to; pa; ea; pa to; ea to; secretary; office of; chief of staff;"
    " on behalf of; assistenz; assistentin; assistent; sekretariat; sekretarin; sekretar; assistante;"
    " secretaire; asistente; secretaria; secretario; ayudante; segretaria; assistente; secretaresse;"
    " coordinator; receptionist; front desk; apprentice"
)
_JUNIOR_TITLES = _phrases(
    "intern; trainee; junior; student; graduate; werkstudent; werkstudentin; praktikant; praktikantin;"
    " auszubildende; auszubildender; stagiaire; alternant; alternante; etudiant; etudiante; becario;"
    " becaria; estudiante; en practicas; stagista; studente; estagiario; estagiaria; doktorand;"
    " doktorandin; doctorant; doctorante; phd student; phd candidate; postdoc"
)
_SENIORITY: tuple[tuple[Seniority, frozenset[tuple[str, ...]]], ...] = (
    (
        "owner",
        _phrases(
            "founder; cofounder; co founder; founding; owner; co owner; proprietor; sole trader;"
            " self employed; freelance; freelancer; landlord; inhaber; inhaberin; grunder;"
            " grunderin; mitgrunder; mitgrunderin; mitinhaber; fondateur; fondatrice; cofondateur;"
            " cofondatrice; gerant; gerante; proprietaire; fundador; fundadora; cofundador;"
            " cofundadora; propietario; propietaria; dueno; duena; titolare; fondatore; fondatrice;"
            " proprietario; proprietaria; eigenaar; oprichter; socio fundador; socio gerente;"
            " selbststandig; selbstandig; autonomo; autonoma; independant; independante"
        ),
    ),
    (
        "executive",
        _phrases(
            "ceo; cto; cfo; coo; cio; cmo; cpo; cro; ciso; cdo; chro; cso; chief executive;"
            " chief operating; chief financial; chief technology; chief technical; chief information;"
            " chief product; chief people; chief marketing; chief revenue; chief commercial;"
            " chief customer; chief medical; chief nursing; chief data; chief digital; chief human;"
            " chief officer; chief procurement; chief investment; managing director;"
            " managing partner; general partner; president; chairman; chairwoman; chair; chairperson;"
            " board member; vice president; vp; svp; evp; avp; general manager; managing principal;"
            " executive director; geschaftsfuhrer; geschaftsfuhrerin; geschaftsfuhrung; vorstand;"
            " vorstandin; vorstandsmitglied; vorstandsvorsitzender; vorsitzender; vorsitzende;"
            " prasident; prasidentin; geschaftsfuhrender; geschaftsleitung; geschaftsleiter; pdg; dg;"
            " daf; dsi; drh; directeur general; directrice generale; president directeur;"
            " presidente; presidenta; director general; directora general; consejero delegado;"
            " consejera delegada; gerente; director gerente; amministratore delegato;"
            " amministratrice delegata; direttore generale; direttrice generale; algemeen directeur;"
            " bestuurder; diretor geral; diretora geral; administrador; administradora; dekan;"
            " dean; provost; rector; rektor; vd; verkstallande direktor; adm dir; superintendent;"
            " commissioner; mayor; burgermeister; burgermeisterin; maire; alcalde; alcaldesa"
        ),
    ),
    (
        "director",
        _phrases(
            "director; directors; co director; direktor; direktorin; directeur; directrice;"
            " directora; direttore; direttrice; diretor; diretora; partner; senior partner; principal;"
            " partnerin; associe; associee; associe gerant; socio; socia; vennoot; principal owner;"
            " headteacher; headmaster; headmistress; schulleiter; schulleiterin; bursar; treasurer;"
            " controller; financial controller; general counsel; medical director; practice owner;"
            " directie; bereichsleiter; bereichsleiterin; werksleiter; werksleiterin;"
            " prokurist; prokuristin; trustee; governor"
        ),
    ),
    (
        "head",
        _phrases(
            "head; head of; global head; leiter; leiterin; leitung; abteilungsleiter;"
            " abteilungsleiterin; teamleiter; teamleiterin; einkaufsleiter; einkaufsleiterin;"
            " it leiter; it leiterin; personalleiter; personalleiterin; marketingleiter;"
            " marketingleiterin; responsable; jefe; jefa; jefe de; jefa de; responsabile; capo;"
            " hoofd; chefe; chef de; chef du; chef des; hiring manager; team lead; group lead;"
            " engineering manager; department chair; section chief; chief"
        ),
    ),
    (
        "manager",
        _phrases(
            "manager; lead; supervisor; superintendent; foreman; managerin; gestionnaire; gestor;"
            " gestora; encargado; encargada; projektleiter; projektleiterin; chef de projet;"
            " cheffe de projet; jefe de proyecto; jefa de proyecto; objektleiter; objektleiterin;"
            " bauleiter; bauleiterin; conducteur de travaux; product owner; program officer;"
            " programme manager; leader"
        ),
    ),
)
_FUNCTION: tuple[tuple[Function, frozenset[tuple[str, ...]]], ...] = (
    (
        "talent",
        _phrases(
            "recruiter; recruiting; recruitment; recruiters; talent; sourcer; sourcing specialist;"
            " talent sourcer; resourcer; resourcing; executive search; headhunter; headhunting;"
            " staffing; people partner; people operations; people director; people; hr;"
            " human resources; hrbp; human capital; rpo; 360 consultant; delivery consultant;"
            " contract consultant; search consultant; placement; placements; interim practice;"
            " personalberater; personalberaterin; personalberatung; personalreferent;"
            " personalreferentin; personalleiter; personalleiterin; personalabteilung; personal;"
            " personalvermittler; personalvermittlerin; recrutement; recruteur; recruteuse; rh; drh;"
            " ressources humaines; charge de recrutement; chargee de recrutement; chasseur de tetes;"
            " chasseuse de tetes; seleccion; reclutamiento; reclutador; reclutadora; rrhh;"
            " recursos humanos; tecnico de seleccion; tecnica de seleccion; cazatalentos;"
            " captacion de talento; selezione; risorse umane; recruitment consultant; werving;"
            " recrutamento; people and culture; people culture; workforce; manning; crewing;"
            " crew coordinator; contractor care; talentos; talente; career strategist"
        ),
    ),
    ("assistant", _ASSISTING_TITLES),
    ("sales", _SELLING_TITLES),
    (
        "purchasing",
        _phrases(
            "buyer; purchasing; procurement; sourcing; category manager; vendor manager;"
            " vendor management; supply chain; einkauf; einkaufer; einkauferin; strategischer einkauf;"
            " beschaffung; vergabe; achats; acheteur; acheteuse; compras; comprador; compradora;"
            " acquisti; buyer; inkoop; inkoper; commissioning editor; photo editor; picture editor;"
            " accounts payable; payables; facilities; property manager; estates"
        ),
    ),
    (
        "finance",
        _phrases(
            "cfo; finance; financial; accounting; accountant; bookkeeper; payroll; treasurer;"
            " buchhaltung; buchhalter; buchhalterin; finanzen; controlling; comptable; comptabilite;"
            " finances; contable; contabilidad; finanzas; contabilita; financas; boekhouding;"
            " controller; audit; auditor; credit controller"
        ),
    ),
    (
        "technical",
        _phrases(
            "engineer; engineering; developer; architect; devops; sre; data; software; platform; it;"
            " infrastructure; technology; technical; security; analyst; scientist; designer; qa;"
            " administrator; entwickler; entwicklerin; ingenieur; ingenieurin; technik; techniker;"
            " developpeur; developpeuse; ingenieure; technicien; informatique; ingeniero; ingeniera;"
            " desarrollador; desarrolladora; tecnico; sistemas; sviluppatore; ingegnere;"
            " ontwikkelaar; engenheiro; engenheira; programador; programadora; researcher; maintenance"
        ),
    ),
)


def _has(tokens: tuple[str, ...], phrases: frozenset[tuple[str, ...]]) -> bool:
    return any(
        tokens[i : i + n] in phrases for n in (1, 2, 3) for i in range(max(0, len(tokens) - n + 1))
    )


@lru_cache(maxsize=8192)
def seniority(title: str) -> Seniority:
    """Return how high ``title`` stands; ``staff`` where it says nothing.

    Who sells or assists under a grand word ('Account Director', 'PA to the CEO') stays ``staff``.
    """
    tokens = words(title)
    if _has(tokens, _ASSISTING_TITLES):
        return "staff"
    if _has(tokens, _JUNIOR_TITLES):
        return "junior"
    sells = _has(tokens, _SELLING_TITLES)
    for level, phrases in _SENIORITY:
        if _has(tokens, phrases):
            if sells and level not in {"owner", "executive"}:
                return "staff"
            return level
    return "staff"


@lru_cache(maxsize=8192)
def function(title: str) -> Function:
    """Return what ``title`` says its bearer does all day; ``other`` where it says nothing."""
    tokens = words(title)
    for name, phrases in _FUNCTION:
        if _has(tokens, phrases):
            return name
    return "other"


def is_title(line: str) -> bool:
    """Whether a line names a position: some word of it is in the lexicons."""
    tokens = words(line)
    if not 0 < len(tokens) <= 10:
        return False
    if _PROSE.intersection(tokens):
        return False
    return function(line) != "other" or seniority(line) != "staff" or _has(tokens, _PLAIN_TITLES)


_PROSE = frozenset(
    "i we you he she it they is are was were will would can have has had your my our please not this"
    " that ich wir sie ist sind haben bitte nicht mein ihr je nous vous est sont pas votre mon ma yo"
    " es son por favor su mi io sono ho non ik wij zijn niet eu tenho".split()
)


_PLAIN_TITLES = _phrases(
    "consultant; associate; advisor; adviser; specialist; officer; editor; comptroller; host; producer; planner;"
    " estimator; surveyor; lawyer; solicitor; attorney; counsel; paralegal; professor; lecturer;"
    " reporter; journalist; agent; broker; curator; teacher; nurse; doctor; dentist; operator;"
    " berater; beraterin; sachbearbeiter; sachbearbeiterin; referent; referentin; redakteur;"
    " redakteurin; conseiller; conseillere; consultante; chargee de mission; charge de mission;"
    " asesor; asesora; consultor; consultora; tecnica; consulente; adviseur; medewerker; commerciel;"
    " operations; logistics; marketing; communications; legal; compliance; quality; production"
)

FREE_MAIL_PROVIDERS = frozenset(
    "gmail googlemail yahoo ymail rocketmail hotmail outlook live msn aol icloud me mac gmx web"
    " t-online freenet arcor mail email fastmail protonmail proton pm tutanota tuta posteo mailbox"
    " zoho yandex inbox rediffmail orange wanadoo free laposte sfr neuf bbox libero virgilio alice"
    " tiscali tin terra telefonica movistar hotmail ziggo kpnmail planet xs4all hetnet sapo bol uol"
    " terra btinternet btopenworld ntlworld virginmedia sky talktalk blueyonder comcast verizon att"
    " sbcglobal bellsouth cox charter earthlink juno netzero optonline shaw rogers sympatico telus"
    " bigpond optusnet iinet xtra eircom bluewin hispeed sunrise aon chello wp onet interia seznam"
    " centrum abv ukr rambler qq 163 126 sina naver daum hanmail hey duck".split()
)
"""Names of free and access providers, without the top level: they run one name in many countries."""

_AGENCY_WORDS = (
    "talent recruit staffing headhunt hire hiring personalberatung personal- personnel careers"
    " career jobs resourcing placement manpower crewing crewsearch recrutement reclutamiento"
    " seleccion selezione selection search werving executivo executives people interim humanrecourses"
    " workforce employment recruitment"
).split()
_AGENCY_TOKENS = frozenset({"hr", "rh", "rpo", "search", "people", "jobs", "talent", "talents"})
_PUBLIC_WORDS = frozenset({"edu", "ac", "gov", "gouv", "gob", "mil", "nhs", "k12", "int"})
_PUBLIC_PARTS = ("univ", "uni-", "-uni", "college", "school", "schule", "council", "ministry", "foundation")


def domain_of(address: str) -> str:
    """Return what stands behind the last ``@``."""
    return address.rpartition("@")[2]


def domain_name(domain: str) -> str:
    """Return the label of ``domain`` that names its holder, e.g. ``acme`` of ``mail.acme.co.uk``."""
    labels = domain.split(".")
    if len(labels) < 2:
        return domain
    second_level = {"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "gob", "gouv", "ltd", "plc"}
    if len(labels) >= 3 and labels[-2] in second_level and len(labels[-1]) == 2:
        return labels[-3]
    return labels[-2]


def same_organization(domain: str, others: frozenset[str]) -> bool:
    """Whether ``domain`` is one of ``others``, or a subdomain or parent of one."""
    return any(
        domain == o or domain.endswith(f".{o}") or o.endswith(f".{domain}") for o in others if o
    )


@lru_cache(maxsize=65536)
def is_free_mail(domain: str) -> bool:
    """Whether ``domain`` gives mailboxes to everybody: a provider's name, or one that says mail."""
    name = domain_name(domain)
    return name in FREE_MAIL_PROVIDERS or name.endswith(("mail", "mails", "mailbox"))


@cache
def _listed(kind: Literal["recruiters", "applicant_systems"]) -> frozenset[str]:
    text = resources.files(__package__).joinpath("data", f"{kind}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip().lower() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def _is_listed(domain: str, kind: Literal["recruiters", "applicant_systems"]) -> bool:
    listed = _listed(kind)
    labels = domain.split(".")
    return any(".".join(labels[i:]) in listed for i in range(len(labels) - 1))


@lru_cache(maxsize=65536)
def is_listed_recruiter(domain: str) -> bool:
    """Whether ``domain`` or a parent stands in the shipped list of recruiting firms."""
    return _is_listed(domain, "recruiters")


@lru_cache(maxsize=65536)
def is_applicant_system(domain: str) -> bool:
    """Whether ``domain`` or a parent belongs to an applicant tracking system."""
    return _is_listed(domain, "applicant_systems")


@lru_cache(maxsize=65536)
def is_agency_name(domain: str) -> bool:
    """Whether the name of ``domain`` speaks of hiring people."""
    name = domain_name(domain)
    return any(word in name for word in _AGENCY_WORDS) or not _AGENCY_TOKENS.isdisjoint(
        name.split("-")
    )


@lru_cache(maxsize=65536)
def is_public_body(domain: str) -> bool:
    """Whether ``domain`` belongs to a university, school or authority, by its name."""
    return not _PUBLIC_WORDS.isdisjoint(domain.split(".")) or any(
        part in domain for part in _PUBLIC_PARTS
    )


def registered_domain(domain: str) -> str:
    """Return ``domain`` from the label that names its holder on."""
    name = domain_name(domain)
    labels = domain.split(".")
    at = max((i for i, label in enumerate(labels) if label == name), default=0)
    return ".".join(labels[at:])
