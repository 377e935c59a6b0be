"""What is said in Discord about an attendance file, before and after it is written."""

from collections.abc import Iterator

from sigbot.domain.import_drafts import Counts, NameQuestion, OrderQuestion
from sigbot.domain.import_matches import Candidate
from sigbot.domain.import_reviews import ImportReview, Question, Written
from sigbot.domain.meetings import Meeting
from sigbot.wording import times
from sigbot.wording.imports import BAD_ROW, BAD_ROWS, KINDS, SHAPES, WHY
from sigbot.wording.lists import fitted
from sigbot.wording.safe import clip, plain

DOWNLOAD = "I could not get the file from Discord. Please send it again."
TITLE = "## Attendance of {title}"
SUBTITLE = "-# {shape} · meeting of {when}"
PEOPLE = "**{count}** people: **{known}** I know, **{new}** new"
PEOPLE_ONE = "**1** person: **{known}** known, **{new}** new"
NEW = "New: {names}"
NEW_MORE = "and {count} more"
CALLERS = "{count} callers by telephone are not on the list, as they have no names."
CALLERS_ONE = "1 caller by telephone is not on the list, as there is no name."
REJOINS = "{count} times somebody came back, or was there twice; each person counts once."
REJOINS_ONE = "Once somebody came back, or was there twice; each person counts once."
WAITING = "{count} were only in the waiting room; they are not counted."
WAITING_ONE = "1 was only in the waiting room, and is not counted."
NO_SHOWS = "{count} registered and did not come; they are not counted."
NO_SHOWS_ONE = "1 registered and did not come, and is not counted."
BAD = "Left out, {rows}"
BAD_MORE = "and {count} more rows"
OTHER_DAY = "⚠️ The file is of **{day}**, but the meeting was on **{when}**. Is it the right file?"
NOT_YET = "Nothing is written yet."
CONFIRM, CANCEL = "Confirm", "Cancel"
WHICH_DAY = "**Which day was it?** The file can be read in two ways."
HOW_MANY = (
    "**One person or more?** “{name}” is in the file {count} times without an e-mail, and the file "
    "does not say whether that is the same person."
)
WHO = "**Who is “{name}”?** Several people could be meant."
WHO_EMAIL = "**Is this the same “{name}”?** In this file they have another e-mail."
ONE_PERSON = "1 person"
SOME_PEOPLE = "{count} people"
WITH_EMAIL = "The one with an e-mail"
WITH_EMAIL_MINUTES = "The one with an e-mail ({minutes} min)"
EACH_ONE = "1 person each, for all {count} names"
SOMEBODY_NEW = "Somebody new"
CANDIDATE_SEEN = "{name} · {meetings} meetings, last {when}"
CANDIDATE_SEEN_ONE = "{name} · 1 meeting, {when}"
CANDIDATE_UNSEEN = "{name} · no meeting yet"
MEMBER_NAME = "{name} (member)"
WRITING = "Writing… {done} of {people} people so far."
WRITTEN = "Done. **{people}** people of the file are on the list of **{title}**."
WRITTEN_ONE = "Done. **1** person of the file is on the list of **{title}**."
DROPPED = "All right. Nothing was written, and the file is forgotten."
BUTTON_LIMIT = 80


def refused(code: str, seen: tuple[str, ...]) -> str:
    """Why a file is refused, by the codes of `domain/import_reasons.py`."""
    if code == "download":
        return DOWNLOAD
    shown = ", ".join(f"“{plain(cell, 60)}”" for cell in seen)
    return WHY[code].format(  # type: ignore[index] # a code of a refusal
        seen=shown, kind=KINDS.get("".join(seen), ""), first="", second=""
    )


def title(meeting: Meeting) -> str:
    return TITLE.format(title=plain(meeting.title))


def subtitle(review: ImportReview) -> str:
    shape = SHAPES[review.counts.shape]  # type: ignore[index] # a shape that was recognized
    return SUBTITLE.format(shape=shape, when=times.full(review.meeting.starts_at))


