"""What is said about rotations."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from zoneinfo import ZoneInfo

from sigbot.domain.hours import USUAL
from sigbot.domain.meetings import Meeting
from sigbot.domain.regions import REGION_ZONES, Region
from sigbot.domain.rotation import (
    FEWEST_KNOWN,
    FLIP_HOURS,
    SEARCH_SECONDS,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    Claim,
    Offer,
    OfferDetails,
    Places,
    ReachGoal,
    Slot,
    Wishes,
    minute_of_week,
    next_instant,
)
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.members import days, hours
from sigbot.wording.refusals import IN_THE_WAY
from sigbot.wording.safe import plain

TITLE = "## Fair times for {title}"
DETAILS_TITLE = "## Details of the times for {title}"
ASK_ZONES = "Ask members where they live"
COUNTED = "-# Worked out for {count} members as of {day}, over a whole year."
COUNTED_FEW = (
    "-# Worked out for {count} members by where they live, over a whole year. With {fewest} or "
    "more, hours of `/me hours` count too."
)
COUNTED_ONE = (
    "-# Worked out for 1 member by where they live, over a whole year. With {fewest} or more, "
    "hours of `/me hours` count too."
)
COUNTED_NONE = (
    "-# No member has told me a time zone or a region yet, so this is for people as they usually "
    "are. `/me timezone` and `/me about` make it better."
)
COUNTED_LARGER = "-# Percentages count only members in regions with {k} or more."
OF_USUAL_PEOPLE = (
    "No region has {k} members yet, so the picture and the figures are of people as they usually "
    "are in each region."
)
UNKNOWN = "-# {count} more members have told me neither time zone nor region."
UNKNOWN_ONE = "-# 1 more member has told me neither time zone nor region."
WISHES = "-# Worked out with: {wishes}."
WISH_DAYS = "no meetings on {days}"
WISH_DISTANCE = "at least {hours} h between two times"
WISH_HOSTS = "one of {hosts} at every meeting"
HOSTS_ASKED = "-# Not counted as hosts yet: {hosts}. I asked them by direct message."
HOSTS_DECLINED = "-# Said No to being a host: {hosts}."
MORE_HOSTS = "…"
WISH_GOALS = {
    ReachGoal.EVERY_REGION: "a few people from every region are counted too",
    ReachGoal.MISSING: "a few people from regions without members are counted too",
    ReachGoal.POPULATION: "a few people from all over the world are counted too",
    ReachGoal.NOBODY: "only members count",
}
FLIP_TITLE = "### Only for comparison: today's time, and {hours} hours later"
CLAIMS = {
    Claim.MOST: "### {label} · reaches most people",
    Claim.LESS_OFTEN: "### {label} · reaches most people, each less often",
    Claim.COUNTED: "### {label} · best for all who are counted",
    Claim.FAIREST: "### {label} · fairest to the region worst off",
    Claim.FAIR: "### {label} · fair to the region worst off",
    Claim.KEEPING: "### {label} · keeps a time of today",
}
TODAY = "Today: **{slots}**"
SUGGESTED = (
    "{title}\n**{slots}**\n-# First on your clock: {yours}\n"
    "**{reached} of {regions} regions** can come, today {reached_today}.\n{joined}\n{cost}"
)
JOINED = "Your members can join **{share} %** of meetings, today {today} %."
JOINED_FLIP = "Your members can join **{share} %** of meetings."
JOINED_FLIP_USUAL = "People in all regions can join **{share} %** of the meetings."
JOINED_USUAL = "People in all regions can join **{share} %** of the meetings, today {today} %."
COSTS = {
    1: "{region} pays most: every meeting at {time} in {place}.",
    2: "{region} pays most: every second meeting at {time} in {place}.",
    3: "{region} pays most: every third meeting at {time} in {place}.",
    4: "{region} pays most: every fourth meeting at {time} in {place}.",
}
COSTS_OF_REGION = {
    1: "{region} pays most: every meeting at {time} there.",
    2: "{region} pays most: every second meeting at {time} there.",
    3: "{region} pays most: every third meeting at {time} there.",
    4: "{region} pays most: every fourth meeting at {time} there.",
}
COST_NONE = "Nobody who can come has late or early hours."
DETAIL_TODAY = "### Today · {slots}\n{reached}\n{burden}"
DETAIL = "### {label} · {slots}\n{reached}\n{burden}"
DETAIL_FLIP = "{title}\n**{slots}**\n{reached}\n{joined}\n{burden}"
REACHES_ALL = "Every region can come."
REACHES_SOME = "Can't come: {missing}."
BURDEN = "Late or early: **{time}**, {word}. Most in {region}."
BURDEN_NONE = "No late or early hours for members."
EVENNESS = ((0.2, "evenly shared"), (0.4, "rather evenly shared"), (2.0, "unevenly shared"))
CHOICE = "{label} · {slots}"
CHOICE_TODAY = "As today · {slots}"
CHOICE_FLIP = "{hours} hours later than today · {slots}"
REGION_LOCAL = "{place} {slots}"
SLOTS = "{times} {place}"
IMPROVABLE = (
    "-# The best found in {seconds} seconds. It reaches {reached} % of members; no rotation can "
    "reach more than {most} %."
)
MAYBE_IMPROVABLE = "-# The best found in {seconds} seconds. There may be a better one."
SMALL_NOTE = (
    "-# A region can come when most people there can come to one of the times.\n"
    "-# Late or early is the time between an average meeting of a whole year and the hours that "
    "suit people: with {fewest} members or more those of `/me hours`, else {hours}. In "
    "regions with fewer than {k} members, people count as they usually are there."
)
CLOCKS_TITLE = "## {label} · {slots}"
CLOCKS_NOTE = (
    "-# The clocks as they are at the next times. Regions with fewer than {k} members are shown as "
    "people there usually are."
)
CLOCKS_LINE = "- **{region}**, {place}: {slots}. Can join {percent} %."
CLOCKS_OF_REGION = "- **{region}**: {slots}. Can join {percent} %."
CLOCKS_OF_REGION_LATE = "- **{region}**: {slots}. Can join {percent} %, {time} late or early."
CLOCKS_LATE = "- **{region}**, {place}: {slots}. Can join {percent} %, {time} late or early."
REFUSED = "There is no rotation of {count} with all of that. In the way: {names}."
NEXT_STEP = "Answers people gave stay. You can undo this until the first meeting."

ADOPT = "Adopt {label}"
DETAILS = "Details"
CLOCKS = "Local times of {label}"
CHANGE_WISHES = "Ask for something else"
TYPE_AGAIN = "Change what you typed"
UNDO = "Undo"
WISHES_TITLE = "What do you ask for?"
FIELDS = {
    "hosts": "Hosts: one of them can come to each meeting",
    "blocked_days": "Days without meetings, such as Sat, Sun",
    "distance": "At least this many hours between two times",
    "goal": "Who else to plan for",
}
HOSTS_HINT = "Write each name on its own line."
GOALS = {
    ReachGoal.EVERY_REGION: "In every region alike",
    ReachGoal.MISSING: "In regions without members",
    ReachGoal.POPULATION: "As the people of the world live",
    ReachGoal.NOBODY: "Nobody else, only members",
}

TITLE_SHOWN, HOST_SHOWN, MOST_HOSTS = 80, 30, 5


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title, TITLE_SHOWN))


def counted(offer: Offer) -> str:
    """Say for how many people a suggestion was worked out, and what was asked for."""
    lines = [_whom(offer)]
    if offer.suggestions.today.counts_members:
        lines.append(COUNTED_LARGER.format(k=offer.smallest_group))
    if offer.unknown and not offer.is_thin:
        lines.append((UNKNOWN_ONE if offer.unknown == 1 else UNKNOWN).format(count=offer.unknown))
    lines.append(WISHES.format(wishes="; ".join(_wishes(offer.wishes, offer.hosts, offer.slots))))
    if offer.hosts_asked:
        lines.append(HOSTS_ASKED.format(hosts=_names(offer.hosts_asked)))
    if offer.hosts_declined:
        lines.append(HOSTS_DECLINED.format(hosts=_names(offer.hosts_declined)))
    return "\n".join(lines)


def usual(offer: Offer) -> str:
    """Say why a picture and figures tell nothing of members, "" where they are of members."""
    return (
        ""
        if offer.suggestions.today.counts_members
        else OF_USUAL_PEOPLE.format(k=offer.smallest_group)
    )


def _whom(offer: Offer) -> str:
    if offer.taken_at:
        return COUNTED.format(count=offer.counted, day=times.day(offer.taken_at.date()))
    few = COUNTED_ONE if offer.counted == 1 else COUNTED_FEW if offer.counted else COUNTED_NONE
    return few.format(count=offer.counted, fewest=FEWEST_KNOWN)


def _wishes(wishes: Wishes, hosts: Sequence[str], count: int) -> list[str]:
    wished = [WISH_HOSTS.format(hosts=_names(hosts))] if hosts else []
    if wishes.blocked_days:
        wished.append(WISH_DAYS.format(days=days(wishes.blocked_days)))
    if wishes.distance and count > 1:
        wished.append(WISH_DISTANCE.format(hours=wishes.distance))
    return [*wished, WISH_GOALS[wishes.goal]]


def _names(hosts: Sequence[str]) -> str:
    shown = [plain(host, HOST_SHOWN) for host in hosts[:MOST_HOSTS]]
    return ", ".join([*shown, *([MORE_HOSTS] if len(hosts) > MOST_HOSTS else [])])


def todays(offer: Offer) -> str:
    return TODAY.format(slots=slots(offer.suggestions.today.slots))


def suggested(offer: Offer, now: datetime) -> list[str]:
    """Return the texts of the alternatives that can be adopted, each compared with today."""
    return [_suggested(alternative, offer, now) for alternative in offer.suggestions.lettered]


def _suggested(alternative: Alternative, offer: Offer, now: datetime) -> str:
    """Say in a few lines when an alternative is, what it wins, and what it costs."""
    today = offer.suggestions.today
    joined = JOINED if alternative.counts_members else JOINED_USUAL
    text = SUGGESTED.format(
        title=CLAIMS[offer.suggestions.claim(alternative)].format(label=alternative.label),
        slots=slots(alternative.slots),
        yours=" · ".join(map(times.short, offer.dates(alternative.slots, now))),
        reached=len(alternative.reached_regions),
        regions=len(alternative.regions),
        reached_today=len(today.reached_regions),
        joined=joined.format(share=alternative.percent_joined, today=today.percent_joined),
        cost=cost(alternative, max(now, offer.meeting.starts_at), offer.places),
    )
    return "\n".join([text, *_proof(alternative)])


def cost(alternative: Alternative, now: datetime, places: Places) -> str:
    """Say which region has the latest or earliest hours, and what its clock shows then."""
    if not alternative.burdened_regions:
        return COST_NONE
    region = alternative.burdened_regions[0]
    zone = _zone(region, places)
    wall = next_instant(alternative.worst_slot(region), now).astimezone(ZoneInfo(zone))
    templates = COSTS if region in places else COSTS_OF_REGION
    template = templates[len(alternative.slots)]
    return template.format(region=region, time=f"{wall:%H:%M}", place=times.place(zone))


def _zone(region: Region, places: Places) -> str:
    """Return the zone where most members of a region live, else that of most people there."""
    usual = REGION_ZONES[region]
    return places.get(region) or max(usual, key=lambda zone: usual[zone])


def details_title(meeting: Meeting) -> str:
    return DETAILS_TITLE.format(title=plain(meeting.title, TITLE_SHOWN))


def details(details: OfferDetails) -> list[str]:
    """Return the texts of all alternatives: whom they reach, and late and early hours."""
    return [alternative(shown) for shown in details.alternatives]


def alternative(alternative: Alternative) -> str:
    """Describe an alternative; of the flip, which is on no other card, also who can join."""
    named, reached, late = slots(alternative.slots), _reaches(alternative), burden(alternative)
    if alternative.kind is AlternativeKind.FLIP:
        return DETAIL_FLIP.format(
            title=FLIP_TITLE.format(hours=FLIP_HOURS),
            slots=named,
            reached=reached,
            joined=_joined_flip(alternative),
            burden=late,
        )
    template = DETAIL_TODAY if alternative.kind is AlternativeKind.TODAY else DETAIL
    text = template.format(label=alternative.label, slots=named, reached=reached, burden=late)
    return "\n".join([text, *_proof(alternative)])


def _joined_flip(alternative: Alternative) -> str:
    template = JOINED_FLIP if alternative.counts_members else JOINED_FLIP_USUAL
    return template.format(share=alternative.percent_joined)


def clocks_title(alternative: Alternative) -> str:
    return CLOCKS_TITLE.format(label=alternative.label, slots=slots(alternative.slots))


def clocks(alternative: Alternative, now: datetime, places: Places) -> str:
    """Say for each region when an alternative is on its clock, and who can join how late."""
    return "\n".join(_clocks(region, alternative, now, places) for region in alternative.regions)


def _clocks(region: Region, alternative: Alternative, now: datetime, places: Places) -> str:
    figures, zone = alternative.regions[region], _zone(region, places)
    is_late, is_known = figures.burden >= 1, region in places
    template = {
        (False, False): CLOCKS_OF_REGION,
        (False, True): CLOCKS_LINE,
        (True, False): CLOCKS_OF_REGION_LATE,
        (True, True): CLOCKS_LATE,
    }[is_late, is_known]
    return template.format(
        region=region,
        place=times.place(zone),
        slots=_on_clock([next_instant(slot, now) for slot in alternative.slots], zone),
        percent=round(100 * figures.share),
        time=times.duration(round(figures.burden)),
    )


def clocks_note(smallest_group: int) -> str:
    return CLOCKS_NOTE.format(k=smallest_group)


def _proof(alternative: Alternative) -> list[str]:
    """Say how far an alternative may be from the best, if that was not worked out to the end.

    The difference is rounded up to whole percents: it comes from what single members said.
    """
    if alternative.improvable is None:
        return [MAYBE_IMPROVABLE.format(seconds=SEARCH_SECONDS)]
    if not alternative.improvable:
        return []
    reached = alternative.percent_reached
    most = min(100, reached + ceil(100 * alternative.improvable))
    return [IMPROVABLE.format(seconds=SEARCH_SECONDS, reached=reached, most=most)]


def _reaches(alternative: Alternative) -> str:
    reached = alternative.reached_regions
    missing = [region for region in alternative.regions if region not in reached]
    return REACHES_SOME.format(missing=listed(missing)) if missing else REACHES_ALL


def burden(alternative: Alternative) -> str:
    """Say how large the burden is, how evenly it is shared, and which region carries the most."""
    regions = alternative.burdened_regions
    if alternative.burden < 1 or not regions:
        return BURDEN_NONE
    return BURDEN.format(
        time=times.duration(round(alternative.burden)),
        word=next(word for limit, word in EVENNESS if alternative.unevenness < limit),
        region=regions[0],
    )


def local_times(starts: Sequence[datetime], places: Places) -> str:
    """Write the local time of each instant in each region; its place is named where many live."""
    return " · ".join(
        REGION_LOCAL.format(
            place=times.place(places[region]) if region in places else region,
            slots=_on_clock(starts, _zone(region, places)),
        )
        for region in Region
    )


def _on_clock(starts: Sequence[datetime], zone: str) -> str:
    walls = [at.astimezone(ZoneInfo(zone)) for at in starts]
    return ", ".join(times.weekday_and_time(minute_of_week(wall)) for wall in walls)


def refused(offer: Offer) -> str:
    """Say why there is nothing to adopt; "" if there is an alternative to adopt."""
    names = [IN_THE_WAY[name] for name in offer.suggestions.refused]
    return REFUSED.format(count=offer.slots, names="; ".join(names)) if names else ""


def small_note(smallest_group: int) -> str:
    return SMALL_NOTE.format(k=smallest_group, hours=hours(USUAL), fewest=FEWEST_KNOWN)


def suggestion_choice(label: str, offered: Sequence[Slot]) -> str:
    """Return the label of a suggestion in an autocomplete list."""
    templates = {AlternativeLabel.TODAY: CHOICE_TODAY, AlternativeLabel.FLIP: CHOICE_FLIP}
    template = templates.get(AlternativeLabel(label), CHOICE)
    return template.format(label=label, slots=slots(offered), hours=FLIP_HOURS)


def slots(slots: Sequence[Slot]) -> str:
    """Write weekly times: `Wed 16:00 and Thu 00:00 UTC`."""
    if len({slot.zone for slot in slots}) > 1:
        return listed([times.weekly(slot.zone, slot.minute) for slot in slots])
    walls = [times.weekday_and_time(slot.minute) for slot in slots]
    return SLOTS.format(times=listed(walls), place=times.place(slots[0].zone))
