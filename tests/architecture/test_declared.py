"""What a feature declares in its test module is found, and has the type that is expected."""

import pytest

from tests.declared import declared
from tests.services import test_plans
from tests.services.samples import Services


def test_what_a_test_module_declares_is_found() -> None:
    assert test_plans.SERVICES in declared("services", "SERVICES", Services)


def test_a_name_that_nobody_declares_is_nowhere() -> None:
    assert declared("services", "SERVIC", Services) == []


def test_a_declaration_of_another_type_is_no_silent_gap() -> None:
    with pytest.raises(TypeError, match=r"SERVICES of tests\.services\.test_\w+ has to be dict"):
        declared("services", "SERVICES", dict)
