"""What is said about a community and its subgroups."""

from collections.abc import Collection
from datetime import datetime

from sigbot.domain.community import Community, SetupOutcome, SetupStep, Subgroup, steps_left
from sigbot.domain.permissions import Permission
from sigbot.wording import times
from sigbot.wording.lists import fitted, listed
from sigbot.wording.outbox import topic_name
from sigbot.wording.permissions import with_purposes
from sigbot.wording.safe import paragraph, plain

SET_UP = {
    SetupOutcome.NEW: "**{name}** is set up. News goes to {channel}; times are read in {zone}.",
    SetupOutcome.CHANGED: ("Saved. **{name}**: news goes to {channel}, times are read in {zone}."),
    SetupOutcome.SAME: (
        "Nothing was changed. **{name}**: news goes to {channel}, times are read in {zone}."
    ),
}
ALL_DONE = (
    "Everything is set up. **{name}**: news goes to {channel}, times are read in {zone}.\n"
    "-# `/help` shows what you can do now, `/sig show` all settings."
)
CHANNEL_TAKEN = (
    "You named no channel, so I took this one. To choose another one, use "
    "`/sig setup announcements:`."
)
NO_PERMISSION_TO_PING = (
    "⚠️ I can't notify {role} yet: in Server Settings, Roles, allow anyone to mention this role."
)
CHECKLIST = "\n**What is still to do**\n{steps}"
ALREADY_DONE = "-# ✅ Done: {steps}."
STEPS_DONE = {
    SetupStep.TIMEZONE: "time zone",
    SetupStep.CHANNEL: "channel for news",
    SetupStep.ORGANIZERS: "role of organizers",
    SetupStep.SUBGROUPS: "subgroups",
    SetupStep.MEETING: "first meeting",
    SetupStep.EVENTS: "events",
}
STEPS_TO_DO = {
    SetupStep.TIMEZONE: "- ⬜ Choose your time zone: `/sig setup timezone:`",
    SetupStep.CHANNEL: "- ⬜ Choose a channel for news: `/sig setup announcements:`",
    SetupStep.ORGANIZERS: (
        "- ⬜ Choose the role of organizers: `/sig setup organizers:`. Until then only people who "
        "may manage this server are organizers."
    ),
    SetupStep.SUBGROUPS: "- ⬜ Add your subgroups, if you have any: `/sig subgroup add`",
    SetupStep.MEETING: "- ⬜ Schedule the first meeting: `/meeting schedule`",
    SetupStep.EVENTS: (
        "- ⬜ Choose whether meetings appear among this server's events: `/sig setup events:`"
    ),
}
PERMISSIONS_TO_DO = (
    "- ⬜ Give me these permissions in {channel} (edit the channel, then Permissions): "
    "{permissions}. Then type `/sig setup` to look again."
)
NO_CHANNEL = "no channel yet"
CHANNEL = "<#{0}>"
ROLE = "<@&{0}>"
NO_ROLE = "people who may manage this server"
NO_PING = "nobody"
EVENTS_ON, EVENTS_OFF = "show the next meetings", "do not show meetings"

TITLE = "## {name}"
DESCRIPTION = "{text}"
FACTS = (
    "**Wiki** {wiki}\n**News** {channel}\n**Time zone** {zone}\n**Organizers** {organizers}\n"
    "**Reminders notify** {ping}\n"
    "**Server events** {events}\n"
    "**Report** every {rhythm}\n**Smallest group in diversity figures** {group} people\n"
    "**Voice channel** counts from {voice} min\n"
    "**People are forgotten** after {keep} without a sign of life"
)
PUBLIC_PAGE = "**Public page** <{address}>"
YEAR, YEARS = "1 year", "{count} years"
KEPT = "People are now forgotten after {keep} without a sign of life. Nobody is that far yet."
KEPT_QUIET_ONE = (
    "People are now forgotten after {keep} without a sign of life. That is 1 person so far. Until "
    "{when} you can set `keep:` back; then I begin."
)
KEPT_QUIET = (
    "People are now forgotten after {keep} without a sign of life. That is {count} people so far. "
    "Until {when} you can set `keep:` back; then I begin."
)
NO_WIKI = "not given yet"
SUBGROUPS = "### Subgroups"
SUBGROUP_LINE = "- **{name}**, {members} members"
SUBGROUP_LINE_ONE = "- **{name}**, 1 member"
MORE = "-# and {count} more"
NO_SUBGROUPS = "No subgroups yet. An organizer can add one with `/sig subgroup add`."
RETIRED = "-# Retired: {names}"
FAILURES = "### Could not be posted\n{lines}\n-# Only organizers see this."
FAILURE_LINE = "- {topic}: {reason}"

SUBGROUP_ADDED = "Created the subgroup **{name}**. Members can join it with `/sig subgroup join`."
ROLE_NOTIFIED = (
    "Reminders and news of its meetings are posted in {channel} and notify everybody with {role}."
)
ROLE_SILENT = (
    "⚠️ I can mention {role}, but nobody with this role is notified yet: in Server Settings, "
    "Roles, allow anyone to mention this role."
)
SUBGROUP_RETIRED = "Retired the subgroup **{name}**. Its history stays in the reports."
JOINED = "You joined **{name}**. Welcome!"
JOINED_ALREADY = "You are already in **{name}**."
LEFT = "You left **{name}**. You can come back at any time."
LEFT_ALREADY = "You are not in **{name}**."


def channel(channel_id: int | None) -> str:
    return CHANNEL.format(channel_id) if channel_id else NO_CHANNEL


