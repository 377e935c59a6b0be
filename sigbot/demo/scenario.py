"""Who is in the community, and what they did from January to June 2021.

The facts are those of the Healthcare SIG's report of that half-year: its rhythm, its subgroups, its
activities and plans. The people are invented. No average is written here, only how many people
came to each meeting.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

HOME = "America/New_York"
BEGIN = datetime(2021, 1, 1, 9, tzinfo=ZoneInfo(HOME))
REPORTED = datetime(2021, 7, 14, 15, tzinfo=ZoneInfo(HOME))
DECIDED = datetime(2021, 7, 15, 15, tzinfo=ZoneInfo(HOME))
ADOPTED = "Adopt A"
PERIOD = "H1 2021"

NAME = "Healthcare Special Interest Group (HC-SIG)"
DESCRIPTION = (
    "The community of healthcare professionals and technologists who bring open distributed "
    "ledger technology into healthcare, across the whole world."
)
WIKI = "https://lf-hyperledger.atlassian.net/wiki/display/HCSIG/Healthcare+SIG"
SUBGROUPS = ("Patient", "Provider", "Interop")


@dataclass(frozen=True, slots=True)
class Someone:
    """A member. A field is empty if they do not tell it; `eager` weighs how often they come."""

    name: str
    zone: str
    region: str = ""
    gender: str = ""
    organization: str = ""
    experience: str = ""
    eager: int = 3
    subgroup: str = ""

    @property
    def says_something(self) -> bool:
        return any((self.region, self.gender, self.organization, self.experience))


NA, LA, EU = "North America", "Latin America", "Europe"
SA, SEA, OC = "South Asia", "Southeast Asia", "Oceania"
F, M = "female", "male"
CARE, TECH, UNI = "healthcare provider", "technology company", "research or university"
PHARMA, PAYER, SOLO, NGO = "life sciences", "payer", "independent", "non-profit"
NEW, SOME, MORE, MUCH = "new", "1-3 years", "3-10 years", "over 10 years"

ORGANIZER = Someone("Mike McCoy", "America/Chicago", NA, M, SOLO, MORE, 9)

MEMBERS = (
    ORGANIZER,
    Someone("Alice Moreau", "America/New_York", NA, F, CARE, MORE, 6, "Patient"),
    Someone("Beatriz Nogueira", "America/Sao_Paulo", LA, F, UNI, SOME, 6, "Patient"),
    Someone("Carla Jimenez", "America/Mexico_City", LA, F, TECH, MORE, 5),
    Someone("Dana Whitfield", "America/Los_Angeles", NA, F, TECH, MUCH, 6, "Provider"),
    Someone("Elena Rossi", "Europe/Rome", EU, F, UNI, MORE, 5, "Interop"),
    Someone("Fiona Gallagher", "Europe/Dublin", EU, F, PHARMA, MUCH, 4),
    Someone("Grace Turner", "America/Chicago", NA, F, CARE, SOME, 4, "Patient"),
    Someone("Hanna Lindqvist", "Europe/Stockholm", EU, F, TECH, NEW, 4),
    Someone("Irene Castillo", "America/Bogota", LA, F, NGO, SOME, 3),
    Someone("Julia Brandt", "Europe/Berlin", EU, F, PHARMA, MORE, 3),
    Someone("Karen Osborne", "America/Toronto", NA, F, PAYER, MUCH, 3, "Provider"),
    Someone("Lucia Ferreyra", "America/Argentina/Buenos_Aires", LA, F, CARE, NEW, 2),
    Someone("Megan Price", "America/Denver", NA, F, UNI, NEW, 2),
    Someone("Aaron Feldman", "America/New_York", NA, M, TECH, MORE, 7, "Interop"),
    Someone("Benoit Lefevre", "Europe/Paris", EU, M, PHARMA, MUCH, 6),
    Someone("Carlos Mendes", "America/Sao_Paulo", LA, M, TECH, MORE, 6, "Provider"),
    Someone("David Okafor", "America/New_York", NA, M, CARE, MUCH, 5, "Provider"),
    Someone("Erik Johansen", "Europe/Oslo", EU, M, TECH, SOME, 4, "Interop"),
    Someone("Frank Delgado", "America/Chicago", NA, M, PAYER, MUCH, 4),
    Someone("George Pappas", "Europe/Athens", EU, M, UNI, MORE, 4),
    Someone("Henry Whitmore", "Europe/London", EU, M, TECH, MUCH, 4, "Interop"),
    Someone("Ignacio Vargas", "America/Santiago", LA, M, UNI, SOME, 4),
    Someone("James Calloway", "America/Los_Angeles", NA, M, TECH, MORE, 4, "Patient"),
    Someone("Kevin Sullivan", "America/New_York", NA, M, PHARMA, SOME, 3),
    Someone("Luis Herrera", "America/Mexico_City", LA, M, SOLO, NEW, 3),
    Someone("Marek Nowak", "Europe/Warsaw", EU, M, TECH, NEW, 3),
    Someone("Nathan Brooks", "America/Denver", NA, M, SOLO, MORE, 3),
    Someone("Oscar Ramirez", "America/Lima", LA, M, CARE, SOME, 2),
    Someone("Paul Hendriks", "Europe/Amsterdam", EU, M, PAYER, MORE, 2),
    Someone("Quinn Abbott", "America/Toronto", NA, "non-binary", TECH, SOME, 2),
    Someone("Ravi Menon", "Asia/Kolkata", SA, M, TECH, MORE, 1),
    Someone("Siti Rahman", "Asia/Singapore", SEA, "", UNI, SOME, 1),
    Someone("Tom Bradley", "Australia/Sydney", OC, M, CARE, MUCH, 1),
    Someone("Priya Nair", "Asia/Kolkata", SA, "", TECH, NEW, 1),
    Someone("Sam Kessler", "America/New_York", NA, eager=5),
    Someone("Terry Lawson", "America/Chicago", NA, eager=4),
    Someone("Uma Fischer", "Europe/Zurich", EU, eager=3),
    Someone("Victor Almeida", "America/Sao_Paulo", LA, eager=3),
    Someone("Wendell Hayes", "America/New_York", eager=4),
    Someone("Xavier Dupont", "Europe/Brussels", eager=2),
    Someone("Yolanda Greer", "America/Phoenix", eager=3),
    Someone("Zoe Hartman", "America/Los_Angeles", eager=2),
    Someone("Albert Novak", "Europe/Prague", eager=2),
    Someone("Chris Donnelly", "America/New_York", eager=3),
)


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting, and how many came: women who say so, and everyone else."""

    title: str
    when: str
    women: int
    everyone_else: int
    kind: str = "guest"
    subgroup: str = ""
    speaker: str = ""
    announced: str = ""

    @property
    def starts_at(self) -> datetime:
        return datetime.fromisoformat(self.when).replace(tzinfo=ZoneInfo(HOME))


