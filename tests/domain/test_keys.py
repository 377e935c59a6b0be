"""Short keys of what people name: a letter and an id."""

import re
from collections import defaultdict
from pathlib import Path

from sigbot.domain.community import Subgroup
from sigbot.domain.keys import find_begun

DOMAIN = Path(__file__).parents[2] / "sigbot" / "domain"
KEY = re.compile(r'return f"([a-z])\{(?:self\.id|\w+_id)\}"')


def test_no_two_nouns_have_keys_of_one_letter() -> None:
    modules = defaultdict(set)
    for path in DOMAIN.rglob("*.py"):
        for letter in KEY.findall(path.read_text(encoding="utf-8")):
            modules[letter].add(path.stem)
    assert len(modules) >= 8
    assert {letter: names for letter, names in modules.items() if len(names) > 1} == {}


def test_the_beginning_of_a_title_is_enough_where_only_one_begins_with_it() -> None:
    haiku, novel, haikus = (
        Subgroup(number, name) for number, name in enumerate(("Haiku group", "Novels", "Haiku"))
    )
    groups = [haiku, novel, haikus]
    assert find_begun(groups, "haiku") == haikus
    assert find_begun(groups, " haiku G") == haiku
    assert find_begun(groups, "nov") == novel
    assert find_begun(groups, "g1") == novel
    for unclear in ("hai", "", " ", "x"):
        assert find_begun(groups, unclear) is None
