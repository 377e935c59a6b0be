"""Every refusal has one sentence that says what to do next."""

import inspect
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import product

import pytest
from hypothesis import given

from sigbot import domain
from sigbot.domain import backups
from sigbot.domain import refusals as r
from sigbot.domain.attendance_files import ChangedSinceImportError
from sigbot.domain.backups import NotDoneError
from sigbot.domain.bounds import FullError
from sigbot.domain.days import AmbiguousDateError
from sigbot.domain.issues import UnreadIssuesError
from sigbot.domain.members import AlikeNamesError
from sigbot.domain.notes import NotesRefusedError
from sigbot.domain.periods import named_period
from sigbot.domain.plans import WorkStatus
from sigbot.domain.report_data import ReportTemplate
from sigbot.domain.reports import FuturePeriodError
from sigbot.domain.rotation.model import ConstraintName
from sigbot.domain.text_files import Fault, FaultCode
from sigbot.wording import Table, collected, lists
from sigbot.wording.bounds import FULL
from sigbot.wording.imports import WHY
from sigbot.wording.refusals import (
    IN_THE_WAY,
    UNREADABLE_HOURS,
    hint,
    sentence,
    unexpected,
)
from tests.domain.properties import quick, typed
from tests.wording.healthcare import HOSTILE, LONG

AT = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
TYPED = ("CST", "", "x", "next wensday at 11", LONG, HOSTILE, "_" * 500, "{text} {0} {", "%s")

REFUSED = {*WHY, "download"} - {"date_order", "names"}
"""Codes of files that are refused, not asked about."""

NOUNS, FIELDS, VOCABULARIES = (
    collected(Table.NOUNS),
    collected(Table.FIELDS),
    collected(Table.VOCABULARIES),
)


def leaves(refusal: type[r.RefusedError]) -> Iterator[type[r.RefusedError]]:
    """Yield the program's refusals that have no others below them."""
    below = [kind for kind in refusal.__subclasses__() if kind.__module__.startswith("sigbot.")]
    for kind in below:
        yield from leaves(kind)
    if not below:
        yield refusal


for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
    import_module(module.name)
LEAVES = [*leaves(r.RefusedError)]

OTHERS: dict[type[r.RefusedError], list[r.RefusedError]] = {
    r.ZoneConflictError: [r.ZoneConflictError(AT, "Europe/Berlin")],
    r.NotOfferedError: [
        r.NotOfferedError(vocabulary, text) for vocabulary in VOCABULARIES for text in TYPED
    ],
    r.AmbiguousZoneError: [
        r.AmbiguousZoneError(text, ("America/Chicago", "Asia/Shanghai", "America/Havana"))
        for text in TYPED
    ],
    r.FixedOffsetError: [
        r.FixedOffsetError(text, suggest)
        for text in TYPED
        for suggest in (None, "America/Argentina/Buenos_Aires")
    ],
    r.FixedDaysError: [r.FixedDaysError("FREQ=WEEKLY;BYDAY=MO,WE")],
    r.FarFutureError: [r.FarFutureError(datetime.max.replace(tzinfo=UTC))],
    r.DurationError: [r.DurationError(minutes) for minutes in (-5, 0, 721, 2400, 159_939)],
    r.FileRefusedError: [
        *(r.FileRefusedError(code, (text, "b")) for code in REFUSED for text in TYPED),
        r.FileRefusedError("unknown"),
        r.FileRefusedError("binary", ("excel",)),
    ],
    NotesRefusedError: [
        *(NotesRefusedError(Fault(code)) for code in {*FaultCode} - {FaultCode.BINARY}),
        NotesRefusedError(Fault(FaultCode.BINARY, "excel")),
    ],
    r.UnreadableHoursError: [
        r.UnreadableHoursError(what, text) for what in UNREADABLE_HOURS for text in TYPED
    ],
    r.RotationFileError: [r.RotationFileError("year_start", text) for text in TYPED],
    r.UnknownClockError: [r.UnknownClockError(text) for text in TYPED],
    r.NoRotationError: [
        *(r.NoRotationError((name,), 2) for name in IN_THE_WAY),
        r.NoRotationError(tuple(IN_THE_WAY), 4),
    ],
    ChangedSinceImportError: [
        ChangedSinceImportError(names) for names in (("Ann Lee",), ("Ann Lee", "Bo", 5 * "Black"))
    ],
    AlikeNamesError: [AlikeNamesError(text, ("Ann Lee", "Ann " + 5 * "Black")) for text in TYPED],
    AmbiguousDateError: [
        AmbiguousDateError(text, (date(2026, 3, 4), date(2026, 4, 3))) for text in TYPED
    ],
    NotDoneError: [NotDoneError(fault, text) for fault in backups.Fault for text in TYPED],
    FullError: [FullError(noun, limit) for noun in FULL for limit in (50, 2_000)],
    UnreadIssuesError: [
        UnreadIssuesError(count, named_period(AT.date(), AT.date()), ReportTemplate.TOC)
        for count in (0, 1, 10, 123_456)
    ],
    FuturePeriodError: [FuturePeriodError("H1 2031", date(2031, 1, 1))],
    r.EmptyPeriodError: [r.EmptyPeriodError("2021-01-01..2021-06-30")],
}


USUAL: dict[type, tuple[object, ...]] = {
    str: TYPED,
    int: (0, 10, 123_456),
    datetime: (AT,),
    date: (AT.date(),),
}
"""What a refusal is tried with, by the type that its parameter says."""


