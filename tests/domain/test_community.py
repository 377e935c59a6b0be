"""Who may do what in a community."""

import pytest

from sigbot.domain.community import (
    SMALLEST_GROUP,
    Actor,
    Community,
    Subgroup,
    check_member,
    check_organizer,
    may_organize,
)
from sigbot.domain.refusals import NotMemberError, NotOrganizerError

ROLE = 77


def actor(*roles: int, manages: bool = False, member: bool = True) -> Actor:
    return Actor(1, 2, "Ada", is_member=member, manages_guild=manages, role_ids=roles)


def test_the_organizer_role_makes_an_organizer() -> None:
    assert may_organize(ROLE, actor(5, ROLE))
    assert not may_organize(ROLE, actor(5))


def test_who_manages_the_server_is_an_organizer_with_any_role() -> None:
    assert may_organize(ROLE, actor(manages=True))
    assert may_organize(None, actor(manages=True))


def test_without_an_organizer_role_no_role_makes_an_organizer() -> None:
    assert not may_organize(None, actor(5, ROLE))


def test_anyone_else_is_refused() -> None:
    check_organizer(ROLE, actor(ROLE))
    with pytest.raises(NotOrganizerError):
        check_organizer(ROLE, actor(5))


def test_who_is_not_on_the_server_is_refused_first_whatever_their_roles() -> None:
    with pytest.raises(NotMemberError):
        check_organizer(ROLE, actor(ROLE, manages=True, member=False))
    with pytest.raises(NotMemberError):
        check_member(actor(member=False))
    check_member(actor())


def test_a_new_community_publishes_no_group_under_five() -> None:
    assert Community(1, 2, "Healthcare SIG").smallest_group == SMALLEST_GROUP == 5


def test_a_subgroup_has_a_short_stable_key() -> None:
    assert Subgroup(12, "Payer").key == "g12"
