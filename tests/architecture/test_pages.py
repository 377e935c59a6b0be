"""Pages say what is so: files they name exist, and numbers of rules are those of the rules."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from sigbot.documents.personal import policy_table
from sigbot.domain import (
    bounds,
    clock_changes,
    community,
    forgetting,
    meetings,
    notices,
    processes,
    pulse,
)
from sigbot.domain.hours import USUAL
from sigbot.domain.outbox import delivery
from sigbot.domain.personal_rules import Section
from sigbot.domain.reminders import read_leads
from sigbot.domain.rotation import (
    ENOUGH,
    FEWEST_KNOWN,
    FLIP_HOURS,
    MOST_SLOTS,
    SNAPSHOT_EVERY,
)
from sigbot.domain.rotation.alternatives import REACHED
from sigbot.domain.rotation.evidence import FROZEN_AFTER, HOURS_STEP, MINUTES_STEP
from sigbot.domain.rotation.people import HOPED_FOR
from sigbot.domain.rotation.snapshots import FEWEST_CHANGED
from sigbot.runtime import composition
from sigbot.services import imports, releases
from sigbot.web import feed, server
from sigbot.web import pulse as health
from sigbot.wording import members, times
from sigbot.wording.numbers import in_words
from sigbot.wording.personal import SECTIONS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
FILE = re.compile(r"`([\w/.-]+(?:\.py|\.md|\.txt))`|\]\(([\w/.-]+\.(?:md|png))[)#]")
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)

OPENS, CLOSES = meetings.OPENS_BEFORE // MINUTE, meetings.CLOSES_AFTER // MINUTE
HOURS = members.hours(USUAL).partition(",")[0]
SMALLEST, MOST = community.SMALLEST_GROUP, in_words(MOST_SLOTS)
STATED = [
    ("members", f"from {OPENS} minutes before the start until {CLOSES} minutes after the end"),
    ("members", f"you are checked in after {community.VOICE_MINUTES} minutes"),
    ("organizers", f"is in it for {community.VOICE_MINUTES} minutes while the meeting runs"),
    ("organizers", f"changes the {community.VOICE_MINUTES}."),
    ("organizers", f"*rotation* is up to {MOST} times that take turns"),
    ("organizers", f"moved by {in_words(FLIP_HOURS)} hours"),
    ("organizers", f"else {HOURS}, Monday to Friday"),
    ("organizers", f"Members of a region with fewer than {SMALLEST} count as people there"),
    ("organizers", f"fewer than {in_words(FEWEST_KNOWN)} members are known, only where they live"),
    ("organizers", f"{SNAPSHOT_EVERY.days} days if {in_words(FEWEST_CHANGED)} members or more"),
    ("members", f"counts once {in_words(FEWEST_KNOWN)} members are known"),
    ("organizers", f"until there are {in_words(times.months(ENOUGH))} months of it"),
    ("privacy", f"of one day, which changes once in {SNAPSHOT_EVERY.days} days at most"),
    ("privacy", f"places of {SMALLEST} members or more"),
    ("decisions/rotation", f"rounded to {MINUTES_STEP}, hours of all to {HOURS_STEP}"),
    ("organizers", f"After {in_words(community.KEEP_YEARS)} years without a sign of life"),
    ("organizers", f"from {bounds.SHORTEST_KEEP} to {bounds.LONGEST_KEEP} years"),
    ("organizers", f"begins {in_words(forgetting.GRACE.days)} days later"),
    ("privacy", f"After {in_words(community.KEEP_YEARS)} years without a sign of life"),
    ("policy-template", f"{{{community.KEEP_YEARS}}} years, where it chose nothing else"),
    ("privacy", f"An answer that fewer than {SMALLEST} people gave is never shown"),
    ("privacy", f"regions with fewer than {SMALLEST} known members"),
    ("organizers", f"raises it from {SMALLEST} to {bounds.LARGEST_SMALLEST_GROUP} at most"),
    ("decisions/releases", f"again after {in_words(releases.TAKEN_FOR // HOUR)} hour"),
    ("glossary", f"up to {MOST} weekly times"),
    ("decisions/clock", f"at most {composition.LONGEST_NAP // SECOND} seconds"),
    ("decisions/imports", f"in parts of {imports.LARGEST_PART:,} people"),
    ("decisions/README", f"limiter of {processes.LIMIT} requests a second"),
    ("decisions/sending", f"at most {delivery.LEASE // SECOND} seconds"),
    ("decisions/sending", f"more than {in_words(delivery.NONCE_KNOWN // MINUTE)} minutes ago"),
    ("decisions/sending", "waits half an hour, organizers are told once"),
    ("decisions/sending", f"after {delivery.MOST_ATTEMPTS} tries it is set aside"),
    ("decisions/sending", f"while saying it, {in_words(delivery.SUSPICIOUS)} times"),
    ("operate", f"answers within {in_words(int(health.ANSWER_S))} seconds, with 200"),
    ("operate", f"has waited for more than {in_words(pulse.LATE_AFTER // MINUTE)} minutes"),
    ("operate", f"each address {server.OF_ADDRESS.a_minute:,} requests a minute"),
    ("operate", f"and {server.OF_ADDRESS.burst:,} at once, each calendar {feed.OF_TOKEN.a_minute}"),
    ("operate", f"a minute and {feed.OF_TOKEN.burst} at once, and each address"),
    ("operate", f"{server.OF_MISSES.a_minute} a minute that lead nowhere"),
]
"""(page, what it says of a rule)"""

IN_WORDS = {
    "half an hour, in decisions/sending": timedelta(minutes=30) == notices.HELD_FOR,
    "up to a day, in decisions/sending": timedelta(days=1) == delivery.LONGEST_OUTAGE,
    "a week before, in organizers and decisions/clock-changes": (
        timedelta(days=7) == clock_changes.WARNED_BEFORE
    ),
    "a week after it, of a quarter, in privacy, organizers, glossary and decisions/rotation": (
        timedelta(days=7) == FROZEN_AFTER
    ),
    "up to five weeks ahead, in decisions/clock-changes": (
        timedelta(weeks=5) == clock_changes.SHOWN_BEFORE
    ),
    "a day and an hour before, and at the start, in organizers": (
        meetings.DEFAULT_REMINDERS == "1d, 1h, start"
    ),
    "at least half of the people there, in organizers": REACHED == 0.5,
    "a tenth of the weight, in organizers": HOPED_FOR * 10 == 1,
}


@cache
def text(page: str) -> str:
    """The text of a page of `docs`, on one line."""
    return " ".join((ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("page", "stated"), STATED)
def test_a_page_says_of_a_rule_what_the_rule_says(page: str, stated: str) -> None:
    assert stated in text(page)


def test_rules_that_pages_state_in_words_are_still_so() -> None:
    assert {stated for stated, is_so in IN_WORDS.items() if not is_so} == set()
    assert read_leads(meetings.DEFAULT_REMINDERS)


def test_the_table_of_the_policy_is_what_the_program_stores() -> None:
    """`python -m sigbot.documents.personal` prints the table of today."""
    page = (ROOT / "docs/policy-template.md").read_text(encoding="utf-8")
    _, _, rest = page.partition("<!-- table -->\n")
    assert rest.partition("<!-- end -->")[0] == policy_table()


def test_every_kind_of_what_is_stored_is_explained() -> None:
    assert {*SECTIONS} == {*Section}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    """By its path from the root, from the page, or from within a package."""
    named = {code or link for code, link in FILE.findall(page.read_text(encoding="utf-8"))}
    lost = {
        name
        for name in named
        if not (ROOT / name).is_file()
        and not (page.parent / name).is_file()
        and not any((ROOT / "sigbot").rglob(name))
    }
    assert lost == set()