def instances(kind: type[r.RefusedError]) -> list[r.RefusedError]:
    """Return refusals of a kind: those that are listed, else by what its parameters say."""
    if kind in OTHERS:
        return OTHERS[kind]
    _, *parameters = inspect.signature(kind.__init__).parameters.values()
    named = [each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    return [kind(*values) for values in product(*map(values_of, named))]


def values_of(parameter: inspect.Parameter) -> tuple[object, ...]:
    words = {"noun": tuple(NOUNS), "field": tuple(FIELDS)}
    return words.get(parameter.name) or USUAL[parameter.annotation]


ALL = [error for leaf in LEAVES for error in instances(leaf)]


@pytest.mark.parametrize("leaf", [*LEAVES, r.PastError, r.UnreadableWhenError])
def test_every_leaf_of_the_tree_has_a_sentence_of_two_lines_at_most(
    leaf: type[r.RefusedError],
) -> None:
    for error in instances(leaf):
        text = sentence(error)
        assert text.endswith((".", "!", "?")), text
        assert text[0].isupper() or text[0] in "“<", text
        assert len(text.splitlines()) <= 2
        assert len(text) < 400


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[r.RefusedError]]:
    """A refusal, a noun and a field that the module of a feature brings."""

    class FullError(r.RefusedError):
        pass

    tables: dict[Table, dict[object, object]] = {
        Table.REFUSALS: {FullError: lambda _: "The list is full."},
        Table.NOUNS: {"list": "list"},
        Table.A_NOUN: {"list": "a list"},
        Table.FIELDS: {"motto": "motto"},
    }
    for table, words in tables.items():
        monkeypatch.setattr(lists, table, words, raising=False)
    collected.cache_clear()
    yield FullError
    monkeypatch.undo()
    collected.cache_clear()


def test_a_feature_brings_its_own_sentences_and_words(brought: type[r.RefusedError]) -> None:
    assert sentence(brought()) == "The list is full."
    assert sentence(r.NotFoundError("list", "x")).startswith("I can't find a list “x” here.")
    assert sentence(r.AlreadyThereError("list", "x")).startswith("There is already a list “x”.")
    assert sentence(r.EmptyError("motto")) == "The motto can't be empty."


@pytest.mark.parametrize("error", [r.NotFoundError("list", ""), r.EmptyError("motto")])
def test_a_word_that_nobody_brings_is_a_bug_that_shows(error: r.RefusedError) -> None:
    with pytest.raises(KeyError):
        sentence(error)


def test_every_noun_has_its_article() -> None:
    assert set(collected(Table.A_NOUN)) == set(NOUNS)


def test_every_constraint_of_a_rotation_has_its_words() -> None:
    assert set(IN_THE_WAY) == set(ConstraintName)


def test_no_sentence_shows_a_hole_of_its_template() -> None:
    for error in ALL:
        if "{" not in str(error.args):
            assert "{" not in sentence(error)
            assert "}" not in sentence(error)
            assert "  " not in sentence(error)
            assert "None" not in sentence(error)


def test_braces_that_somebody_typed_are_shown_as_typed() -> None:
    assert "“{text} {0} {”" in sentence(r.UnreadableWhenError("{text} {0} {"))


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (r.UnreadableWhenError("soon"), "`Wednesday 11am`"),
        (r.UnreadablePeriodError("H3 2021"), "`last 6 months`"),
        (r.UnknownZoneError("Mars"), "`Nairobi`"),
        (r.BackwardPeriodError("2021-06-30..2021-01-01"), "swap"),
        (r.DurationError(2400), "5 min to 12 h, not 40 h"),
        (r.DurationError(0), "0 min"),
        (
            r.TooLongError("title", 5000, 200),
            "has 5,000 characters; please keep it to 200",
        ),
        (r.FixedOffsetError("EST", "America/New_York"), "Did you mean `America/New_York`?"),
        (r.TooFrequentRepeatError("FREQ=HOURLY"), "more than once a day"),
        (r.NotOfferedError(WorkStatus, "x"), "“x” as the status of planned work"),
        (r.NotOfferedError(WorkStatus, "x"), ": `planned`, `active`, `done`, `dropped`."),
        (r.NotFoundError("work", "x"), "planned work “x”"),
        (r.NotFoundError("suggestion", "D"), "a suggestion “D”"),
        (r.UnreadableHoursError("time", "soon"), "“soon” as a time of day"),
        (r.UnreadableHoursError("days", "soon"), "like `Mon-Fri`"),
        (r.UnreadableHoursError("distance", "soon"), "from 0 to 84"),
        (r.NoRotationSeriesError(), "once a week or less often"),
        (r.RotatingError(), "`scope: this`"),
        (r.RotationBegunError(), "`/rotation suggest`"),
        (r.RotationFileError("slots", "Mon"), "In `slots` of the file"),
        (r.NoRotationError(("quorum", "separation"), 3), "enough people in every week; the small"),
    ],
)
def test_a_sentence_says_what_was_wrong_and_what_to_do(error: r.RefusedError, says: str) -> None:
    assert says in sentence(error)


@quick
@given(typed)
def test_what_somebody_typed_cannot_break_a_sentence(text: str) -> None:
    for error in (r.UnreadableWhenError(text), r.NotFoundError("meeting", text)):
        said = sentence(error)
        assert len(said.splitlines()) == 1
        assert said.startswith("I ")
        assert said.count("<") == said.count("\\<")


def test_a_hint_fits_an_autocomplete_list() -> None:
    for error in ALL:
        assert 1 <= len(hint(error)) <= 100
        assert "`" not in hint(error)
        assert "\n" not in hint(error)


def test_a_hint_is_for_a_place_without_markdown() -> None:
    assert hint(r.UnknownZoneError("new_yrk")).startswith("I do not know a time zone “new_yrk”.")


def test_an_unexpected_error_shows_its_reference_and_blames_nobody() -> None:
    assert "`A1B2C3`" in unexpected("A1B2C3")
    assert unexpected("A1B2C3").endswith("`")
