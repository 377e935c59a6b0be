"""Sentences for "Issues and Challenges", drafted from evidence, and what is said where they are
read."""

from collections.abc import Mapping, Sequence
from datetime import date

from sigbot.domain.bounds import ISSUE_LIMIT
from sigbot.domain.issues import GoneIssueError, JudgedIssue, UnreadIssuesError, count_unread
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute, Experience, Gender, Organization
from sigbot.domain.periods import Period
from sigbot.domain.regions import Region
from sigbot.domain.report_data import IssueCause, IssueCode, IssueData, IssueState
from sigbot.domain.rotation import LOOKED_BACK, Slot
from sigbot.domain.statistics import UNKNOWN, Number
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.meetings import KINDS
from sigbot.wording.members import answer_label
from sigbot.wording.numbers import in_words
from sigbot.wording.releases import A_GENERAL_MEETING, A_MEETING, GENDER_GROUPS
from sigbot.wording.safe import plain

ISSUES = {
    IssueCode.REGIONS_REACHED: "Most attendees whose region is known came from {names}.",
    IssueCode.REGIONS_ABSENT: "The figures of these regions are withheld: {names}.",
    IssueCode.LATE_HOURS: (
        "Meetings were late or early for some regions. On average, attendees were outside of hours "
        "that suit them for {burdens}."
    ),
    IssueCode.ROTATION_TRIED: "What was tried: since {since}, {names} meets in turn at {slots}.",
    IssueCode.SUBGROUP_THIN: (
        "Few people came to the subgroups {names}: on average {averages} attendees a meeting."
    ),
    IssueCode.SUBGROUP_SILENT: "The subgroup {names} did not meet.",
    IssueCode.SUBGROUP_ASLEEP: "The subgroup {names} has not met since {since}.",
    IssueCode.AVERAGE_FELL: (
        "An average {kind} had {now} attendees, after {before} in the period before."
    ),
    IssueCode.DIVERSITY: (
        "Most attendees of {meetings} in {period} came from one kind of organization: “{group}”."
    ),
    IssueCode.WORK_SILENT: "There has been no news of the planned work “{names}” since {since}.",
    IssueCode.NO_RECORD: "{count} meetings have no recorded attendance.",
}
NO_RECORD_ONE = "1 meeting has no recorded attendance."
LATE_HOURS_ONE = (
    "Meetings were late or early for attendees in {region}: on average, they were outside of hours "
    "that suit them for {time}."
)
THIN_ONE = "Few people came to the subgroup {names}: on average {averages} attendees a meeting."
THIN_ONE_PERSON = "Few people came to the subgroup {names}: on average 1 attendee a meeting."
SILENT_SINCE = "The subgroup {names} did not meet. Its last meeting was on {since}."
FELL_TO_ONE = "An average {kind} had 1 attendee, after {before} in the period before."
FELL_WITH = {
    IssueCause.CLOCKS: "Fewer people have come since the clocks changed in {place} on {since}.",
    IssueCause.SLOT: "Fewer people have come since it moved to another time on {since}.",
}
GENDER = "Fewer than half of the attendees of {meetings} in {period} identified as {group}."
EXPERIENCE = "Most attendees of {meetings} in {period} have this much experience: “{group}”."
WORK_DUE = "There has been no news of the planned work “{names}” since {since}. It is due on {due}."
LATE_HOURS = "{time} in {region}"
TRIED_SINCE = "{count} meetings since then had {average} attendees on average."
TRIED_SINCE_ONE = "1 meeting since then had {average} attendees."
TRIED_BOTH = (
    "{count} meetings since then had {average} attendees on average, after {before} in the "
    "{months} months before."
)
TRIED_BOTH_ONE = (
    "1 meeting since then had {average} attendees, after an average of {before} in the {months} "
    "months before."
)
IN_PERIOD = {
    IssueCode.REGIONS_REACHED: (
        "In {period}, most attendees whose region is known came from {names}."
    ),
    IssueCode.REGIONS_ABSENT: "In {period}, the figures of these regions are withheld: {names}.",
}
IN_DRAFT = "Draft, not read yet: {sentence}"

