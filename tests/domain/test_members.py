"""What people may say of themselves."""

from dataclasses import fields

from sigbot.domain.members import ATTRIBUTES, SelfDescription


def test_a_self_description_has_every_attribute_and_each_is_optional() -> None:
    assert {field.name for field in fields(SelfDescription)} == set(ATTRIBUTES)
    assert SelfDescription() == SelfDescription(**dict.fromkeys(ATTRIBUTES))


def test_answers_are_unique_and_none_is_taken_for_silence() -> None:
    for answers in ATTRIBUTES.values():
        assert len(set(answers)) == len(answers)
        assert "" not in [*answers]
        assert len(answers) < 25  # a select of Discord, with one more for not saying
