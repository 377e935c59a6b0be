"""What is said to people about themselves."""

from collections.abc import Sequence
from enum import StrEnum

from sigbot.domain.community import SMALLEST_GROUP
from sigbot.domain.hours import USUAL, Hours
from sigbot.domain.members import (
    AboutMe,
    Attribute,
    Experience,
    Gender,
    Organization,
    OwnName,
    SelfDescription,
)
from sigbot.domain.reminders import read_leads
from sigbot.wording import times, voice
from sigbot.wording.meetings import ANSWER_WORDS
from sigbot.wording.reminders import ACTIONS, HEARS_BY, PAPERS, leads
from sigbot.wording.safe import plain

TIMEZONE_SET = (
    "Your time zone is now **{zone}**, where it is {time}. I read the times you type in it."
)

ABOUT_TITLE = "About me"
NOTICE = (
    "**What it is for:** averages in this community's report. Your region also helps to find fair "
    "meeting times. All of it is optional.\n"
    "**What organizers see:** your region. Nobody on this server sees your other answers by name. "
    "Groups of fewer than {k} people are never shown.\n"
    "**To take it back:** empty this form and send it. `/me forget` erases everything."
)
FIELDS = {
    Attribute.REGION: "Region you live in",
    Attribute.GENDER: "Gender",
    Attribute.ORGANIZATION: "Kind of organization",
    Attribute.EXPERIENCE: "Experience in this field",
}
ANSWERS: dict[StrEnum, str] = {
    Gender.FEMALE: "Female",
    Gender.MALE: "Male",
    Gender.NON_BINARY: "Non-binary",
    Gender.ANOTHER: "Another gender",
    Organization.PROVIDER: "Healthcare provider",
    Organization.PAYER: "Payer or insurer",
    Organization.LIFE_SCIENCES: "Life sciences, pharma",
    Organization.TECHNOLOGY: "Technology company",
    Organization.RESEARCH: "Research or university",
    Organization.PUBLIC_SECTOR: "Public sector",
    Organization.NON_PROFIT: "Non-profit",
    Organization.INDEPENDENT: "Independent",
    Organization.OTHER: "Other",
    Experience.NEW: "New to it",
    Experience.FROM_1_TO_3: "1 to 3 years",
    Experience.FROM_3_TO_10: "3 to 10 years",
    Experience.OVER_10: "More than 10 years",
}
SAVED = (
    "Saved your answers. They are counted in averages. `/me show` shows them to you, and you can "
    "change them with `/me about`."
)
SAVED_REGION = (
    "Saved your answers. They are counted in averages. Your region also helps to find fair meeting "
    "times, and organizers see it. `/me show` shows all of them to you."
)
TAKEN_BACK = (
    "Deleted your answers. Your name, time zone, subgroups and check-ins stay; `/me show` shows "
    "them."
)
NOTHING_SAID = (
    "You gave no answers, so nothing was stored. You can answer at any time with `/me about`."
)

SHOW_TITLE = "## What is stored about you"
SHOW_COMING = "### Your answers for the next meetings\n{lines}"
COMING = "- **{title}**, {when}: {answer}"
COMING_ASKED = "- **{title}**, {when}: it was moved. Do you still come?"
MORE_COMING = "-# and {count} more"
MORE_COMING_ONE = "-# and 1 more"
COMING_TITLE = 60
"""Characters of a meeting's title in this list."""
SHOW_FACTS = (
    "**Name** {name}\n**Time zone** {zone}\n**Reminders by direct message** {reminders}\n"
    "**When a meeting you go to changes** {changes}\n"
    "**Before papers you want to read** {papers}\n"
    "**For what you promised** {actions}\n"
    "**Hours that suit you** {hours}\n"
    "**Voice channels** {voice}\n**Subgroups** {subgroups}\n**Meetings attended** {attended}\n"
    "**Late or early hours so far** {burden}"
)
SHOW_NOTHING = (
    "Nothing is stored about you here. I keep something only when you use the bot, for example "
    "when you press **Going** or type `/me timezone`."
)
SHOW_TRACES = (
    "I do not know you as a member yet: no time zone, no answers and no attendance of you are "
    "stored. I have noted what you did here, such as scheduling a meeting. `/me export` shows it."
)
USUAL_HOURS = "{hours}, as for everybody; `/me hours` changes it"
HOURS = "{begin} to {end}, {days}"
HOURS_SET = (
    "Saved: meetings suit you from {hours}, on your own clock. I use this to find fair meeting "
    "times. Nobody else sees it."
)
HOURS_USUAL = "Back to the usual hours: {hours}. I keep nothing else about your hours."
HOURS_NO_ZONE = "Tell me your time zone with `/me timezone`, so that I know what your hours mean."
DAYS_ALL, DAYS_RANGE = "every day", "{first} to {last}"
BURDEN = "{time} in {count} meetings"
BURDEN_ONE = "{time} in 1 meeting"
NO_BURDEN = "none"
BURDEN_UNKNOWN = "not known; `/me timezone` tells me your clock"
SHOW_ABOUT = "### What you said about yourself\n{lines}"
SHOW_LINE = "**{question}** {answer}"
SHOW_CONSENT = "-# You agreed to be counted {at}. Change or take back anything with `/me about`."
SHOW_NO_CONSENT = (
    "-# You said nothing about yourself, and that is fine. If you want to, use `/me about`."
)
OWN_NAME = (
    "### Your name in attendance files\nFiles of {count} meetings have your name, **{name}**. "
    "**Do these meetings count for you in the diversity figures, too?**"
)
OWN_NAME_ONE = (
    "### Your name in attendance files\nThe file of 1 meeting has your name, **{name}**. "
    "**Does this meeting count for you in the diversity figures, too?**"
)
LINKED_NAME = (
    "### Your name in attendance files\nAn organizer has linked the name **{name}** to you. "
    "Files of {count} meetings have it. **Do these meetings count for you in the diversity "
    "figures, too?**"
)
LINKED_NAME_ONE = (
    "### Your name in attendance files\nAn organizer has linked the name **{name}** to you. The "
    "file of 1 meeting has it. **Does this meeting count for you in the diversity figures, too?**"
)
COUNT_NAME, NOT_MY_NAME = "Yes, count it", "That is not me"
NO_REMINDERS = "none; `/me reminders` turns them on"
NO_ZONE = "not set; `/me timezone` sets it"
NONE = "none"
NOT_STATED = "not stated"