GENERAL = "General Meeting"
GENERAL_FIRST = "2021-01-06 10:00"
GENERAL_RULE = "every 2 weeks"
GENERAL_ABOUT = "Journal club: news and research of the last two weeks, then open discussion."
CANCELLED = "2021-03-31 10:00"
CANCEL_REASON = "Spring break in many places. See you in two weeks."

# The date of each General Meeting that was held, women who say so, and everyone else who came.
GENERAL_MEETINGS = tuple(
    Gathering(GENERAL, f"{day} 10:00", women, everyone_else, "general")
    for day, women, everyone_else in (
        ("2021-01-06", 5, 10),
        ("2021-01-20", 6, 11),
        ("2021-02-03", 6, 10),
        ("2021-02-17", 7, 11),
        ("2021-03-03", 6, 10),
        ("2021-03-17", 6, 11),
        ("2021-04-14", 5, 10),
        ("2021-04-28", 7, 11),
        ("2021-05-12", 6, 10),
        ("2021-05-26", 6, 11),
        ("2021-06-09", 6, 10),
        ("2021-06-23", 6, 11),
    )
)

GATHERINGS = (
    Gathering("Patient subgroup", "2021-01-28 12:00", 2, 2, "subgroup", "Patient"),
    Gathering("Provider subgroup", "2021-02-11 12:00", 1, 4, "subgroup", "Provider"),
    Gathering("LFPH Vaccination Passport", "2021-02-24 10:00", 9, 16, speaker="LF Public Health"),
    Gathering("Interop subgroup", "2021-03-11 12:00", 1, 3, "subgroup", "Interop"),
    Gathering("Patient subgroup", "2021-04-22 12:00", 2, 1, "subgroup", "Patient"),
    Gathering("Provider subgroup", "2021-05-06 12:00", 1, 2, "subgroup", "Provider"),
    Gathering(
        "ResearchHub Medical Research Marketplace",
        "2021-05-19 10:00",
        8,
        15,
        speaker="ResearchHub",
    ),
)


