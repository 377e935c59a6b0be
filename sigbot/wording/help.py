"""What `/help` says."""

from sigbot.domain.community import SMALLEST_GROUP, Role
from sigbot.domain.meetings import Meeting
from sigbot.wording import times
from sigbot.wording.safe import plain

NOW_TITLE = "## What you can do now"
SET_UP = (
    "## Set up this server\n"
    "Type `/sig setup`. It lists what is still to do, with the command for each step.\n"
    "-# More: `/help topic:For organizers`"
)
NOT_SET_UP = (
    "## This server is not set up yet\n"
    "Somebody who may manage this server can start with `/sig setup`.\n"
    "-# More: `/help topic:First steps`"
)
SETTING_UP = "## The next step of the setup\n{step}"
CHECK_IN = "- Check in to **{title}**, which is happening now: `/checkin`"
ANSWER = "- Say whether you come to **{title}**, {when}: `/meeting show`"
ZONE = "- Tell me where you are, so that I read your times right: `/me timezone`"
REMINDERS = "- Get a direct message before meetings: `/me reminders`"
OF_ROLE = {
    Role.ORGANIZER: (
        "- Schedule a meeting: `/meeting schedule`\n"
        "- See who was at a meeting: `/attendance show`; add a list of Zoom and others: "
        "`/attendance import`\n"
        "- Get the report of a half-year: `/report`\n"
        "- Find times that are fair to everybody: `/rotation suggest`\n"
        "-# More: `/help topic:For organizers`, `/help topic:For members`"
    ),
    Role.MEMBER: (
        "- Share a paper or news: `/journal share`\n"
        "-# More: `/help topic:For members`, `/help topic:Privacy`"
    ),
}

TOPICS = {
    "start": "First steps",
    "members": "For members",
    "organizers": "For organizers",
    "report": "The report",
    "privacy": "Privacy",
}

TEXTS = {
    "start": (
        "## First steps\n"
        "1. `/me timezone` tells me where you are, so I read your times right.\n"
        "2. `/meeting list` shows what is ahead. Press **Going** on a meeting's card.\n"
        "3. When a meeting runs, press **Check in** on its card, or type `/checkin`.\n"
        "-# More: `/help topic:For members`, `/help topic:For organizers`"
    ),
    "members": (
        "## For members\n"
        "`/meeting list` and `/meeting show` · what is ahead\n"
        "`/checkin` · I am here; `/checkin code:` with the code on the meeting's screen\n"
        "`/me reminders` · a direct message before meetings you go to\n"
        "`/calendar` · your meetings in your own calendar\n"
        "`/sig subgroup join` · take part in a subgroup\n"
        "`/journal share` and `/journal list` · papers and news; also in a message's menu: "
        "Apps → **Share to journal**\n"
        "`/journal present` · volunteer to present a paper\n"
        "`/journal search` · find a paper again\n"
        "`/me hours` · when meetings suit you, so that times are fair\n"
        "`/rotation show` · the times of a series, and whom they reach\n"
        "`/me timezone`, `/me about`, `/me voice`, `/me show` · about you, and only for you"
    ),
    "organizers": (
        "## For organizers\n"
        "`/sig setup` · name, news channel, organizer role; `events:` shows meetings among this "
        "server's events\n"
        "`/sig page` · a public page with the next meetings\n"
        "`/sig subgroup add` · a subgroup\n"
        "`/journal pick` and `/journal discussed` · papers for a meeting, and what came of them\n"
        "`/meeting schedule` · one meeting, or `every 2 weeks`\n"
        "`/meeting edit`, `cancel`, `restore` · one meeting, or all that follow too\n"
        "`/meeting reminders` · when people are reminded, such as `1d, 1h, 10m`\n"
        "`/rotation suggest` · times that are fair to people in every time zone\n"
        "`/attendance show`, `/attendance export` · who was there; a code for your screen\n"
        "`/attendance import` · a list of Zoom, Google Meet, Teams, Webex or Jitsi\n"
        "`/attendance add`, `remove`, `link` · put it right; whose name a name is\n"
        "`/activity add`, `/plan add`, `/plan update` · what the report lists\n"
        "`/report` · the report, every figure worked out"
    ),
    "report": (
        "## The report\n"
        "`/report period:H1 2021` works out every figure: meetings and how often, average "
        "attendance by kind, subgroups, activities, planned work, diversity.\n"
        "Press **Write your sentences** to add your own text. It is kept when you run the report "
        "again; the numbers are always fresh. **Publish** dates it and posts it."
    ),
    "privacy": (
        "## Privacy\n"
        "What you say in `/me about` is optional and yours. It is counted for averages in the "
        "report; groups of fewer than {k} people are never shown. Your region also helps to find "
        "fair meeting times, and organizers see it. Nobody sees your other answers by name.\n"
        "`/me show` shows what is stored about you, `/me forget` erases it."
    ),
}


def first_steps(
    role: Role,
    open_now: Meeting | None,
    ahead: Meeting | None,
    *,
    knows_zone: bool,
    is_reminded: bool,
    setup_step: str = "",
) -> str:
    """Say what somebody can do now: the most urgent first, then what is usual for their role.

    What they have done is left out: they answered, checked in, told their zone, get reminders.
    `setup_step` is the next step of the setup, "" where all are done.
    """
    if role is Role.MANAGER_BEFORE_SETUP:
        return SET_UP
    if role is Role.BEFORE_SETUP:
        return NOT_SET_UP
    lines = [SETTING_UP.format(step=setup_step)] if setup_step else []
    lines.append(NOW_TITLE)
    if open_now:
        lines.append(CHECK_IN.format(title=plain(open_now.title, 80)))
    if ahead:
        when = times.relative(ahead.starts_at)
        lines.append(ANSWER.format(title=plain(ahead.title, 80), when=when))
    if not knows_zone:
        lines.append(ZONE)
    if role is Role.MEMBER and not is_reminded:
        lines.append(REMINDERS)
    return "\n".join([*lines, OF_ROLE[role]])


def text(topic: str) -> str:
    return TEXTS.get(topic, TEXTS["start"]).format(k=SMALLEST_GROUP)
