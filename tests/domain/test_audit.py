"""What is known of the audit trail: every action that is noted anywhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from sigbot import services
from sigbot.domain.audit import EVERYDAY, OWN, AuditAction

ACTION = re.compile(rf"(?:{'|'.join(sorted({a.split('.')[0] for a in AuditAction}))})\.[a-z_]+")


def noted() -> Iterator[str]:
    """Yield the actions of every call that notes something, and texts that look like actions."""
    for path in Path(services.__file__).parent.glob("**/*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if ACTION.fullmatch(node.value):
                    yield node.value
            elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("audit.record"):
                action = node.args[3]
                assert isinstance(action, ast.Constant | ast.Name), ast.unparse(node)
                if isinstance(action, ast.Constant):
                    yield str(action.value)


def test_every_action_that_a_service_notes_is_known() -> None:
    assert set(noted()) == set(AuditAction)


def test_what_concerns_one_person_alone_is_named_so() -> None:
    assert OWN.isdisjoint(EVERYDAY)
    assert {action for action in AuditAction if action.startswith(("me.", "person."))} == OWN
