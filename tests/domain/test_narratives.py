"""Two people who write sentences at once: nothing is overwritten unseen, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.narratives import FIELDS, Merge, marks, merge
from tests.domain.properties import quick

texts = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["", "A", "B", "C"]))


def filled(written: dict[str, str]) -> dict[str, str]:
    return {name: written.get(name, "") for name in FIELDS}


@pytest.mark.parametrize(
    ("before", "now", "mine", "result"),
    [
        ("A", "A", "B", Merge({"health": "B"}, {})),
        ("A", "B", "A", Merge({}, {})),
        ("A", "B", "B", Merge({"health": "B"}, {})),
        ("A", "B", "C", Merge({}, {"health": "C"})),
        ("", "B", "C", Merge({}, {"health": "C"})),
        ("A", "", "C", Merge({}, {"health": "C"})),
        ("A", "A", "", Merge({"health": ""}, {})),
    ],
)
def test_a_text_is_kept_unless_somebody_else_changed_it(
    before: str, now: str, mine: str, result: Merge
) -> None:
    assert merge(marks({"health": before}), {"health": now}, {"health": mine}) == result


@quick
@given(texts, texts, texts)
def test_what_somebody_changed_is_never_overwritten_by_another_text(
    before: dict[str, str], now: dict[str, str], mine: dict[str, str]
) -> None:
    opened, sent = filled(before), filled(mine)
    merged = merge(marks(opened), now, sent)
    for name, written in filled(now).items():
        kept = merged.kept.get(name, written)
        if written != opened[name]:
            assert kept == written
        if sent[name] != opened[name]:
            assert sent[name] in (kept, merged.clashes.get(name))


def test_marks_fit_into_the_id_of_a_form_and_fields_that_were_not_sent_stay() -> None:
    assert len(marks({})) == 8 * len(FIELDS) == 40
    assert merge(marks({}), {"health": "B"}, {}) == Merge({}, {})