REVIEW, PUBLISH = "Review issues", "Publish"
KEEP, EDIT, DROP = "Keep", "Edit", "Drop"
USE_DRAFT = "Use the draft"
BACK, NEXT = "Back", "Next"
FORM_TITLE, FORM_LABEL = "A sentence of the report", "Sentence"
FORM_HINT = "It stays as you write it, also when figures change. Leave it empty to drop it."
TITLE = "**Issues and challenges of {period}: sentence {number} of {count}**"
QUOTED = "> {sentence}"
STATES = {
    IssueState.DRAFT: "Not read yet. It is not published unless you keep or edit it.",
    IssueState.KEPT: "Kept: it is in the report.",
    IssueState.EDITED: "Edited: this text is in the report. Drafted was: {drafted}",
    IssueState.DROPPED: "Dropped: it is not in the report, also when you run `/report` again.",
}
CHANGED_STATES = {
    IssueState.DRAFT: "It was kept, but its figures have changed since. Please read it again.",
    IssueState.EDITED: (
        "Edited: this text is in the report, but the figures have changed since. Drafted is now: "
        "{drafted}"
    ),
}
SMALL = "-# {text}"
CLASHED = (
    "Someone else changed this sentence while you were writing. Their text stays. Yours was:\n"
    "> {typed}\nPress **Edit** to combine both texts."
)
ALL_READ = "**All {count} drafted sentences are read.** {tally}"
ALL_READ_ONE = "**The drafted sentence is read.** {tally}"
TALLY = "In the report: {kept}. Dropped: {dropped}."
THEN = "Press **Publish**, or run `/report` again to see the file with them."
NONE_DRAFTED = "No sentences are drafted: nothing stands out in the figures of {period}."
LOOK_AGAIN = "Look again"
UNREAD = "{count} drafted sentences are not read yet. Press **Review issues**."
UNREAD_ONE = "1 drafted sentence is not read yet. Press **Review issues**."
LEFT = "-# {count} sentences are left to read."
STALE = "{count} sentences were edited, and their figures have changed since."
STALE_ONE = "1 sentence was edited, and its figures have changed since."
NOT_YET = (
    "Not published: {count} drafted sentences are not read yet. Please press **Review issues**, "
    "and keep, edit or drop each of them."
)
NOT_YET_ONE = (
    "Not published: 1 drafted sentence is not read yet. Please press **Review issues**, and keep, "
    "edit or drop it."
)
GONE = (
    "This sentence is not drafted any more, as the figures have changed. Please press **Review "
    "issues** again."
)

REFUSALS = {
    UnreadIssuesError: lambda e: _counted(NOT_YET_ONE, NOT_YET, e.count),
    GoneIssueError: lambda _: GONE,
}
FIELDS = {"issue": "sentence"}

_ANSWERS: Mapping[Attribute, type[Gender | Organization | Experience]] = {
    Attribute.GENDER: Gender,
    Attribute.ORGANIZATION: Organization,
    Attribute.EXPERIENCE: Experience,
}


def _counted(single: str, many: str, count: int) -> str:
    return (single if count == 1 else many).format(count=count)


def sentence(issue: IssueData) -> str:
    """Return what an organizer wrote, else the drafted sentence."""
    if "text" in issue:
        return issue["text"]
    match issue["code"]:
        case IssueCode.ROTATION_TRIED:
            return _tried(issue)
        case IssueCode.AVERAGE_FELL:
            return _fell(issue)
        case IssueCode.DIVERSITY:
            return _group(issue)
        case IssueCode.LATE_HOURS:
            return _late_hours(issue.get("minutes", {}))
    return _template(issue).format(
        names=listed(issue.get("names", [])),
        averages=listed([str(average) for average in _averages(issue)]),
        count=issue.get("count"),
        since=_day(issue.get("since")),
        due=_day(issue.get("due")),
        period=issue.get("period"),
    )


def in_report(issue: IssueData) -> str:
    """Return a sentence as a report has it: marked as a draft where nobody has read it."""
    text = sentence(issue)
    is_draft = issue.get("state") is IssueState.DRAFT
    return IN_DRAFT.format(sentence=text) if is_draft else text


def _day(text: str | None) -> str:
    return times.day(date.fromisoformat(text)) if text else ""


def _template(issue: IssueData) -> str:
    code = issue["code"]
    if code == IssueCode.NO_RECORD and issue["count"] == 1:
        return NO_RECORD_ONE
    if code == IssueCode.SUBGROUP_THIN and len(issue["names"]) == 1:
        return THIN_ONE_PERSON if _averages(issue) == [1] else THIN_ONE
    if code == IssueCode.SUBGROUP_SILENT and "since" in issue:
        return SILENT_SINCE
    if code == IssueCode.WORK_SILENT and "due" in issue:
        return WORK_DUE
    return IN_PERIOD[code] if code in IN_PERIOD and "period" in issue else ISSUES[code]


def _fell(issue: IssueData) -> str:
    """Say that an average fell, and what coincides with it."""
    now = issue["average_since"]
    template = FELL_TO_ONE if now == 1 else ISSUES[IssueCode.AVERAGE_FELL]
    kind = KINDS[MeetingKind(issue["subject"])]
    sentences = [template.format(kind=kind, now=now, before=issue["average_before"])]
    if "cause" in issue:
        place, since = times.place(issue["zone"]), _day(issue["since"])
        sentences.append(FELL_WITH[issue["cause"]].format(place=place, since=since))
    return " ".join(sentences)


