"""Everything else that is said: whole sentences, for empty, usual and hostile things alike."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from sigbot.domain.attendance import Source
from sigbot.domain.attendance_files.reviews import Written
from sigbot.domain.community import Community, SetupOutcome, SetupStep
from sigbot.domain.hours import USUAL, Hours
from sigbot.domain.journal import (
    ItemStatus,
    ItemStory,
    JournalItem,
    Pick,
    Shared,
    SharedAs,
    Sibling,
)
from sigbot.domain.journal_lists import PAGE_ITEMS, ItemPage, JournalFormat, Wanted
from sigbot.domain.members import ATTRIBUTES, Person, SelfDescription
from sigbot.domain.opinions import Share, Sums, Tally
from sigbot.domain.outbox import Topic
from sigbot.domain.periods import read_period
from sigbot.domain.permissions import Permission
from sigbot.domain.picks import (
    DiscussedError,
    ManyPicksError,
    NotYoursError,
    OverError,
    Picked,
    SameItemError,
    TwoWorksError,
    Volunteered,
)
from sigbot.domain.refusals import RefusedError
from sigbot.domain.search import read_query
from sigbot.wording import (
    activity,
    attendance,
    community,
    help,  # noqa: A004  (a noun of the house)
    import_reviews,
    journal,
    journal_lists,
    members,
    outbox,
    picks,
    plans,
    refusals,
    voice,
)
from tests.domain.material import TODAY
from tests.domain.properties import quick, typed
from tests.wording.healthcare import (
    ACTIVITY,
    ADA,
    ATTENDANCES,
    BARE_COMMUNITY,
    COMMUNITY,
    HOSTILE,
    ITEM,
    LONG,
    MEETING,
    NOBODY_YET,
    PATIENT,
    PAYER,
    RETIRED,
    WORK,
)

H1 = read_period("H1 2021", TODAY)
EVENINGS = Hours(18 * 60, 60, (0, 1, 2, 3, 5))
BARE_ITEM = replace(ITEM, note="", tags=())
PAPER_ITEM = replace(
    ITEM,
    authors=("Ada Lovelace", "Ben Ito", "Chen Wei", "Dora"),
    venue="Journal of Notes",
    year=2021,
    abstract_link="https://example.org/abstract",
    open_copy="https://example.org/copy",
    licence="CC BY 4.0",
    is_retracted=True,
    status=ItemStatus.PICKED,
    votes=12,
)
PICK = Pick(1, 1, 1, "General Meeting", MEETING.starts_at)
REFUSED_PICKS: list[RefusedError] = [
    OverError(),
    ManyPicksError(),
    SameItemError(),
    TwoWorksError("doi:10.1000/1", "doi:10.1000/2"),
    NotYoursError(),
    DiscussedError(),
]
SIBLINGS = (
    Sibling("A preprint", "j3", is_preprint=True),
    Sibling("An article", "j4", is_preprint=False),
)

FOUND = Wanted(query=read_query("federated learning"))
PICKED = Wanted(status=ItemStatus.PICKED)


def item_page(*items: JournalItem, wanted: Wanted = FOUND) -> ItemPage:
    return ItemPage(wanted, items, 0, len(items))


FAILED = [outbox.failed("E", for_ever=for_ever) for for_ever in (True, False)]

PINGING = replace(COMMUNITY, ping_role_id=7)

SAID = {
    "activity": [
        activity.added(ACTIVITY),
        activity.removed(ACTIVITY),
        activity.listing([]),
        activity.listing([ACTIVITY] * 30),
        activity.choice(ACTIVITY),
    ],
    "attendance": [
        attendance.checked_in(MEETING, first=True),
        attendance.checked_in(MEETING, first=False),
        attendance.title(MEETING),
        attendance.subtitle(MEETING),
        attendance.people([]),
        attendance.namesake("Ada"),
        attendance.people(ATTENDANCES[:1]),
        attendance.people(ATTENDANCES * 20),
        *(attendance.brief([("Ana", 9), ("Bo", 0)], so_far=so_far) for so_far in (True, False)),
        attendance.brief([("Ana", 9)] * 30, so_far=False),
        *(attendance.code(MEETING, "012345", has_qr=has_qr) for has_qr in (True, False)),
        *(attendance.code_alt(MEETING, "012345", has_qr=has_qr) for has_qr in (True, False)),
        *(attendance.added("Ana", MEETING, changed=changed) for changed in (True, False)),
        *(attendance.removed("Ana", MEETING, changed=changed) for changed in (True, False)),
        *(attendance.linked("An", "Ana", count, fresh=True) for count in (0, 1, 2)),
        attendance.linked("An", "Ana", 2, fresh=False),
        attendance.unlinked("An"),
        attendance.is_it_you("An"),
        attendance.is_it_them("An"),
        attendance.claimed("An"),
        attendance.exported(H1, 0),
        *(attendance.exported(H1, count, for_programs=True) for count in (0, 1, 2)),
        attendance.exported(H1, 1200),
    ],
    "community": [
        *(
            community.set_up(PINGING, [*SetupStep], (), outcome, may_ping=False)
            for outcome in SetupOutcome
        ),
        community.set_up(BARE_COMMUNITY, (), [*Permission], SetupOutcome.SAME, may_ping=True),
        community.set_up(COMMUNITY, [*SetupStep], [*Permission], SetupOutcome.SAME, may_ping=True),
        community.title(COMMUNITY),
        community.description(COMMUNITY),
        community.description(BARE_COMMUNITY),
        community.facts(COMMUNITY),
        community.facts(BARE_COMMUNITY),
        community.subgroups(()),
        community.subgroups((PAYER, PATIENT, RETIRED)),
        community.failures(tuple((topic, outbox.NO_CHANNEL) for topic in (*Topic, "unknown"))),
        *(community.joined(PAYER, new=new) for new in (True, False)),
        *(community.left(PAYER, was_in=was_in) for was_in in (True, False)),
        community.subgroup_added(PAYER, COMMUNITY, None, may_ping=False),
        community.subgroup_added(PAYER, COMMUNITY, 5, may_ping=True),
        community.subgroup_added(PAYER, COMMUNITY, 5, may_ping=False),
        community.subgroup_retired(PAYER),
    ],
    "import_reviews": [
        import_reviews.title(MEETING),
        *(import_reviews.writing(Written(MEETING, 5_000, done)) for done in (0, 2_000)),
        *(import_reviews.written(Written(MEETING, 3, 3, listed)) for listed in (0, 1, 2, 3)),
        import_reviews.CHANGED,
        import_reviews.DROPPED,
    ],
    "help": [help.text(topic) for topic in (*help.TOPICS, "unknown", "")],
    "picks": [
        picks.picked(Picked(PAPER_ITEM, MEETING)),
        picks.picked(Picked(PAPER_ITEM, MEETING, "", ("Ada", "Ben"))),
        picks.picked(Picked(PAPER_ITEM, MEETING, "Ada", ("Ben", "Dora"))),
        picks.volunteered(Volunteered(PAPER_ITEM)),
        picks.volunteered(Volunteered(PAPER_ITEM, PICK, presents=True)),
        picks.volunteered(Volunteered(PAPER_ITEM, replace(PICK, presenter="Ada"))),
        picks.discussed(replace(PAPER_ITEM, discussed_at=MEETING.starts_at)),
        picks.discussed(replace(PAPER_ITEM, discussed_at=MEETING.starts_at, summary="Good.")),
        *(picks.on_report(replace(PAPER_ITEM, is_listed=listed)) for listed in (True, False)),
        picks.merged(PAPER_ITEM),
        picks.remove(PAPER_ITEM),
        picks.remove(replace(PAPER_ITEM, votes=1)),
        picks.removed(PAPER_ITEM),
        *picks.history((PICK, replace(PICK, presenter="Ada")), "We agreed."),
        *picks.history(
            (
                replace(PICK, is_discussed=True, sums=Sums(Tally(4, 7), Tally(Share.MOST, 7))),
                replace(PICK, is_discussed=True, presenter="Ada"),
            ),
            "",
        ),
        picks.KEPT,
        *(refusals.sentence(error) for error in REFUSED_PICKS),
    ],
    "journal": [
        *(journal.shared(Shared(ITEM, outcome)) for outcome in SharedAs),
        journal.announced(ITEM),
        journal.announced(PAPER_ITEM),
        journal.story(ItemStory(PAPER_ITEM, ("doi:10.1000/182",), ("Ada",) * 12, SIBLINGS)),
        journal.story(ItemStory(replace(ITEM, authors=("Ada", "Ben"), year=2021), (), ("Ada",))),
        journal.source_of(replace(ITEM, year=2021)),
        *(journal.votes_of(replace(ITEM, votes=votes)) for votes in range(3)),
        *(journal.vote_label(votes) for votes in range(2)),
        journal.WHICH_LINK,
        journal.choice("A title"),
        journal.item_label(ITEM),
    ],
    "journal_lists": [
        *(
            say(page)
            for page in (
                *(item_page(*[ITEM] * count, wanted=Wanted()) for count in range(3)),
                *(item_page(*[ITEM] * count, wanted=FOUND) for count in range(3)),
                *(item_page(*[ITEM] * count, wanted=PICKED) for count in range(3)),
            )
            for say in (journal_lists.title, journal_lists.count)
        ),
        *(
            journal_lists.listing(item_page(*items))
            for items in (
                [ITEM, BARE_ITEM, replace(PAPER_ITEM, note=""), replace(ITEM, tags=(), votes=1)],
                [replace(ITEM, note="why " * 70, tags=("a" * 30,) * 10)] * PAGE_ITEMS,
                [replace(ITEM, link=ITEM.link + "x" * 480)] * PAGE_ITEMS,
            )
        ),
        journal_lists.only_first(replace(item_page(ITEM), total=99)),
        *(
            journal_lists.exported(period, kind, count)
            for period in (None, H1)
            for kind in JournalFormat
            for count in (1, 2_000)
        ),
        *(journal_lists.nothing_to_export(period) for period in (None, H1)),
    ],
    "members": [
        members.timezone_set("America/New_York", "11:00"),
        *(members.about_saved(said) for said in (None, SelfDescription())),
        members.about_saved(ADA.description),
        *(members.facts(about) for about in (ADA, NOBODY_YET)),
        members.said(ADA),
        *(members.facts(replace(ADA, hours=EVENINGS, burden=(n, 90 * n))) for n in (0, 1, 2)),
        *(
            members.hours_set(said, has_zone=on)
            for said in (EVENINGS, None)
            for on in (True, False)
        ),
        members.consent(ADA),
        members.consent(NOBODY_YET),
    ],
    "outbox": [
        *(outbox.topic_name(topic) for topic in (*Topic, "unknown")),
        *(outbox.refused(code) for code in (50013, 10008, 1)),
        *FAILED,
    ],
    "plans": [
        plans.added(WORK),
        plans.updated(WORK),
        plans.listing([]),
        plans.listing([WORK, replace(WORK, due=None)] * 20),
        plans.choice(WORK),
    ],
    "voice": [say(wanted=on) for on in (True, False) for say in (voice.voice_set, voice.line)],
}


@pytest.mark.parametrize("noun", SAID)
def test_what_is_said_has_no_holes_and_no_double_spaces(noun: str) -> None:
    for text in SAID[noun]:
        assert "{" not in text
        assert "}" not in text
        assert "  " not in text
        assert "None" not in text
        assert "****" not in text
        assert all(line == line.strip() for line in text.splitlines())


def test_only_what_is_empty_says_nothing() -> None:
    silent = [noun for noun, texts in SAID.items() for text in texts if not text]
    assert silent == ["community"]  # a description that nobody gave


def test_long_lists_end_with_how_many_more_there_are() -> None:
    assert activity.listing([ACTIVITY] * 30).endswith("and 12 more")
    assert plans.listing([WORK] * 26).endswith("and 8 more")
    assert "and 89 more;" in attendance.people(ATTENDANCES * 20)
    assert attendance.brief([("Ana", 9)] * 30, so_far=True).endswith("Ana (9 min), and 12 more")


def test_one_is_not_many() -> None:
    assert attendance.people(ATTENDANCES[:1]).startswith("**1** person")
    assert attendance.people(ATTENDANCES[:2]).startswith("**2** people")
    assert "- **Patient**, 1 member\n" in community.subgroups((PATIENT, RETIRED))
    assert "- **Payer**, 4 members" in community.subgroups((PAYER,))
    assert attendance.linked("An", "Ana", 1, fresh=True).endswith("It was seen at 1 meeting.")
    assert attendance.linked("An", "Ana", 2, fresh=True).endswith("It was seen at 2 meetings.")


def test_nobody_is_too_brief_without_a_word() -> None:
    assert attendance.brief([], so_far=True) == attendance.brief([], so_far=False) == ""


def test_a_code_is_shown_in_two_groups_for_reading_it_aloud() -> None:
    assert attendance.code(MEETING, "012345", has_qr=False).startswith("# 012 345\n")


def test_one_row_is_not_many() -> None:
    assert "1 rows" not in attendance.exported(H1, 1)
    assert "spreadsheet" not in attendance.exported(H1, 2, for_programs=True)


def test_every_source_and_attribute_has_its_words() -> None:
    assert set(attendance.SOURCES) == set(Source)
    assert set(members.FIELDS) == set(ATTRIBUTES)
    for answers in ATTRIBUTES.values():
        assert all(1 <= len(members.answer_label(answer)) <= 100 for answer in answers)
    assert all(1 <= len(label) <= 45 for label in members.FIELDS.values())


def test_only_oneself_is_shown_ones_answers_and_what_was_not_said() -> None:
    assert "**Gender** Female" in members.said(ADA)
    assert members.said(NOBODY_YET) == ""
    gender = replace(NOBODY_YET, description=SelfDescription(ADA.description.gender))
    assert members.said(gender).count("not stated") == len(ATTRIBUTES) - 1
    assert "`/me timezone`" in members.facts(NOBODY_YET)
    assert members.consent(ADA).startswith("-# You agreed to be counted <t:")


def test_ones_own_hours_and_late_hours_are_shown_in_words() -> None:
    shown = members.facts(replace(ADA, hours=EVENINGS, burden=(2, 180)))
    assert "**Hours that suit you** 18:00 to 01:00, Mon, Tue, Wed, Thu, Sat\n" in shown
    assert shown.endswith("**Late or early hours so far** 3 h in 2 meetings")
    assert "1 h 30 min in 1 meeting" in members.facts(replace(ADA, burden=(1, 90)))
    assert members.facts(replace(ADA, burden=(0, 0))).endswith("so far** none")
    assert "`/me hours`" in members.facts(NOBODY_YET)
    assert members.facts(NOBODY_YET).endswith("`/me timezone` tells me your clock")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((0, 1, 2, 3, 4), "Mon to Fri"),
        ((0, 1, 2, 3, 4, 5, 6), "every day"),
        ((5, 6), "Sat, Sun"),
        ((0, 2, 4), "Mon, Wed, Fri"),
        ((6,), "Sun"),
    ],
)
def test_days_are_said_in_words(days: tuple[int, ...], words: str) -> None:
    assert members.days(days) == words


def test_the_usual_hours_are_said_alike_everywhere() -> None:
    assert f"**Hours that suit you** {members.hours(USUAL)}, as" in members.facts(NOBODY_YET)
    assert f"usual hours: {members.hours(USUAL)}." in members.hours_set(None, has_zone=True)
    assert "`/me timezone`" in members.hours_set(USUAL, has_zone=False)


def test_every_topic_of_help_has_its_own_text_and_no_command_in_vain() -> None:
    assert len({help.text(topic) for topic in help.TOPICS}) == len(help.TOPICS)
    assert set(help.TEXTS) == set(help.TOPICS)
    assert help.text("unknown") == help.text("start")
    assert all(len(help.text(topic)) < 2000 for topic in help.TOPICS)


def test_a_failed_message_says_what_organizers_can_do() -> None:
    assert "allow me" in outbox.refused(50001) == outbox.refused(50013)
    assert "`/sig setup`" in outbox.refused(10003)
    assert "(code 40005)" in outbox.refused(40005)


def about(text: str) -> list[tuple[str, int]]:
    """(what is said about things that somebody named `text`, its number of lines)."""
    item = replace(ITEM, title=text, note=text, shared_by=text, tags=())
    group, of = replace(PAYER, name=text), replace(COMMUNITY, name=text)
    person = Person(1, text)
    return [
        (activity.added(replace(ACTIVITY, title=text)), 1),
        (activity.listing([replace(ACTIVITY, title=text)] * 3), 3),
        (plans.added(replace(WORK, title=text)), 1),
        (plans.listing([replace(WORK, title=text)] * 3), 3),
        (attendance.checked_in(replace(MEETING, title=text), first=True), 1),
        (attendance.people([replace(ATTENDANCES[1], person=text)] * 2), 3),
        (attendance.brief([(text, 3)] * 2, so_far=True).removeprefix("-# "), 1),
        (
            attendance.code(replace(MEETING, title=text), "012345", has_qr=True).removeprefix("# "),
            2,
        ),
        (attendance.added(text, replace(MEETING, title=text), changed=True), 1),
        (attendance.removed(text, replace(MEETING, title=text), changed=False), 1),
        (attendance.linked(text, text, 1, fresh=True), 1),
        (attendance.unlinked(text), 1),
        (import_reviews.written(Written(replace(MEETING, title=text), 2, 2, 2)), 2),
        (community.joined(group, new=True), 1),
        (community.subgroups((group, replace(group, retired=True))), 3),
        (community.set_up(of, [*SetupStep], (), SetupOutcome.SAME, may_ping=True), 2),
        (journal.shared(Shared(item, SharedAs.KNOWN)), 1),
        (journal_lists.listing(item_page(item)), 3 if text else 2),
        (members.facts(replace(ADA, person=person, subgroups=(text,))), 11),
    ]


def check_layout(text: str) -> None:
    for said, lines in about(text):
        assert len(said.splitlines()) == lines, said
        assert not said.lstrip("-").startswith("# "), said


@pytest.mark.parametrize(
    "text", [HOSTILE, LONG, "# heading", "- item", "> quote", "1. one", "<@1>"]
)
def test_hostile_names_do_not_change_the_layout(text: str) -> None:
    check_layout(text)


@quick
@given(typed.map(str.strip).filter(lambda text: text.isprintable()))
def test_no_name_changes_the_layout(text: str) -> None:
    check_layout(text)


ARABIC = "محمد العلي"
TURNED = re.compile(r"[\u0590-\u08ff][^A-Za-z\u200e\u2069]*(?:<t:|\d)")
"""A time or number right behind a name of the other direction is drawn on its other side."""


@pytest.mark.parametrize(
    "said",
    [
        attendance.people([replace(ATTENDANCES[3], person=ARABIC)]),
        attendance.brief([(ARABIC, 4)], so_far=False),
    ],
    ids=["people", "brief"],
)
def test_a_name_that_is_read_from_the_right_turns_nothing_around_it(said: str) -> None:
    assert ARABIC in said
    assert not TURNED.search(said)


CHOICES: list[Callable[[str], str]] = [
    lambda text: activity.choice(replace(ACTIVITY, title=text)),
    lambda text: plans.choice(replace(WORK, title=text)),
]


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("text", ["x", LONG, HOSTILE])
def test_a_choice_fits_an_autocomplete_list(choice: Callable[[str], str], text: str) -> None:
    assert 1 <= len(choice(text)) <= 100


def test_a_link_in_the_journal_stays_one_link() -> None:
    assert "(<https://example.org/paper_(1%29>)" in journal_lists.listing(item_page(ITEM))


def test_a_community_without_anything_says_how_to_go_on() -> None:
    assert isinstance(BARE_COMMUNITY, Community)
    assert "no channel yet" in community.facts(BARE_COMMUNITY)
    assert "people who may manage this server" in community.facts(BARE_COMMUNITY)
    assert "`/sig subgroup add`" in community.subgroups(())
