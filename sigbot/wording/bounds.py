"""What is said when somebody sends more than a bound allows."""

from sigbot.domain.bounds import LONGEST_PERIOD, FullError
from sigbot.domain.periods import LongPeriodError
from sigbot.wording.numbers import in_words
from sigbot.wording.safe import plain

FIELDS = {
    "tags": "list of tags",
    "meeting": "title of a meeting",
    "subgroup": "name of a subgroup",
    "activity": "title of an activity",
    "work": "title of planned work",
    "suggestion": "name of a suggestion",
    "when": "date and time",
    "zone": "time zone",
    "repeat": "repetition",
    "duration": "length of time",
    "period": "period",
    "date": "date",
    "time": "time of day",
    "hours": "number of hours",
    "days": "list of days",
    "leads": "list of reminders",
    "code": "code",
    "host names": "list of hosts",
}
"""What is read from text, where it is longer than any such text."""

FULL = {
    "series": "There are {limit} series here that go on, and there cannot be more. Please cancel "
    "one of them first, with `/meeting cancel` and `scope: following`.",
    "subgroup": "There are {limit} subgroups here, retired ones included, and there cannot be "
    "more. Please add one of the retired ones again, under its name.",
    "activity": "There are {limit} activities here, and there cannot be more. Please remove one "
    "first, with `/activity remove`.",
    "work": "There are {limit} pieces of planned work here that are open, and there cannot be "
    "more. Please say first what is done or dropped, with `/plan update`.",
    "point": "There are {limit} points on this agenda, and there cannot be more. Please finish or "
    "park one first.",
    "own point": "You have {limit} points on this agenda, and there cannot be more. Please wait "
    "for the meeting.",
    "parked point": "There are {limit} points that wait for a meeting, and there cannot be more. "
    "Please decline one first.",
    "note": "There are {limit} lines in the notes of this meeting, and there cannot be more.",
    "promise": "There are {limit} open action items here, and there cannot be more. Please close "
    "some first, with `/meeting actions`.",
}
LONG_PERIOD = (
    "The period “{text}” is longer than {years} years, the most that I look at. "
    "Please choose a shorter one."
)


REFUSALS = {
    FullError: lambda e: FULL[e.noun].format(limit=f"{e.limit:,}"),
    LongPeriodError: lambda e: LONG_PERIOD.format(
        text=plain(e.text, 80), years=in_words(LONGEST_PERIOD)
    ),
}
