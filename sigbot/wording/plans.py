"""What is said about planned work."""

from collections.abc import Sequence

from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.wording import times
from sigbot.wording.lists import fitted
from sigbot.wording.safe import plain

STATUSES = {
    WorkStatus.PLANNED: "planned",
    WorkStatus.ACTIVE: "in progress",
    WorkStatus.DONE: "done",
    WorkStatus.DROPPED: "dropped",
}
MARKS = {
    WorkStatus.PLANNED: "○",
    WorkStatus.ACTIVE: "◐",
    WorkStatus.DONE: "●",
    WorkStatus.DROPPED: "✕",
}
NOUNS = {"work": "planned work"}
A_NOUN = {"work": "planned work"}
VOCABULARIES = {WorkStatus: "status of planned work"}
ADDED = "Added **{title}** to the planned work. Change its status with `/plan update`."
ADDED_DUE = (
    "Added **{title}** to the planned work, due {due}. Change its status with `/plan update`."
)
UPDATED = "**{title}** is now {status}."
TITLE = "## Planned work"
LINE = "{mark} **{title}** · {status}"
LINE_DUE = "{mark} **{title}** · {status} · due {due}"
EMPTY = "Nothing is planned yet. Organizers add work with `/plan add`."
MORE = "-# and {count} more"
CHOICE = "{title} · {status}"


def added(work: PlannedWork) -> str:
    if work.due is None:
        return ADDED.format(title=plain(work.title))
    return ADDED_DUE.format(title=plain(work.title), due=times.day(work.due))


def updated(work: PlannedWork) -> str:
    return UPDATED.format(title=plain(work.title), status=STATUSES[work.status])


def listing(works: Sequence[PlannedWork], most: int = 25) -> str:
    """List planned work, what is open first: a line each, at most `most` of them."""
    ordered = sorted(works, key=lambda work: not work.status.is_open)
    return fitted([_line(work) for work in ordered], MORE, most) if works else EMPTY


def _line(work: PlannedWork) -> str:
    return (LINE_DUE if work.due else LINE).format(
        mark=MARKS[work.status],
        title=plain(work.title, 100),
        status=STATUSES[work.status],
        due=times.day(work.due) if work.due else "",
    )


def choice(work: PlannedWork) -> str:
    return CHOICE.format(title=work.title[:80], status=STATUSES[work.status])
