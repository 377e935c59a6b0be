"""Full text search: which words texts have, and what a query asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import SEARCH_LIMIT
from sigbot.domain.refusals import TooLongError
from sigbot.domain.search import LONGEST_WORD, NoWordsError, Query, folded, read_query, words_of


def finds(query: Query, words: list[str]) -> bool:
    """Compare as a database does: whole words, and the beginning of one."""
    return {*query.words} <= {*words} and any(word.startswith(query.beginning) for word in words)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Federated Learning", "federated learn"),
        ("Ménard, Łukasiewicz & Sørensen", "SORENSEN lukasiewicz menard"),
        ("Straße", "STRASSE"),
        ("COVID-19: a review", "covid-19"),
        ("ＡＩ in ﬁelds", "ai field"),
        ("İstanbul'da ılık", "istanbul ilik"),
        ("Ἀριστοτέλης ΛΌΓΟΣ", "λογος αριστοτελης"),
        ("שָׁלוֹם", "שלום"),
        ("مُحَمَّد", "محمد"),
        ("機械学習によるがん診断", "学習 がん"),
        ("深度学习在5G网络中", "5G网络"),
        ("인공지능은", "인공지능"),
        ("ปัญญาประดิษฐ์", "ปัญญา"),
        ("हिन्दी में शोध", "हिन्दी"),
        ("か゚ガ", "ガ"),
    ],
)
def test_a_text_is_found_however_it_is_typed(text: str, asked: str) -> None:
    assert finds(read_query(asked), words_of([text]))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("federated learning", "learn federate"),  # only the last word may be begun
        ("federated learning", "deep learning"),
        ("機械学習", "機習"),
        ("がん", "かん"),
        ("हिन्दी", "हन्द"),
        ("naïve", "native"),
    ],
)
def test_another_word_is_not_found(text: str, asked: str) -> None:
    assert not finds(read_query(asked), words_of([text]))


@pytest.mark.parametrize("text", ["", " ", "\"'*", "AND*".replace("AND", "-"), "§ %_", "\ud800"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(NoWordsError):
        read_query(text)


def test_a_query_has_a_bound() -> None:
    assert read_query("x" * SEARCH_LIMIT).beginning == "x" * LONGEST_WORD
    with pytest.raises(TooLongError):
        read_query("x" * (SEARCH_LIMIT + 1))


@given(st.text(max_size=40))
def test_words_are_made_of_letters_digits_and_marks_alone(text: str) -> None:
    """So no sign in them can mean anything to a database."""
    for word in words_of([text]):
        assert word
        assert len(word) <= LONGEST_WORD
        assert not {*word} & {*"\"'*:&|!()<>\\§ \t\n\0-^~#"}


@given(st.text(max_size=40))
def test_a_text_finds_itself_and_a_query_reads_back(text: str) -> None:
    words = words_of([text])
    if words:
        query = read_query(text)
        assert finds(query, words)
        assert read_query(query.text) == query
    assert folded(folded(text)) == folded(text)