def set_up(
    community: Community,
    done: Collection[SetupStep],
    missing: Collection[Permission],
    outcome: SetupOutcome,
    *,
    may_ping: bool,
    chose_channel: bool = True,
    page: str = "",
) -> str:
    """Confirm the settings, and list the steps of the setup until all of them are done.

    Steps that are done are one line below those that are to do.
    `missing` are the permissions that the bot lacks in the channel for news; `may_ping` says
    whether it may notify the role that reminders notify. Unless somebody `chose_channel`, a new
    community's is where the command was typed. `page` is the address of its public page, ""
    where it has none.
    """
    to_do = _steps_to_do(community, done, missing)
    is_complete = not to_do
    template = ALL_DONE if is_complete and outcome is SetupOutcome.SAME else SET_UP[outcome]
    lines = [
        template.format(
            name=plain(community.name),
            channel=channel(community.announcements_channel_id),
            zone=community.timezone,
        )
    ]
    if outcome is SetupOutcome.NEW and not chose_channel:
        lines.append(CHANNEL_TAKEN)
    if community.ping_role_id and not may_ping:
        lines.append(NO_PERMISSION_TO_PING.format(role=ROLE.format(community.ping_role_id)))
    if not is_complete:
        lines.append(CHECKLIST.format(steps="\n".join(to_do.values())))
        names = [STEPS_DONE[step] for step in SetupStep if step in done and step not in to_do]
        if names:
            lines.append(ALREADY_DONE.format(steps=listed(names)))
    lines += _public_page(community, page)
    return "\n".join(lines)


def next_step(
    community: Community, done: Collection[SetupStep], missing: Collection[Permission]
) -> str:
    """Return the first step of the setup that is to do, "" where none is."""
    return next(iter(_steps_to_do(community, done, missing).values()), "")


def _steps_to_do(
    community: Community, done: Collection[SetupStep], missing: Collection[Permission]
) -> dict[SetupStep, str]:
    """Return what is to do for each step of the setup; a step that is settled has no entry."""
    left = steps_left(done)
    to_do: dict[SetupStep, str] = {}
    for step in SetupStep:
        if step in left:
            to_do[step] = STEPS_TO_DO[step]
        elif step is SetupStep.CHANNEL and missing:
            to_do[step] = PERMISSIONS_TO_DO.format(
                channel=channel(community.announcements_channel_id),
                permissions=", ".join(with_purposes(missing)),
            )
    return to_do


def facts(community: Community, page: str = "") -> str:
    """List the settings; `page` is the address of its public page, "" where it has none."""
    role = community.organizer_role_id
    told = FACTS.format(
        wiki=community.wiki or NO_WIKI,
        channel=channel(community.announcements_channel_id),
        zone=community.timezone,
        organizers=ROLE.format(role) if role else NO_ROLE,
        ping=ROLE.format(community.ping_role_id) if community.ping_role_id else NO_PING,
        events=EVENTS_ON if community.events else EVENTS_OFF,
        rhythm=community.report_every,
        group=community.smallest_group,
        voice=community.voice_minutes,
        keep=_years(community.keep_years),
    )
    return "\n".join([told, *_public_page(community, page)])


def _public_page(community: Community, page: str) -> list[str]:
    """Tell the address of the public page, if it is on and others can reach it."""
    return [PUBLIC_PAGE.format(address=page)] if community.has_page and page else []


def _years(count: int) -> str:
    return (YEAR if count == 1 else YEARS).format(count=count)


def kept(years: int, quiet: int, begins: datetime) -> str:
    """Say after how many years people are forgotten, and how many that are from `begins` on."""
    template = {0: KEPT, 1: KEPT_QUIET_ONE}.get(quiet, KEPT_QUIET)
    return template.format(keep=_years(years), count=quiet, when=times.full(begins))


def title(community: Community) -> str:
    return TITLE.format(name=plain(community.name))


def description(community: Community) -> str:
    return DESCRIPTION.format(text=paragraph(community.description))


def subgroups(groups: tuple[Subgroup, ...], most: int = 20) -> str:
    running = [group for group in groups if not group.retired]
    retired = [plain(group.name) for group in groups if group.retired]
    lines = [
        (SUBGROUP_LINE_ONE if group.members == 1 else SUBGROUP_LINE).format(
            name=plain(group.name), members=group.members
        )
        for group in running
    ]
    parts = [SUBGROUPS, fitted(lines, MORE, most) if lines else NO_SUBGROUPS]
    if retired:
        parts.append(RETIRED.format(names=", ".join(retired)))
    return "\n".join(parts)


def failures(rows: tuple[tuple[str, str], ...]) -> str:
    lines = [FAILURE_LINE.format(topic=topic_name(topic), reason=reason) for topic, reason in rows]
    return FAILURES.format(lines="\n".join(lines))


def joined(group: Subgroup, *, new: bool) -> str:
    return (JOINED if new else JOINED_ALREADY).format(name=plain(group.name))


def left(group: Subgroup, *, was_in: bool) -> str:
    return (LEFT if was_in else LEFT_ALREADY).format(name=plain(group.name))


def subgroup_added(
    group: Subgroup, community: Community, role_id: int | None, *, may_ping: bool
) -> str:
    """Confirm a new subgroup, and say whether the role of its members will be notified."""
    added = SUBGROUP_ADDED.format(name=plain(group.name))
    if role_id is None:
        return added
    notified = (ROLE_NOTIFIED if may_ping else ROLE_SILENT).format(
        role=ROLE.format(role_id), channel=channel(community.announcements_channel_id)
    )
    return "\n".join([added, notified])


def subgroup_retired(group: Subgroup) -> str:
    return SUBGROUP_RETIRED.format(name=plain(group.name))
