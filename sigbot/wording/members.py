"""What is said to people about themselves."""

from sigbot.domain.members import AboutMe, SelfDescription
from sigbot.domain.reminders import read_leads
from sigbot.wording import times, voice
from sigbot.wording.reminders import leads
from sigbot.wording.safe import plain

TIMEZONE_SET = "Your time zone is **{zone}** now. It is {time} there. I read your times in it."

ABOUT_TITLE = "About me"
NOTICE = (
    "**Everything here is optional, and yours.** Answers are counted for one purpose: the averages "
    "in this community's report. Groups of fewer than 5 people are never shown, and nobody sees "
    "your answers; only your region is in the attendance lists of organizers. "
    "Leave all of it empty to take it back."
)
QUESTIONS = {
    "region": "Region you live in",
    "gender": "Gender",
    "organization": "Kind of organization",
    "experience": "Experience in this field",
}
ANSWERS = {
    "female": "Female",
    "male": "Male",
    "non-binary": "Non-binary",
    "another": "Another gender",
    "healthcare provider": "Healthcare provider",
    "payer": "Payer or insurer",
    "life sciences": "Life sciences, pharma",
    "technology company": "Technology company",
    "research or university": "Research or university",
    "public sector": "Public sector",
    "non-profit": "Non-profit",
    "independent": "Independent",
    "other": "Other",
    "new": "New to it",
    "1-3 years": "1 to 3 years",
    "3-10 years": "3 to 10 years",
    "over 10 years": "More than 10 years",
}
SAVED = "Thank you. Your answers are kept, for the averages only. `/me show` shows them to you."
TAKEN_BACK = (
    "Your answers are not kept any more. Your name, time zone, subgroups and check-ins stay; "
    "`/me show` shows them."
)

SHOW_TITLE = "## What is stored about you"
SHOW_FACTS = (
    "**Name** {name}\n**Time zone** {zone}\n**Reminders by direct message** {reminders}\n"
    "**Voice channels** {voice}\n**Subgroups** {subgroups}\n**Meetings attended** {attended}"
)
SHOW_ABOUT = "### What you said of yourself\n{lines}"
SHOW_LINE = "**{question}** {answer}"
SHOW_CONSENT = "-# You agreed to be counted {at}. Change or take back anything with `/me about`."
SHOW_NO_CONSENT = (
    "-# You said nothing of yourself, and that is fine. `/me about` is where you could."
)
NO_REMINDERS = "none; `/me reminders` turns them on"
REFUSED = (
    "Your direct messages are closed to me, so I could not remind you and stopped trying. To get "
    "reminders again, please allow direct messages from this server, then use `/me reminders`."
)
NO_ZONE = "not set; `/me timezone` sets it"
NONE = "none"
NOT_STATED = "not stated"


def answer_label(answer: str) -> str:
    """The label of an answer in a form; regions are their own labels."""
    return ANSWERS.get(answer, answer)


def answer(value: str | None) -> str:
    return answer_label(value) if value else NOT_STATED


def timezone_set(zone: str, time: str) -> str:
    return TIMEZONE_SET.format(zone=times.place(zone), time=time)


def about_saved(said: SelfDescription) -> str:
    return TAKEN_BACK if said == SelfDescription() else SAVED


def facts(about: AboutMe) -> str:
    return SHOW_FACTS.format(
        name=plain(about.person.name),
        zone=about.person.timezone or NO_ZONE,
        reminders=leads(read_leads(about.person.direct_reminders))
        if about.person.direct_reminders
        else NO_REMINDERS,
        voice=voice.line(wanted=about.person.voice_tracking),
        subgroups=", ".join(plain(name) for name in about.subgroups) or NONE,
        attended=about.meetings_attended,
    )


def refused(about: AboutMe) -> str:
    """That their direct messages are closed; "" when they are not."""
    return REFUSED if about.person.direct_refused_at else ""


def said(about: AboutMe) -> str:
    lines = [
        SHOW_LINE.format(question=question, answer=answer(getattr(about.description, name)))
        for name, question in QUESTIONS.items()
    ]
    return SHOW_ABOUT.format(lines="\n".join(lines))


def consent(about: AboutMe) -> str:
    if about.consented_at is None:
        return SHOW_NO_CONSENT
    return SHOW_CONSENT.format(at=times.short(about.consented_at))