def _group(issue: IssueData) -> str:
    """Say how large a group of people is."""
    attribute = Attribute(issue["subject"])
    answer = _ANSWERS[attribute](issue["names"][0])
    templates = {Attribute.GENDER: GENDER, Attribute.EXPERIENCE: EXPERIENCE}
    return templates.get(attribute, ISSUES[IssueCode.DIVERSITY]).format(
        meetings=A_GENERAL_MEETING if issue["of_general_meetings"] else A_MEETING,
        period=issue["period"],
        group=GENDER_GROUPS[answer] if isinstance(answer, Gender) else answer_label(answer),
    )


def _averages(issue: IssueData) -> Sequence[Number]:
    """Return the averages of subgroups; earlier versions wrote a sentence about each of them."""
    return issue["averages"] if "averages" in issue else [issue.get("average", 0)]


def _late_hours(minutes: Mapping[Region, int]) -> str:
    """Say how long people of each region were outside of good hours, on average."""
    regions = [(region, times.duration(length)) for region, length in minutes.items()]
    if len(regions) == 1:
        [(region, time)] = regions
        return LATE_HOURS_ONE.format(region=region, time=time)
    burdens = [LATE_HOURS.format(region=region, time=time) for region, time in regions]
    return ISSUES[IssueCode.LATE_HOURS].format(burdens=listed(burdens))


def _tried(issue: IssueData) -> str:
    """Say which rotation was tried, and the average attendance since then and before."""
    slots = [Slot(slot["zone"], slot["minute"]) for slot in issue["slots"]]
    sentences = [
        ISSUES[IssueCode.ROTATION_TRIED].format(
            since=_day(issue["since"]),
            names=listed(issue["names"]),
            slots=listed([times.weekly(slot.zone, slot.minute) for slot in slots]),
        )
    ]
    if issue["count"]:
        sentences.append(_since(issue))
    return " ".join(sentences)


def _since(issue: IssueData) -> str:
    before, is_one = issue["average_before"], issue["count"] == 1
    if before is UNKNOWN:
        template = TRIED_SINCE_ONE if is_one else TRIED_SINCE
    else:
        template = TRIED_BOTH_ONE if is_one else TRIED_BOTH
    return template.format(
        count=issue["count"],
        average=issue["average_since"],
        before=before,
        months=in_words(times.months(LOOKED_BACK)),
    )


def unread(issues: Sequence[JudgedIssue]) -> str:
    """Say how many drafted sentences nobody has read, "" where all are read."""
    count = count_unread(issues)
    return _counted(UNREAD_ONE, UNREAD, count) if count else ""


def left(issues: Sequence[JudgedIssue]) -> str:
    """Say how many sentences are left while one is read; "" where it is the last or none is."""
    count = count_unread(issues)
    return LEFT.format(count=count) if count > 1 else ""


def stale(issues: Sequence[JudgedIssue]) -> str:
    """Say how many edited sentences have other figures by now, "" for none."""
    count = sum(issue.has_changed and issue.state is IssueState.EDITED for issue in issues)
    return _counted(STALE_ONE, STALE, count) if count else ""


def shown(period: Period, issues: Sequence[JudgedIssue], number: int) -> list[str]:
    """Return the lines of a card with the sentence `number`, counted from 0."""
    issue = issues[number]
    text = issue.text if issue.state is IssueState.EDITED else sentence(issue.evidence)
    return [
        TITLE.format(period=plain(period.label), number=number + 1, count=len(issues)),
        QUOTED.format(sentence=plain(text, ISSUE_LIMIT)),
        SMALL.format(text=_state(issue)),
    ]


def _state(issue: JudgedIssue) -> str:
    states = {**STATES, **CHANGED_STATES} if issue.has_changed else STATES
    drafted = plain(sentence(issue.evidence), ISSUE_LIMIT)
    return states[issue.state].format(drafted=drafted)


def all_read(period: Period, issues: Sequence[JudgedIssue]) -> list[str]:
    """Return the lines of the card that is shown when every sentence is read."""
    if not issues:
        return [NONE_DRAFTED.format(period=plain(period.label))]
    dropped = sum(issue.state is IssueState.DROPPED for issue in issues)
    tally = TALLY.format(kept=len(issues) - dropped, dropped=dropped)
    template = ALL_READ_ONE if len(issues) == 1 else ALL_READ
    return [template.format(count=len(issues), tally=tally), THEN]


def clashed(typed: str) -> str:
    return CLASHED.format(typed=plain(typed, ISSUE_LIMIT))
