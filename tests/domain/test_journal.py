"""Items of the journal club, and their tags."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given

from sigbot.domain.bounds import MOST_TAGS, TAG_LIMIT
from sigbot.domain.journal import JournalItem, read_tags
from sigbot.domain.refusals import TooLongError, TooManyError
from tests.domain.properties import quick, typed


def test_tags_are_lower_case_and_each_once() -> None:
    assert read_tags(" #NFT, defi  nft\tDeFi,#,, provider ") == ("nft", "defi", "provider")
    assert read_tags("") == ()


def test_too_many_or_too_long_tags_are_refused() -> None:
    assert len(read_tags(" ".join(f"t{n}" for n in range(MOST_TAGS)))) == MOST_TAGS
    with pytest.raises(TooManyError):
        read_tags(" ".join(f"t{n}" for n in range(MOST_TAGS + 1)))
    with pytest.raises(TooLongError):
        read_tags("x" * (TAG_LIMIT + 1))


@quick
@given(typed)
def test_tags_are_unique_words_within_their_limits(text: str) -> None:
    with suppress(TooManyError, TooLongError):
        tags = read_tags(text)
        assert len(set(tags)) == len(tags) <= MOST_TAGS
        assert all(tag and len(tag) <= TAG_LIMIT and not tag.startswith("#") for tag in tags)
        assert all(not set(tag) & set(", \n\t") for tag in tags)


def test_a_tag_cannot_leave_the_code_span_that_shows_it() -> None:
    assert all("`" not in tag for tag in read_tags("`**loud**`"))


def test_an_item_has_a_short_stable_key() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assert JournalItem(7, "https://example.org", "A paper", "", (), "Ada", at).key == "j7"
