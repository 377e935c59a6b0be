"""How properties are checked: the same examples in every run, and few enough to be quick."""

from datetime import UTC, datetime, timedelta

from hypothesis import Phase, settings
from hypothesis import strategies as st

from sigbot.domain.zone_names import zone_names
from tests.profile import examples

quick = settings(max_examples=examples(30), deadline=None, derandomize=True)
unshrunk = settings(quick, phases=[Phase.generate])
"""For what takes too long to shrink, or is known to fail."""

thorough = settings(quick, max_examples=examples(50))

ODD_ZONES = (
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Antarctica/Troll",
    "Pacific/Chatham",
    "America/St_Johns",
    "America/New_York",
    "Europe/London",
    "Africa/Casablanca",
    "Asia/Gaza",
    "America/Havana",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Apia",
    "Asia/Tehran",
    "America/Nuuk",
    "UTC",
)
"""Half hours, quarter hours, two-hour changes, changes at midnight, changes by the moon."""

zones = st.sampled_from(ODD_ZONES) | st.sampled_from(zone_names())

NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
"""A Sunday; in New York it is 07:00."""

instants = st.integers(0, 40 * 366 * 1440).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
walls = instants.map(lambda at: at.replace(tzinfo=None))

SPECIALS = "#*_~`|[](){}<>\\-+=>.!&:;@1 \n\t\r'\"/"

characters = st.characters(exclude_categories=["Cs"])
typed = st.text(max_size=60) | st.text(st.sampled_from(SPECIALS) | characters, max_size=60)
"""What people type: anything, with more of the characters that mean something somewhere."""

typed_lines = st.lists(typed, max_size=5).map("\n".join)


def one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split("|"))


MONTHS = one_of("january|mar|dec.|may")
DAYS = one_of("1|2nd|03|29|31")
ODD_DAYS = one_of("1|29|99|²|٣") | st.just("9" * 25)
YEARS = one_of("2027|2028|1950|3000")
ODD_YEARS = one_of("2027|0000|0001|9999")
WEEKDAYS = one_of("monday|wed|fri.|sunday")
TIMES = one_of(
    "noon|midnight|4|15h|5 in the evening|9|11am|12pm|2:30|1:30|23:59|24:00|8.15 p.m.|9h30|11:00:00"
)
TAILS = one_of(
    "||| utc|z| cst| est| new york| tokyo|+05:30| -05:00| pt| mars| utc+3| (utc-5)| cst (utc-6)"
)
ODD_TAILS = one_of("||+99:99|-24:00|+14:00|-14:00|+٠٥:٠٠")


def phrases(
    days: st.SearchStrategy[str], years: st.SearchStrategy[str], tails: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """A date and a time in one of the shapes that people use, and a zone perhaps."""
    dates = st.one_of(
        one_of("today|tonight|tomorrow|day after tomorrow|yesterday|the 5th|in 2 weeks"),
        st.builds("{} {}".format, one_of("next week|coming|friday night|1st"), WEEKDAYS),
        st.builds("{} {}".format, one_of("next|this|on"), WEEKDAYS),
        st.builds("{} {} of {} {}".format, one_of("first|fifth|last"), WEEKDAYS, MONTHS, years),
        st.builds("{} {}".format, MONTHS, days),
        st.builds("{} {} {}".format, days, MONTHS, years),
        st.builds("{}/{}/{}".format, days, DAYS, years),
    )
    iso = st.builds("{}-{}-{}".format, years, one_of("01|03|12"), one_of("01|14|28|31"))
    return st.one_of(
        st.builds("{}{}{}{}".format, dates, one_of(" | at |, "), TIMES, tails),
        st.builds("{} {}{}".format, TIMES, dates, tails),
        st.builds("{}{}{}{}".format, iso, one_of("t| "), TIMES, tails),
        st.builds("in {} {}".format, days, one_of("min|hours|days|weeks|parsecs")),
    )
