"""The tree of refusals is drawn as it is."""

import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sigbot.domain import refusals
from sigbot.domain.refusals import NotFoundError, RefusedError, TooLongError, UnreadableError

CLASSES = {
    name: found
    for name, found in inspect.getmembers(refusals, inspect.isclass)
    if issubclass(found, Exception)
}


def drawn() -> Iterator[tuple[str, str | None]]:
    """(class, parent) as the docstring draws them."""
    above: list[str] = []
    for line in inspect.cleandoc(refusals.__doc__ or "").splitlines():
        match = re.match(r"(?P<stem>[│├└─ ]*)(?P<names>\w+Error(?: / \w+Error)*)", line)
        if match is None:
            continue
        depth = len(match["stem"]) // 4
        first, *more = match["names"].split(" / ")
        above[depth:] = [first]
        yield first, above[depth - 1] if depth else None
        yield from ((name, first) for name in more)


def test_the_docstring_draws_every_refusal_once_and_no_other() -> None:
    names = [name for name, _ in drawn()]
    assert sorted(names) == sorted(CLASSES)


def test_the_docstring_draws_every_refusal_below_its_parent() -> None:
    parents = {name: parent for name, parent in drawn() if parent}
    assert parents == {
        name: found.__bases__[0].__name__
        for name, found in CLASSES.items()
        if found is not RefusedError
    }


def test_every_refusal_is_caught_as_one() -> None:
    assert all(issubclass(found, RefusedError) for found in CLASSES.values())


def test_a_refusal_carries_its_data_and_not_a_sentence() -> None:
    missing, long = NotFoundError("meeting", "m7"), TooLongError("title", 5000, 200)
    assert (missing.noun, missing.text) == ("meeting", "m7")
    assert (long.field, long.length, long.limit) == ("title", 5000, 200)
    assert refusals.PastError(datetime(2021, 1, 1, tzinfo=UTC)).at.year == 2021


def test_all_that_could_not_be_read_is_caught_together_with_what_was_typed() -> None:
    with pytest.raises(UnreadableError) as refused:
        raise refusals.UnreadablePeriodError("H3 2021")
    assert refused.value.text == "H3 2021"