@dataclass(frozen=True, slots=True)
class Deed:
    """An activity, or a plan (without a kind), and the day it was recorded."""

    title: str
    day: str
    kind: str = ""


ACTIVITIES = (
    Deed("Federated Learning for Providers, Pharma", "2021-01-20", "research"),
    Deed(
        "Clinical Trial Recruitment and Prior Authorization via Blockchain",
        "2021-02-03",
        "research",
    ),
    Deed("LFPH Vaccination Passport Presentation", "2021-02-24", "presentation"),
    Deed(
        "Active work and participation in the GoodHealthPass Verifiable Credentials Project",
        "2021-03-03",
        "project",
    ),
    Deed(
        "Decentralized Identifiers (DIDs), Verifiable Credentials (VCs), Ledger Identity Schemas",
        "2021-03-17",
        "education",
    ),
    Deed("Healthcare Use Case Review Quarterly", "2021-03-24", "review"),
    Deed(
        "NFTs in Healthcare: Raising Money for Charity, Genomic/DNA Ownership, "
        "Provenance of Medical Research, etc",
        "2021-04-14",
        "research",
    ),
    Deed("VitaDAO: Liquidity Pool Longevity Funds", "2021-04-28", "research"),
    Deed("ResearchHub Medical Research Marketplace Presentation", "2021-05-19", "presentation"),
    Deed("Decentralized Clinical Trials via DTRA", "2021-06-09", "research"),
)

PLANS = (
    Deed("Expand on Payer and Interop Projects", "2021-05-27"),
    Deed("How does DeFi effects Healthcare?", "2021-06-10"),
    Deed("Risk Pools for Individuals via Blockchain", "2021-06-10"),
    Deed("Continuing Education on News and Research", "2021-06-24"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A link that a member shares; `in_chat` says that it is shared from a chat message."""

    day: str
    member: str
    link: str
    note: str = ""
    tags: str = ""
    title: str = ""
    in_chat: bool = False


SHARES = (
    Share(
        "2021-01-13",
        "Elena Rossi",
        "https://www.goodhealthpass.org/blueprint?utm_source=chat",
        "What interoperable health passes need",
        "credentials, identity",
    ),
    Share(
        "2021-02-10",
        "Aaron Feldman",
        "https://www.w3.org/TR/vc-data-model/",
        tags="credentials",
        title="Verifiable Credentials Data Model",
    ),
    Share(
        "2021-03-10",
        "Beatriz Nogueira",
        "https://arxiv.org/abs/1912.04977",
        "Open problems in federated learning",
        "research",
    ),
    Share("2021-04-21", "Benoit Lefevre", "https://www.vitadao.com/", in_chat=True),
    Share("2021-04-29", "Grace Turner", "https://vitadao.com", "Seen in the last meeting"),
    Share(
        "2021-06-02", "Dana Whitfield", "https://www.dtra.org/", "Decentralized trials", "trials"
    ),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper that is picked for the next General Meeting, presented and discussed there.

    `readers` press that they have read it, and `asker` brings a question.
    """

    link: str
    title: str
    presenter: str
    picked: str
    discussed: str
    summary: str
    readers: tuple[str, ...]
    asker: str
    question: str


READINGS = (
    Reading(
        "https://arxiv.org/abs/1912.04977",
        "Advances and Open Problems in Federated Learning",
        "Beatriz Nogueira",
        "2021-03-11",
        "2021-03-18",
        "Hospitals could learn together and keep their records at home; who pays is open.",
        ("Beatriz Nogueira", "Elena Rossi", "Aaron Feldman"),
        "Elena Rossi",
        "Does it work for small hospitals, which have few records?",
    ),
    Reading(
        "https://www.w3.org/TR/vc-data-model/",
        "Verifiable Credentials Data Model",
        "Aaron Feldman",
        "2021-04-29",
        "2021-05-13",
        "Credentials that patients carry themselves need wallets that clinics accept.",
        ("Aaron Feldman", "Grace Turner"),
        "Dana Whitfield",
        "What happens when somebody loses their wallet?",
    ),
)

NARRATIVE = {
    "health": (
        "We turned the General Meetings into a journal club on research and news of the industry, "
        "and people tell us that they like it."
    ),
    "issues": (
        "Those who come are active and carry projects and ideas. We hardly reach people in the "
        "eastern parts of the world, and we would like to finish more work products."
    ),
    "diversity": (
        "We hope for more women among our speakers, and for voices from Africa, Asia and Oceania."
    ),
    "additional": "N/A",
}