def notice() -> str:
    """Say what the answers are used for, above the form."""
    return NOTICE.format(k=SMALLEST_GROUP)


def answer_label(answer: StrEnum) -> str:
    """Return the label of an answer in a form; the word of a region is its own label."""
    return ANSWERS.get(answer, answer)


def answer(value: StrEnum | None) -> str:
    return answer_label(value) if value else NOT_STATED


def timezone_set(zone: str, time: str) -> str:
    return TIMEZONE_SET.format(zone=times.place(zone), time=time)


def about_saved(description: SelfDescription | None) -> str:
    """Confirm what a person said about themselves; None if they never said anything."""
    if description is None:
        return NOTHING_SAID
    if description == SelfDescription():
        return TAKEN_BACK
    return SAVED_REGION if description.region else SAVED


def shown(about: AboutMe) -> list[str]:
    """Return the texts that say what is stored about a person."""
    if not about.is_known:
        return [SHOW_TRACES if about.has_traces else SHOW_NOTHING]
    return [coming(about), facts(about), said(about), consent(about)]


def coming(about: AboutMe) -> str:
    """List a person's answers to meetings ahead; "" if there are none."""
    lines = [
        (COMING_ASKED if own.is_asked else COMING).format(
            title=plain(own.title, COMING_TITLE),
            when=times.short(own.starts_at),
            answer=ANSWER_WORDS[own.answer],
        )
        for own in about.coming
    ]
    left = about.coming_count - len(lines)
    if left:
        lines.append((MORE_COMING_ONE if left == 1 else MORE_COMING).format(count=left))
    return SHOW_COMING.format(lines="\n".join(lines)) if lines else ""


def facts(about: AboutMe) -> str:
    return SHOW_FACTS.format(
        name=plain(about.person.name),
        zone=about.person.timezone or NO_ZONE,
        hours=hours(about.hours) if about.hours else USUAL_HOURS.format(hours=hours(USUAL)),
        burden=_burden(about.burden),
        reminders=leads(read_leads(about.person.direct_reminders))
        if about.person.direct_reminders
        else NO_REMINDERS,
        changes=HEARS_BY[about.person.changes],
        papers=PAPERS[about.person.papers],
        actions=ACTIONS[about.person.promises],
        voice=voice.line(wanted=about.person.voice_tracking),
        subgroups=", ".join(plain(name) for name in about.subgroups) or NONE,
        attended=about.meetings_attended,
    )


def hours(hours: Hours) -> str:
    return HOURS.format(begin=_clock(hours.begin), end=_clock(hours.end), days=days(hours.days))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def days(weekdays: Sequence[int]) -> str:
    """Write weekdays (0 is Monday), in order: `Mon to Fri`, `Mon, Wed`, `every day`."""
    if len(weekdays) == len(times.WEEKDAYS):
        return DAYS_ALL
    names = [times.WEEKDAYS[day] for day in weekdays]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return DAYS_RANGE.format(first=names[0], last=names[-1])
    return ", ".join(names)


def hours_set(given: Hours | None, *, has_zone: bool) -> str:
    """Confirm the hours that a person gave; None sets them back to the usual hours."""
    answer = (HOURS_SET if given else HOURS_USUAL).format(hours=hours(given or USUAL))
    return answer if has_zone else "\n".join([answer, HOURS_NO_ZONE])


def _burden(burden: tuple[int, int] | None) -> str:
    """Write the burden of a person: the number of meetings and minutes in all, None if unknown."""
    if burden is None:
        return BURDEN_UNKNOWN
    count, minutes = burden
    template = BURDEN_ONE if count == 1 else BURDEN
    return template.format(time=times.duration(minutes), count=count) if count else NO_BURDEN


def said(about: AboutMe) -> str:
    """List what a person said about themselves; "" where that is nothing."""
    if about.description == SelfDescription():
        return ""
    lines = [
        SHOW_LINE.format(question=question, answer=answer(getattr(about.description, name)))
        for name, question in FIELDS.items()
    ]
    return SHOW_ABOUT.format(lines="\n".join(lines))


def ask_name(name: OwnName) -> str:
    templates = (LINKED_NAME, LINKED_NAME_ONE) if name.is_linked else (OWN_NAME, OWN_NAME_ONE)
    template = templates[name.meetings == 1]
    return template.format(name=plain(name.name), count=name.meetings)


def consent(about: AboutMe) -> str:
    if about.consented_at is None:
        return SHOW_NO_CONSENT
    return SHOW_CONSENT.format(at=times.short(about.consented_at))
