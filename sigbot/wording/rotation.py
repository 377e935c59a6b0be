"""What is said about rotations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from sigbot.domain.meetings import Meeting
from sigbot.domain.regions import REGION_ZONES, Region
from sigbot.domain.rotation import (
    DAY_SLOTS,
    FLIP_HOURS,
    LETTERS,
    SEARCH_SECONDS,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    Offer,
    ReachGoal,
    RegionFigures,
    Slot,
    Wishes,
    next_instant,
)
from sigbot.wording import times
from sigbot.wording.members import days
from sigbot.wording.refusals import IN_THE_WAY
from sigbot.wording.reports import listed
from sigbot.wording.safe import clip, plain

TOO_DEEP = "the JSON is nested too deeply"
TOO_LARGE = "the file is larger than {mib} MiB"

BEST_SLOTS = "Best slots ({zone}): {slots}"
NOT_PROVEN = "Reaches {reached:.1f} %; no rotation can reach more than {most:.1f} %."
TABLE_HEAD = ("", "reached", "can join", "late or early")
TABLE_ALL = "everybody"
NO_REGION = "no region"
SHARE = "{percent:.1f} %"
MINUTES = "{minutes:.0f} min"

TITLE = "## Fair times for {title}"
COUNTED = "-# Worked out for {count} members, over a whole year with all its clock changes."
COUNTED_ONE = "-# Worked out for 1 member, over a whole year with all its clock changes."
COUNTED_NONE = (
    "-# No member has told me a time zone or a region yet, so this is for people as they usually "
    "are. `/me timezone` and `/me about` make it better."
)
UNKNOWN = "-# {count} more members have told me neither time zone nor region."
UNKNOWN_ONE = "-# 1 more member has told me neither time zone nor region."
WISHES = "-# Asked for: {wishes}."
WISH_DAYS = "no meetings on {days}"
WISH_DISTANCE = "at least {hours} h between two times"
WISH_HOSTS = "one of {hosts} at every meeting"
MORE_HOSTS = "…"
WISH_GOALS = {
    ReachGoal.EVERY_REGION: "a few people from every region are counted too",
    ReachGoal.MISSING: "a few people from regions without members are counted too",
    ReachGoal.POPULATION: "a few people from all over the world are counted too",
    ReachGoal.NOBODY: "only members count",
}
ALTERNATIVE_TITLES = {
    AlternativeKind.TODAY: "### Today",
    AlternativeKind.FLIP: "### Plain flip by {hours} hours",
    AlternativeKind.BEST: "### {label} · reaches most people",
    AlternativeKind.FAIR: "### {label} · fairest to the region worst off",
    AlternativeKind.KEEPING: "### {label} · keeps a time of today",
}
ALTERNATIVE = (
    "**{slots}**\nFor you: {yours}\n**{reached}**. Members of your larger regions can join "
    "**{share} %** of meetings.\n{burden}"
)
REACHES_ALL = "Reaches every region"
REACHES_SOME = "Reaches {reached} of {regions} regions, not {missing}"
BURDEN = "Late or early: **{time}** a meeting on average, {word} (Gini {figure:.2f}). Most: {most}."
BURDEN_NONE = "No late or early hours for members."
EVENNESS = ((0.2, "evenly shared"), (0.4, "rather evenly shared"), (2.0, "unevenly shared"))
REGION_COST = "{region} {time} (can join {percent} %)"
CHOICE = "{label} · {slots}"
LOCAL_TIMES = "-# {locals}"
REGION_LOCAL = "{place} {slots}"
LOCAL_SLOT = "{weekday} {time}"
SLOTS = "{times} {place}"
IMPROVABLE = (
    "-# The best found in {seconds} seconds. It reaches {reached} % of members; no rotation can "
    "reach more than {most} %."
)
MAYBE_IMPROVABLE = "-# The best found in {seconds} seconds. There may be a better one."
SMALL_NOTE = (
    "-# Regions with fewer than {k} members are shown as people there usually are, whether anybody "
    "is there or not."
)
REFUSED = "There is no rotation of {count} with all of that. In the way: {names}."
NEXT_STEP = "Answers people gave stay. You can undo this until the first meeting."

ADOPT = "Adopt {label}"
CHANGE_WISHES = "Ask for something else"
UNDO = "Undo"
WISHES_TITLE = "What do you ask for?"
FIELDS = {
    "hosts": "Hosts, a name a line; one is always there",
    "blocked_days": "Days without meetings, such as Sat, Sun",
    "distance": "Hours between two times at least",
    "goal": "Who else to plan for",
}
GOALS = {
    ReachGoal.EVERY_REGION: "In every region alike",
    ReachGoal.MISSING: "In regions without members",
    ReachGoal.POPULATION: "As the people of the world live",
    ReachGoal.NOBODY: "Nobody but members",
}

PICTURE_TITLE = "Who can come when"
PICTURE_LEGEND = "From light (nobody) to dark (everybody) of a region. Hours of {place}."
PICTURE_ALT = (
    "Heat map of the week, one row for each region, hours of {place}. Darker means that more "
    "people there can come. Best hours: {best}. Marked: {marks}."
)
ALT_BEST = "{region} {begin} to {end}"
ALT_MARK = "{label} at {slots}"
ALT_LIMIT = 1_024
MARKS = {AlternativeLabel.TODAY: "today", AlternativeLabel.FLIP: "flip"}
MOST_NAMED = 3
FEW_SLOTS = 2
TITLE_SHOWN, HOST_SHOWN, MOST_HOSTS = 80, 30, 5
NEARLY = 0.9


def table(result: Mapping[str, Any], zone: str) -> str:
    """Write the result of `sigbot rotation` as a table for people in a shell."""
    rows = [TABLE_HEAD]
    for region, cov in result["region_cov"].items():
        rows.append((region or NO_REGION, _share(cov), _share(result["region_share"][region]), ""))
    burden = MINUTES.format(minutes=result["burden_minutes"])
    rows.append((TABLE_ALL, _share(result["cov"]), _share(result["share"]), burden))
    best = BEST_SLOTS.format(zone=zone, slots=", ".join(result["slots"]))
    proof = [] if result.get("proven", True) else ["", _not_proven(result)]
    return "\n".join([best, "", *aligned(rows), *proof])


def _not_proven(result: Mapping[str, Any]) -> str:
    return NOT_PROVEN.format(reached=100 * result["cov"], most=100 * result["most_cov"])


def _share(share: float) -> str:
    return SHARE.format(percent=100 * share)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in plain text: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([name.ljust(widths[0]), *map(str.rjust, figures, widths[1:])]).rstrip()
        for name, *figures in rows
    ]


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title, TITLE_SHOWN))


def counted(offer: Offer) -> str:
    """Say for how many people a suggestion was worked out, and what was asked for."""
    usual = COUNTED_ONE if offer.counted == 1 else COUNTED if offer.counted else COUNTED_NONE
    lines = [usual.format(count=offer.counted)]
    if offer.unknown:
        lines.append((UNKNOWN_ONE if offer.unknown == 1 else UNKNOWN).format(count=offer.unknown))
    lines.append(WISHES.format(wishes="; ".join(_wishes(offer.wishes, offer.hosts, offer.slots))))
    return "\n".join(lines)


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


def alternatives(offer: Offer, now: datetime) -> list[str]:
    """Return the texts of all alternatives.

    With more than two times a week, only the first one that can be adopted has room for its times
    in all regions.
    """
    has_few_slots = offer.slots <= FEW_SLOTS
    return [
        alternative(shown, now, is_brief=not has_few_slots and shown.label != LETTERS[0])
        for shown in offer.suggestions.alternatives
    ]


def alternative(alternative: Alternative, now: datetime, *, is_brief: bool = False) -> str:
    """Describe an alternative: its times, the regions reached, the burden, the local times."""
    text = ALTERNATIVE.format(
        slots=slots(alternative.slots),
        yours=yours(alternative.slots, now),
        reached=_reaches(alternative),
        share=round(100 * alternative.share),
        burden=burden(alternative),
    )
    title = ALTERNATIVE_TITLES[alternative.kind].format(label=alternative.label, hours=FLIP_HOURS)
    lines = [title, text]
    if alternative.label in LETTERS and not is_brief:
        lines.append(LOCAL_TIMES.format(locals=local_times(alternative.slots, now)))
    return "\n".join([*lines, *_proof(alternative)])


def _proof(alternative: Alternative) -> list[str]:
    """Say how far an alternative may be from the best, if that was not worked out to the end.

    The difference is rounded up to whole percents: it comes from what single members said.
    """
    if alternative.improvable is None:
        return [MAYBE_IMPROVABLE.format(seconds=SEARCH_SECONDS)]
    if not alternative.improvable:
        return []
    reached = round(100 * alternative.reached)
    most = min(100, reached + ceil(100 * alternative.improvable))
    return [IMPROVABLE.format(seconds=SEARCH_SECONDS, reached=reached, most=most)]


def _reaches(alternative: Alternative) -> str:
    reached = alternative.reached_regions
    missing = [region for region in alternative.regions if region not in reached]
    template = REACHES_SOME if missing else REACHES_ALL
    return template.format(
        reached=len(reached), regions=len(alternative.regions), missing=", ".join(missing)
    )


def yours(slots: Sequence[Slot], now: datetime) -> str:
    """Return the next time of each slot as a Discord timestamp, in the zone of the reader."""
    return " · ".join(times.short(next_instant(slot, now)) for slot in slots)


def burden(alternative: Alternative) -> str:
    """Say how large the burden is, how evenly it is shared, and which regions carry the most."""
    most = [
        REGION_COST.format(
            region=region,
            time=times.duration(round(figures.burden)),
            percent=round(100 * figures.share),
        )
        for region, figures in _most_burdened(alternative.regions)
    ]
    if alternative.burden < 1 or not most:
        return BURDEN_NONE
    word = next(word for limit, word in EVENNESS if alternative.unevenness < limit)
    return BURDEN.format(
        time=times.duration(round(alternative.burden)),
        word=word,
        figure=alternative.unevenness,
        most=", ".join(most),
    )


def _most_burdened(regions: Mapping[Region, RegionFigures]) -> list[tuple[Region, RegionFigures]]:
    """Return the regions with the largest burden, of those in which somebody can come."""
    coming = [
        (region, figures)
        for region, figures in regions.items()
        if figures.share > 0 and figures.burden >= 1
    ]
    return sorted(coming, key=lambda pair: -pair[1].burden)[:MOST_NAMED]


def local_times(slots: Sequence[Slot], now: datetime) -> str:
    """Write the local time of each slot in each region, in the zone of its largest place."""
    lines = []
    for zones in REGION_ZONES.values():
        place = max(zones, key=lambda zone: zones[zone])
        walls = [next_instant(slot, now).astimezone(ZoneInfo(place)) for slot in slots]
        shown = [
            LOCAL_SLOT.format(weekday=times.WEEKDAYS[wall.weekday()], time=f"{wall:%H:%M}")
            for wall in walls
        ]
        lines.append(REGION_LOCAL.format(place=times.place(place), slots=", ".join(shown)))
    return " · ".join(lines)


def refused(offer: Offer) -> str:
    """Say why there is nothing to adopt; "" if there is an alternative to adopt."""
    names = [IN_THE_WAY[name] for name in offer.suggestions.refused]
    return REFUSED.format(count=offer.slots, names="; ".join(names)) if names else ""


def small_note(smallest_group: int) -> str:
    return SMALL_NOTE.format(k=smallest_group)


def mark(alternative: Alternative) -> str:
    """Return the name of an alternative on the picture."""
    return MARKS.get(alternative.label, alternative.label)


def legend(zone: str) -> str:
    return PICTURE_LEGEND.format(place=times.place(zone))


def alt_text(offer: Offer) -> str:
    """Describe the picture: when most people of each region can come, and which times it marks."""
    suggestions = offer.suggestions
    marks = [
        ALT_MARK.format(label=mark(alternative), slots=slots(alternative.slots))
        for alternative in suggestions.alternatives
        if alternative.label != AlternativeLabel.FLIP
    ]
    best = [_best_hours(region, shares) for region, shares in suggestions.week.items()]
    place = times.place(suggestions.zone)
    text = PICTURE_ALT.format(place=place, best="; ".join(best), marks="; ".join(marks))
    return clip(text, ALT_LIMIT)


def _best_hours(region: str, shares: Sequence[float]) -> str:
    """Name the longest time of the week in which nearly as many can come as at the best time.

    `shares` are the shares of a region's people for each half hour of the week.
    """
    most = max(shares)
    good = [share >= NEARLY * most for share in shares]
    begin, length = max(
        ((at, _run(good, at)) for at in range(len(good))),
        key=lambda run: run[1],
    )
    return ALT_BEST.format(
        region=region, begin=_clock(begin), end=_clock((begin + length) % DAY_SLOTS)
    )


def _run(good: Sequence[bool], begin: int) -> int:
    """Count the good half hours from `begin` on, one after the other; at most a day of them."""
    length = 0
    while length < DAY_SLOTS and good[(begin + length) % len(good)]:
        length += 1
    return length


def _clock(half_hours: int) -> str:
    hour, half = divmod(half_hours % DAY_SLOTS, 2)
    return f"{hour:02}:{30 * half:02}"


def suggestion_choice(label: str, offered: Sequence[Slot]) -> str:
    """Return the label of a suggestion in an autocomplete list."""
    return CHOICE.format(label=label, slots=slots(offered))


def slots(slots: Sequence[Slot]) -> str:
    """Write weekly times: `Wed 16:00 and Thu 00:00 UTC`."""
    if len({slot.zone for slot in slots}) > 1:
        return listed([times.weekly(slot.zone, slot.minute) for slot in slots])
    walls = [times.weekday_and_time(slot.minute) for slot in slots]
    return SLOTS.format(times=listed(walls), place=times.place(slots[0].zone))
