"""Custom ids as every version up to this one wrote them on cards and forms, and what they mean.
Cards stay for ever: lines may be added, but none may be changed or taken away.

The ids of a new action are in the test module of its feature in `tests/discord`, as `CARDS`.
"""

from datetime import date

from sigbot.chat import custom_ids as ids
from sigbot.chat.id_parts import CustomId
from tests.declared import declared
from tests.discord.cards import Cards

START, END = date(2026, 1, 1), date(2026, 6, 30)

MARKS = "e3b0c442e3b0c442e3b0c442e3b0c4427c0b04d6"
"""Of a form without sentences whose author is Olga Petrova."""

NO_LONGER_MADE: dict[str, CustomId] = {
    "sig:report_narrative:2026-01-01..2026-06-30": ids.WriteNarrative(START, END),
}
"""Forms of earlier versions may be open during an upgrade."""

EARLIER: dict[str, CustomId] = {
    "sig:cant:1": ids.Cant(1),
    "sig:cant:2": ids.Cant(2),
    "sig:checkin:1": ids.CheckIn(1),
    "sig:checkin:2": ids.CheckIn(2),
    "sig:code:m1": ids.ShowCode(1),
    "sig:going:1": ids.Going(1),
    "sig:going:2": ids.Going(2),
    "sig:import_answer:1.order.day_first": ids.AnswerImport(1, "order", "day_first"),
    "sig:import_answer:1.order.month_first": ids.AnswerImport(1, "order", "month_first"),
    "sig:import_answer:2.each.1": ids.AnswerImport(2, "each", "1"),
    "sig:import_answer:2.n0.0": ids.AnswerImport(2, "n0", "0"),
    "sig:import_answer:2.n0.1": ids.AnswerImport(2, "n0", "1"),
    "sig:import_answer:3.m0.2": ids.AnswerImport(3, "m0", "2"),
    "sig:import_answer:3.m0.3": ids.AnswerImport(3, "m0", "3"),
    "sig:import_answer:3.m0.new": ids.AnswerImport(3, "m0", "new"),
    "sig:import_drop:1": ids.DropImport(1),
    "sig:import_drop:2": ids.DropImport(2),
    "sig:import_drop:3": ids.DropImport(3),
    "sig:import_undo:3": ids.UndoImport(3),
    "sig:import_write:3.0": ids.WriteImport(3, known=0),
    "sig:keep:2": ids.Keep(2),
    "sig:maybe:1": ids.Maybe(1),
    "sig:maybe:2": ids.Maybe(2),
    "sig:reading:1-0": ids.ChooseReading(1, reading=0),
    "sig:reading:1-1": ids.ChooseReading(1, reading=1),
    "sig:report_edit:2026-01-01..2026-06-30": ids.EditReport(START, END),
    f"sig:report_write:2026-01-01..2026-06-30..{MARKS}": ids.WriteSentences(START, END, MARKS),
    "sig:report_publish:2026-01-01..2026-06-30": ids.PublishReport(START, END),
    "sig:rotation_adopt:1-A": ids.AdoptRotation(1, "A"),
    "sig:rotation_adopt:1-B": ids.AdoptRotation(1, "B"),
    "sig:rotation_details:1": ids.RotationDetails(1),
    "sig:rotation_clocks:1-A": ids.RotationClocks(1, "A"),
    "sig:rotation_clocks:1-B": ids.RotationClocks(1, "B"),
    "sig:rotation_undo:1": ids.UndoRotation(1),
    "sig:rotation_wishes:1": ids.ChangeWishes(1),
    "sig:who:1": ids.WhoComes(1),
    "sig:who:2": ids.WhoComes(2),
    "sig:rotation_yes:2": ids.ConfirmAdoption(2),
    "sig:unlink:4.1": ids.UndoLink(name=4, owner=1),
}


def every_earlier_id() -> dict[str, CustomId]:
    """Return these, and those that features declare."""
    features = declared("discord", "CARDS", Cards)
    of_features = {text: made for feature in features for text, made in feature.ids.items()}
    return EARLIER | NO_LONGER_MADE | of_features
