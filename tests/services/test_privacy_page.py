"""Every sentence of `docs/privacy.md` has a test, which is named here."""

import ast
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from sigbot.domain.community import KEEP_YEARS, SMALLEST_GROUP, Community
from sigbot.domain.members import ATTRIBUTES, Experience, SelfDescription
from sigbot.domain.releases import FEWEST_ANSWERS, WAIT_DAYS
from sigbot.services.members import about_me, describe_self, set_hours, set_timezone
from sigbot.store.database import Database
from sigbot.wording.numbers import in_words
from tests.services.world import ANA, everything, rows

ROOT = Path(__file__).parents[2]

PRIVACY, RELEASES = "services/test_privacy.py", "services/test_releases.py"
PERSONAL, MEMBERS = "services/test_personal.py", "services/test_members.py"
ORGANIZER, HERE = "attackers/test_organizer.py", "services/test_privacy_page.py"
AUTHORS = "services/test_authors.py"
DOMAIN, MEMBER = "domain/test_releases.py", "attackers/test_releases.py"

Tests = tuple[str, str] | tuple[tuple[str, str], ...]
"""The test of a sentence, as (file below `tests`, name); two where it promises two things."""

PROMISES: Mapping[str, Tests] = {
    "Your gender, region, organization and experience are asked in `/me about`, and each answer "
    "is optional.": (
        "discord/test_members.py",
        "test_nothing_in_the_form_has_to_be_answered",
    ),
    "Nothing about you is guessed.": (
        HERE,
        "test_what_somebody_did_not_say_is_not_there",
    ),
    "On this server, nobody but you sees your gender, organization or experience.": (
        (PRIVACY, "test_others_do_not_see_what_somebody_said"),
        (PRIVACY, "test_nothing_that_an_organizer_can_read_has_hours_or_answers"),
    ),
    "Organizers see your region beside your attendance.": (
        PRIVACY,
        "test_an_export_has_the_region_and_no_other_answer",
    ),
    "When you take your answers back, they are deleted.": (
        PRIVACY,
        "test_what_is_taken_back_is_gone",
    ),
    "Figures about all members are made once for each half-year, a week after its end.": (
        RELEASES,
        "test_a_release_is_made_on_the_seventh_day_and_not_before",
    ),
    "A figure is never made again, whatever you or an organizer change later.": (
        RELEASES,
        "test_nothing_that_changes_afterwards_changes_a_release",
    ),
    "Only check-ins count that you made yourself: by button, code, or voice channel.": (
        RELEASES,
        "test_marks_count_that_people_made_themselves",
    ),
    "A name in an attendance file counts only after you said in `/me show` that it is yours.": (
        RELEASES,
        "test_an_imported_name_counts_when_its_owner_says_so",
    ),
    "Organizers cannot add you or take you out.": (
        RELEASES,
        "test_no_correction_of_an_organizer_adds_or_removes_anybody",
    ),
    "An answer that fewer than 5 people gave is never shown.": (
        ("services/test_report_figures.py", "test_diversity_is_counted_over_the_general_meetings"),
        ("services/test_report_figures.py", "test_a_small_group_is_never_a_number"),
    ),
    "Nothing is shown of a question that fewer than 10 people answered.": (
        DOMAIN,
        "test_no_small_group_is_shown_and_every_answer_is_listed",
    ),
    "Every answer that is not shown reads *withheld*.": (
        ORGANIZER,
        "test_every_answer_that_is_not_shown_has_the_same_word",
    ),
    "Before figures are kept, the program checks that nobody's answer follows from all figures so"
    " far, even for members who know their own.": (
        (MEMBER, "test_nobodys_answer_follows_not_even_for_somebody_who_knows_their_own"),
        (MEMBER, "test_two_answers_follow_where_releases_are_not_checked_and_none_where_they_are"),
    ),
    "Kept for that check is how often people came, under random numbers, without answers.": (
        RELEASES,
        "test_nothing_of_a_person_is_kept_with_a_release",
    ),
    "A report names you as an author only after you entered your name or said Yes.": (
        AUTHORS,
        "test_a_member_is_named_only_after_yes_and_may_take_it_back",
    ),
    "It does not say who spoke at a meeting.": (
        AUTHORS,
        "test_no_report_says_who_spoke_at_a_meeting",
    ),
    "The person who publishes it confirms that all others agreed.": (
        "discord/test_authors.py",
        "test_an_author_answers_in_the_direct_message_and_publishing_says_who_is_named",
    ),
    "Nobody but you sees your `/me hours`; but organizers can work them out if you agreed to be a"
    " host.": (
        (HERE, "test_hours_are_in_their_own_table_only"),
        (PRIVACY, "test_nothing_that_an_organizer_can_read_has_hours_or_answers"),
    ),
    "Hosts are asked first, and count only after a Yes.": (
        "services/test_hosts.py",
        "test_hosts_are_asked_once_and_count_only_after_yes",
    ),
    "`/rotation suggest` shows regions with fewer than 5 known members as people there usually "
    "are.": (
        "attackers/test_hours.py",
        "test_suggestions_are_the_same_whenever_a_lone_member_is_free",
    ),
    "It sees the community of one day, which changes once in 30 days at most.": (
        "services/test_snapshots.py",
        "test_a_snapshot_is_kept_as_it_was_taken_and_has_no_names",
    ),
    "Late hours by region are counted once a quarter, and no organizer can change them.": (
        "attackers/test_late_hours.py",
        "test_lines_that_an_organizer_adds_before_a_quarter_is_frozen_weigh_nothing",
    ),
    "They name only regions that the figures of their half-year show.": (
        "attackers/test_late_hours.py",
        "test_a_withheld_region_was_named_from_its_fifth_member_on_and_is_not",
    ),
    "News of clock changes name places of 5 members or more.": (
        "services/test_clocks.py",
        "test_a_place_of_fewer_than_five_members_is_not_named",
    ),
    "`/me export` gives you everything stored about you, in a file that only you see.": (
        (PERSONAL, "test_the_export_has_every_exported_column_of_every_table"),
        ("discord/test_personal.py", "test_a_person_gets_everything_stored_about_them_as_a_file"),
    ),
    "`/me forget` asks first, and then erases you on this server.": (
        (PERSONAL, "test_nothing_leads_to_somebody_who_was_forgotten"),
        ("discord/test_personal.py", "test_whoever_keeps_it_is_kept"),
    ),
    "Your attendance stays, without your name.": (
        PERSONAL,
        "test_what_is_counted_stays_as_it_was",
    ),
    "Your random number leads to nobody then.": (
        RELEASES,
        "test_a_number_goes_with_its_person",
    ),
    "If you come back, you begin as a new person.": (
        PERSONAL,
        "test_whoever_comes_back_begins_anew",
    ),
    "After two years without a sign of life, a person is forgotten, unless the community chose "
    "otherwise.": (
        PERSONAL,
        "test_whoever_gave_no_sign_of_life_for_two_years_is_forgotten",
    ),
    "What was published stays published.": (
        "services/test_reports.py",
        "test_a_published_report_is_kept_as_it_went_out_and_announced",
    ),
    "The person who runs the bot can read its database, with every answer.": (
        HERE,
        "test_whoever_has_the_database_can_read_every_answer",
    ),
    "Members who tell each other their answers may find out more.": (
        MEMBER,
        "test_members_who_pool_their_answers_may_find_out_one_more",
    ),
    "Figures make it likely for some people what they said, but not certain.": (
        MEMBER,
        "test_figures_make_answers_likely_and_not_certain",
    ),
}
"""Sentence → what fails when it is broken."""


