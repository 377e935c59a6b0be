"""What is said about activities."""

from collections.abc import Sequence

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.wording import times
from sigbot.wording.lists import fitted
from sigbot.wording.safe import plain

KINDS = {
    ActivityKind.PRESENTATION: "Presentation",
    ActivityKind.PROJECT: "Project",
    ActivityKind.RESEARCH: "Research",
    ActivityKind.REVIEW: "Review",
    ActivityKind.OUTREACH: "Outreach",
    ActivityKind.EDUCATION: "Education",
}
ADDED = "Added the activity **{title}** ({kind}, {date}). It will be in the report."
REMOVED = "Removed the activity **{title}**."
TITLE = "## Activities"
LINE = "{date} · **{title}** · {kind}"
EMPTY = "No activities recorded. Organizers add them with `/activity add`."
NOTHING_FITS = "Nothing matches. Try without the period."
MORE = "-# and {count} more"
CHOICE = "{title} · {date}"


def added(activity: Activity) -> str:
    return ADDED.format(
        title=plain(activity.title), kind=KINDS[activity.kind], date=times.day(activity.date)
    )


def removed(activity: Activity) -> str:
    return REMOVED.format(title=plain(activity.title))


def listing(activities: Sequence[Activity], *, filtered: bool = False, most: int = 25) -> str:
    """List activities, the newest first: a line each, at most `most` of them."""
    if not activities:
        return NOTHING_FITS if filtered else EMPTY
    lines = [
        LINE.format(
            date=times.day(activity.date),
            title=plain(activity.title, 100),
            kind=KINDS[activity.kind],
        )
        for activity in reversed(activities)
    ]
    return fitted(lines, MORE, most)


def choice(activity: Activity) -> str:
    return CHOICE.format(title=activity.title[:85], date=times.day(activity.date))
