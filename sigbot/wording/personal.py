"""What is said about what is stored about people, how they get it, and how it is forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass

from sigbot.domain.forgetting import Erased, NothingStoredError
from sigbot.domain.personal_rules import Section
from sigbot.domain.sweeping import KEPT_FOR, Swept
from sigbot.wording.safe import plain


@dataclass(frozen=True, slots=True)
class About:
    """What is said about a section: its name, what is in it and what for, who sees it, how long.

    `what` is said to the person whose data it is, in their export; the policy says the same.
    """

    name: str
    what: str
    seen_by: str
    kept: str


YOU = "you"
SERVER = "the server"
ORGANIZERS = "organizers"
NOBODY = "nobody"
SENT_KEPT = "{days} days after they were sent, or until you are forgotten"
STAYS_KEPT = "{days} days, and whether it may count until you change it, or until you are forgotten"
SOME_DAYS = "{days} days, or until you are forgotten"
CHANGES_KEPT = "{years} years; your name until you are forgotten"
UNTIL_FORGOTTEN = "until you are forgotten"

SECTIONS: Mapping[Section, About] = {
    Section.ACCOUNT: About(
        "Name and account",
        "Your name, your user name and your Discord id, to know who answered, checked in or shared "
        "something, and to know you in attendance files. The number `id` stands for you in the "
        "other sections, there as `person_id`.",
        "the server; organizers in exports",
        UNTIL_FORGOTTEN,
    ),
    Section.SEEN: About(
        "First and last sign of life",
        "When I first saw you, and about when I last saw you, to within a month. I use it to "
        "forget people who have been away for years.",
        YOU,
        UNTIL_FORGOTTEN,
    ),
    Section.ZONE: About(
        "Time zone",
        "Your time zone, if you set it: to read your times, and to warn of clock changes.",
        "you; the server sees which zones members have, without names",
        "until you change it or are forgotten",
    ),
    Section.HOURS: About(
        "Hours",
        "When meetings suit you, if you set it: to find fair meeting times. `begin` and `end` are "
        "minutes of the day, `days` count from Monday as 0.",
        "you; in averages of several people",
        "until you change it or are forgotten",
    ),
    Section.DESCRIPTION: About(
        "What you say about yourself",
        "Your region, organization and experience, if you gave them: for averages in the report. "
        "Your region also helps to find fair meeting times.",
        "you; organizers see your region",
        "until you take it back or are forgotten",
    ),
    Section.GENDER: About(
        "Gender",
        "Your gender, if you gave it: for averages in the report, and for nothing else.",
        YOU,
        "until you take it back or are forgotten",
    ),
    Section.RELEASES: About(
        "Your number in diversity figures",
        "A random number that stands for you in what is kept of the figures of each half-year: how "
        "often you came, and no answer. And which of your answers changed since the last figures, "
        "without the earlier answer.",
        NOBODY,
        "until you are forgotten; then nothing leads from the number to you",
    ),
    Section.CONSENT: About(
        "Consent",
        "When you agreed that your answers are counted, or took that back, and which notice you "
        "saw.",
        YOU,
        "until you are forgotten; that somebody agreed on that day stays",
    ),
    Section.MESSAGES: About(
        "Direct messages",
        "Which direct messages you want, and whether Discord refused them.",
        YOU,
        "until you change it or are forgotten",
    ),
    Section.WAITING: About(
        "Messages to you",
        "Messages that wait to be sent to you or were sent, and news that mention you.",
        "you; the server sees who is mentioned",
        SENT_KEPT.format(days=KEPT_FOR[Swept.OUTBOX].days),
    ),
    Section.SUBGROUPS: About(
        "Subgroups",
        "The subgroups you joined.",
        "organizers, as a number of members",
        "until you leave or are forgotten",
    ),
    Section.CALENDAR: About(
        "Your calendar",
        "When your calendar address was made, and whether it leaves out meetings you can't come "
        "to. The address itself is kept as a hash, which leads nobody to it.",
        "nobody",
        "until you stop the address or are forgotten",
    ),
    Section.ANSWERS: About(
        "Answers to meetings",
        "Going, Maybe or Can't, so that others know who comes.",
        SERVER,
        UNTIL_FORGOTTEN,
    ),
    Section.ATTENDANCE: About(
        "Attendance",
        "At which meetings you were, and how I know it: by button, code, voice, a file, or an "
        "organizer.",
        "the server; organizers in exports",
        "until you are forgotten; that somebody was there stays, without a name",
    ),
    Section.VOICE: About(
        "Voice channels",
        "When you were in the voice channel of a meeting, and whether that may count.",
        "organizers, where it was too short to count",
        STAYS_KEPT.format(days=KEPT_FOR[Swept.PRESENCES].days),
    ),
    Section.NAMES: About(
        "Names linked to you",
        "Names in attendance files that an organizer linked to you (`same_as`).",
        "the server; organizers in exports",
        UNTIL_FORGOTTEN,
    ),
    Section.EMAILS: About(
        "E-mail addresses",
        "A code made from each of your e-mail addresses in attendance files, to know you again in "
        "the next file. The addresses themselves are not kept.",
        NOBODY,
        UNTIL_FORGOTTEN,
    ),
    Section.FILES: About(
        "Attendance files",
        "Files that you imported, files under review in which you are, and what a file changed "
        "about you, so that it can be taken back.",
        ORGANIZERS,
        "a day under review, and a day after that; who imported a file until they are forgotten",
    ),
    Section.QUESTIONS: About(
        "Questions",
        "A command that I asked you back about, to go on when you answer.",
        YOU,
        "about a day",
    ),
    Section.CODES: About(
        "Wrong codes",
        "How many wrong check-in codes you typed, so that nobody can try all of them.",
        NOBODY,
        SOME_DAYS.format(days=KEPT_FOR[Swept.GUESSES].days),
    ),
    Section.JOURNAL: About(
        "Journal",
        "Links you shared, with your notes and tags; what you want to read, have read, asked or "
        "presented, and what you thought of a discussion; of that, only sums are shown, and only "
        "they stay.",
        SERVER,
        "until you are forgotten; link and title stay of what others want or was discussed",
    ),
    Section.MINUTES: About(
        "Agendas and minutes",
        "Points you suggested, questions you asked ahead, lines you noted for the minutes or that "
        "were added from your messages, what you promised, corrections you suggested, whether you "
        "caught up with a meeting, and whether its minutes may name you.",
        SERVER,
        "until you are forgotten; notes, promises and published minutes stay, without your name "
        "beside them",
    ),
    Section.ROTATION: About(
        "Meeting times",
        "Suggestions of meeting times with you as a host, and whether you wanted to be one.",
        ORGANIZERS,
        UNTIL_FORGOTTEN,
    ),
    Section.REPORTS: About(
        "Reports",
        "Reports that organizers wrote you down for as an author, and whether they may name you.",
        "organizers; everybody, once a report is published",
        "until you are forgotten; a published report stays",
    ),
    Section.AUDIT: About(
        "Changes",
        "What you changed, and what organizers changed about you, so that mistakes can be mended.",
        ORGANIZERS,
        CHANGES_KEPT.format(years=KEPT_FOR[Swept.AUDIT].days // 365),
    ),
    Section.ERASED: About(
        "That you were erased",
        "A code made from your Discord id, and when you were erased, so that you are erased again "
        "if the operator puts back a backup in which you still are. It leads nobody to you.",
        NOBODY,
        "a year after you were forgotten",
    ),
    Section.WRITTEN: About(
        "What others wrote",
        "Texts of meetings, plans and reports that may name you, such as a speaker.",
        SERVER,
        "as long as the community keeps them",
    ),
}

EXPORT_ABOUT = (
    "Everything that is stored about you in this community, by section. Each section says what is "
    "in it and what for. Times are UTC. Only you were sent this file."
)
EXPORT_WRITTEN = (
    "What others wrote is not searched for your name: titles, descriptions, speakers and sentences "
    "of reports. Messages on Discord are stored by Discord."
)
EXPORTED = (
    "Here is everything that I store about you in **{community}**. Only you see this. The file "
    "opens in any text editor. `/me forget` erases it."
)
EXPORTED_NOTHING = "Nothing is stored about you in **{community}**; the file says so."
FILE_NAME = "about-me.json"

FORGET = "**Erase what I store about you in {community}?**"
FORGET_GOES = (
    "**This goes:**\n"
    "- your names on Discord and your Discord id, also beside what you changed\n"
    "- your time zone, hours, reminders, and what you said about yourself\n"
    "- your answers to meetings, subgroups, time in voice channels, and links you shared\n"
    "- your names in attendance files, and what I keep to recognize your e-mail address\n"
    "- attendance files under review with you in them"
)
FORGET_MEETING = (
    "**This stays as a number:** somebody was at 1 meeting, without a name. So reports still count "
    "right."
)
FORGET_MEETINGS = (
    "**This stays as a number:** somebody was at {count} meetings, without a name. So reports "
    "still count right."
)
FORGET_STAYS = (
    "**This stays:**\n"
    "- published reports, and messages on Discord\n"
    "- what others wrote about you, and papers that were discussed"
)
FORGET_SCOPE = (
    "-# This is about this server only, and can't be undone. `/me export` gives you everything "
    "first."
)
DO_FORGET, KEEP_ME = "Erase it", "Keep it"
FORGOTTEN = (
    "Erased what I stored about you in **{community}**. What others wrote about you stays theirs, "
    "and what was published stays. If you use me here again, you begin as a new person."
)
NOTHING_STORED = "I store nothing about you here, so there is nothing to erase."

REFUSALS = {NothingStoredError: lambda _: NOTHING_STORED}

SOMEBODY = "someone (erased)"
"""Who was at a meeting, or shared something, and was forgotten."""

POLICY_HEAD = ("What", "What for", "Who sees it", "How long")


def name(person: str) -> str:
    """Return a person's name inside Discord; nameless marks are called somebody."""
    return plain(person, 60) if person else SOMEBODY


def forget(community: str, meetings: int) -> str:
    """Ask whether to forget a person: what goes, and what stays."""
    lines = [FORGET.format(community=plain(community)), FORGET_GOES]
    if meetings:
        template = FORGET_MEETING if meetings == 1 else FORGET_MEETINGS
        lines.append(template.format(count=meetings))
    return "\n\n".join([*lines, FORGET_STAYS, FORGET_SCOPE])


def forgotten(erased: Erased) -> str:
    return FORGOTTEN.format(community=plain(erased.community))


def exported(community: str, *, anything: bool) -> str:
    return (EXPORTED if anything else EXPORTED_NOTHING).format(community=plain(community))


def policy_rows() -> list[tuple[str, ...]]:
    """Return the rows of the table of a privacy policy, its head first."""
    rows = [(about.name, about.what, about.seen_by, about.kept) for about in SECTIONS.values()]
    return [POLICY_HEAD, *rows]
