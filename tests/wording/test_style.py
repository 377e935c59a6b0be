"""No sentence has what `docs/style.md` bans."""

import ast
import re

import pytest

from tests.wording.literals import ROOT, SOURCES, parsed
from tests.wording.test_numbers import PARAMETERS, described, said

BANNED = {
    r"\bshall\b": "an old word",
    r"\bwho(?:m|so)?ever\b": "an old word",
    r"\b(?:there|here|where)(?:of|by|upon|with|to)\b": "an old word",
    r"\bonly who\b": "the person is named: only the person who",
    r"\bthank": "never thank",
    r"\b(?:oops|whoops|uh-oh|yay|hooray|haha|voil[àa])\b": "never joke",
    r"\w\(e?s\)": "singular and plural are two sentences",
    r"\}s\b": "a plural is glued to what is filled in",
}
"""Pattern → why; whatever the case. Numbers that are rules are in `test_numbers.py`."""

ALLOWED = {
    "reports.AUTHORS_LABEL": "the foundation's own heading",
    "report_templates.AUTHORS": "the foundation's own heading",
    "report_templates.HEADINGS": "the foundation's own headings",
}

GLUED = {"sigbot/domain/periods.py": "`last 6 months` is a name that can be typed again"}


def banned(text: str) -> list[str]:
    return [why for pattern, why in BANNED.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    "text",
    [
        "Please fill in what shall be different.",
        "Whoever comes is counted.",
        "The name thereof.",
        "Only who shared it can remove it.",
        "Thanks for your answer.",
        "Oops, that did not work.",
        "2 meeting(s) were cancelled.",
        "{count} {noun}s were cancelled.",
    ],
)
def test_a_banned_pattern_is_found(text: str) -> None:
    assert len(banned(text)) == 1


def test_what_is_like_a_banned_pattern_is_free() -> None:
    for text in ("{name}'s call", "marshalled", "the person who comes", "there, here", "classes"):
        assert banned(text) == []


def test_no_sentence_has_a_banned_pattern() -> None:
    found = {name: (text, why) for name, text in said() if (why := banned(text))}
    assert {name: found[name] for name in found if name not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "every exception is needed"


def test_no_description_of_a_command_has_a_banned_pattern() -> None:
    assert {text for path in PARAMETERS for text in described(path) if banned(text)} == set()


def glued(tree: ast.AST) -> list[int]:
    """Return the lines in which an ending is chosen: `"s" if count > 1 else ""`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.IfExp)
        and {"s", "es", "ies"}
        & {part.value for part in (node.body, node.orelse) if isinstance(part, ast.Constant)}
    ]


def test_no_plural_is_glued_together() -> None:
    assert glued(ast.parse('x = f"{n} meeting" + ("s" if n > 1 else "")')) == [1]
    found = {path.relative_to(ROOT).as_posix() for path in SOURCES if glued(parsed(path))}
    assert found == set(GLUED)
