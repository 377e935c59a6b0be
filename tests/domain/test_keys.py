"""Short keys of what people name: a letter and an id."""

import re
from collections import defaultdict
from pathlib import Path

DOMAIN = Path(__file__).parents[2] / "sigbot" / "domain"
KEY = re.compile(r'return f"([a-z])\{(?:self\.id|\w+_id)\}"')


def test_no_two_nouns_have_keys_of_one_letter() -> None:
    modules = defaultdict(set)
    for path in DOMAIN.rglob("*.py"):
        for letter in KEY.findall(path.read_text(encoding="utf-8")):
            modules[letter].add(path.stem)
    assert len(modules) >= 8
    assert {letter: names for letter, names in modules.items() if len(names) > 1} == {}