def found(review: ImportReview) -> str:
    """What was understood, line by line; who is who only once nothing is asked about the file."""
    return "\n".join(_lines(review))


def _lines(review: ImportReview) -> Iterator[str]:
    if not isinstance(review.question, OrderQuestion | NameQuestion):
        template = PEOPLE_ONE if review.people == 1 else PEOPLE
        yield template.format(count=review.people, known=review.known, new=len(review.new))
        if review.new:
            names = [plain(name, 60) for name in review.new]
            yield NEW.format(names=fitted(names, NEW_MORE, 12, ", "))
    yield from _others(review.counts)


def _others(counts: Counts) -> Iterator[str]:
    for count, many, one in (
        (counts.rejoins + counts.duplicates, REJOINS, REJOINS_ONE),
        (counts.callers, CALLERS, CALLERS_ONE),
        (counts.waiting, WAITING, WAITING_ONE),
        (counts.no_shows, NO_SHOWS, NO_SHOWS_ONE),
    ):
        if count:
            yield (one if count == 1 else many).format(count=count)
    if counts.bad_rows:
        rows = [
            BAD_ROW.format(line=line, why=BAD_ROWS[code])  # type: ignore[index]
            for line, code in counts.bad_rows[:3]
        ]
        more = counts.bad_count - len(rows)
        yield BAD.format(rows="; ".join([*rows, *([BAD_MORE.format(count=more)] if more else [])]))


def warning(review: ImportReview) -> str:
    """That the file is of another day than the meeting; "" when it is not."""
    if review.day is None:
        return ""
    return OTHER_DAY.format(day=times.day(review.day), when=times.full(review.meeting.starts_at))


def question(asked: Question) -> str:
    if isinstance(asked, OrderQuestion):
        return WHICH_DAY
    name = plain(asked.name, 60)
    if isinstance(asked, NameQuestion):
        return HOW_MANY.format(name=name, count=asked.count)
    return (WHO if len(asked.candidates) > 1 else WHO_EMAIL).format(name=name)


def options(asked: Question) -> list[tuple[str, str]]:
    """(label of a button, value of the answer)."""
    if isinstance(asked, OrderQuestion):
        return [(times.day(day), order) for order, day in asked.dates.items()]
    if isinstance(asked, NameQuestion):
        return _name_options(asked)
    offered = [(_candidate(one), str(one.id)) for one in asked.candidates[:4]]
    return [*offered, (SOMEBODY_NEW, "new")]


def _name_options(asked: NameQuestion) -> list[tuple[str, str]]:
    labels = [ONE_PERSON if n == 1 else SOME_PEOPLE.format(count=n) for n in asked.people]
    labels += [
        WITH_EMAIL if minutes is None else WITH_EMAIL_MINUTES.format(minutes=minutes)
        for minutes in asked.same
    ]
    return [(label, str(place)) for place, label in enumerate(labels)]


def _candidate(one: Candidate) -> str:
    name = MEMBER_NAME.format(name=one.name) if one.is_member else one.name
    template = {0: CANDIDATE_UNSEEN, 1: CANDIDATE_SEEN_ONE}.get(one.meetings, CANDIDATE_SEEN)
    when = times.day(one.last_seen.date()) if one.last_seen else ""
    return clip(
        template.format(name=clip(name, 40), meetings=one.meetings, when=when), BUTTON_LIMIT
    )


def each_one(asked: Question) -> str:
    """The label of the button that answers every name alike; "" where there is only one."""
    if isinstance(asked, NameQuestion) and asked.left > 1:
        return EACH_ONE.format(count=asked.left)
    return ""


def writing(written: Written) -> str:
    return WRITING.format(done=written.done, people=written.people)


def written(done: Written) -> str:
    template = WRITTEN_ONE if done.people == 1 else WRITTEN
    return template.format(people=done.people, title=plain(done.meeting.title))