def _page() -> str:
    return (ROOT / "docs/privacy.md").read_text(encoding="utf-8")


def _sentences() -> list[str]:
    """Return the sentences of the lists, each on one line."""
    items = re.findall(r"^- (.+(?:\n  .+)*)", _page(), re.MULTILINE)
    return [" ".join(item.split()) for item in items]


def test_every_sentence_has_a_test_and_no_other() -> None:
    assert _sentences() == [*PROMISES]


def _each_test() -> list[tuple[str, str]]:
    tests: set[tuple[str, str]] = set()
    for promised in PROMISES.values():
        tests |= {pair for pair in promised if isinstance(pair, tuple)} or {promised}  # type: ignore[arg-type]
    return sorted(tests)


@pytest.mark.parametrize(("file", "name"), _each_test())
def test_the_test_of_a_sentence_is_there(file: str, name: str) -> None:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    kinds = ast.FunctionDef, ast.AsyncFunctionDef
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def test_a_member_reads_it_in_two_minutes() -> None:
    """At 240 words a minute."""
    words = [word for word in _page().split() if any(map(str.isalnum, word))]
    assert len(words) <= 480


def test_its_numbers_are_those_of_the_rules() -> None:
    page = " ".join(_page().split())
    assert f"fewer than {SMALLEST_GROUP} people gave" in page
    assert f"fewer than {FEWEST_ANSWERS} people answered" in page
    assert f"After {in_words(KEEP_YEARS)} years without a sign of life" in page
    assert WAIT_DAYS == 7, "a week after its end"


async def test_what_somebody_did_not_say_is_not_there(
    db: Database, here: Community, now: datetime
) -> None:
    """Not the region, of a time zone that was set, nor the gender, of a name."""
    await set_timezone(db, ANA, "Nairobi", now)
    await describe_self(db, ANA, {"experience": "new"}, now)
    [genders] = await rows(db, "genders")
    [said] = await rows(db, "self_descriptions")
    assert genders["gender"] is said["organization"] is said["region"] is None
    assert (await about_me(db, ANA)).description == SelfDescription(experience=Experience.NEW)
    assert set(ATTRIBUTES) == set(SelfDescription.__slots__)


async def test_hours_are_in_their_own_table_only(
    db: Database, here: Community, now: datetime
) -> None:
    await set_hours(db, ANA, "03:15", "23:45", "Sat", now)
    tables = await everything(db)
    assert [name for name, kept in tables.items() if "1425" in repr(kept)] == ["hours"]


async def test_whoever_has_the_database_can_read_every_answer(
    db: Database, here: Community, now: datetime
) -> None:
    await describe_self(db, ANA, {"gender": "female"}, now)
    async with db.read() as tx:
        joined = "SELECT name, gender FROM people JOIN genders ON people.id = genders.person_id"
        assert [*await tx.execute(text(joined))] == [("Ana", "female")]
