"""How properties are checked: the same examples in every run, and few enough to be quick."""

from hypothesis import Phase, settings
from hypothesis import strategies as st

from sigbot.domain.zones import zone_names

quick = settings(max_examples=100, deadline=None, derandomize=True)
unshrunk = settings(quick, phases=[Phase.generate])
"""For what takes too long to shrink, or is known to fail."""

thorough = settings(quick, max_examples=150)

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

SPECIALS = "#*_~`|[](){}<>\\-+=>.!&:;@1 \n\t\r'\"/"

characters = st.characters(exclude_categories=["Cs"])
typed = st.text(max_size=60) | st.text(st.sampled_from(SPECIALS) | characters, max_size=60)
"""What people type: anything, with more of the characters that mean something somewhere."""

typed_lines = st.lists(typed, max_size=5).map("\n".join)
