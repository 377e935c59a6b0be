"""Rotations: weekly times that a series takes in turn. The model is in docs/decisions/rotation.md.

Three modules beside this face load numpy, so they are imported where they are used: `suggest`
finds suggestions, `ledger` sums late hours, `files` reads and solves JSON instances.
"""

from sigbot.domain.rotation.alternatives import (
    FLIP_HOURS,
    LETTERS,
    Alternative,
    AlternativeKind,
    AlternativeLabel,
    Ask,
    RegionFigures,
    Suggestions,
    Wishes,
)
from sigbot.domain.rotation.budget import ENDLESS, Budget
from sigbot.domain.rotation.evidence import (
    ENOUGH,
    LOOKED_BACK,
    Alike,
    Came,
    HeldAt,
    RegionBurden,
    SlotFigures,
    by_slot,
    quarters_before,
    quarters_since,
    slot_of,
    total_average,
)
from sigbot.domain.rotation.model import (
    DAY_SLOTS,
    MOST_SLOTS,
    SEARCH_SECONDS,
    USUAL_SLOTS,
    ConstraintName,
)
from sigbot.domain.rotation.people import Availability, ReachGoal
from sigbot.domain.rotation.turns import (
    Adopted,
    Reach,
    Slot,
    can_rotate,
    next_instant,
    rotation_at,
    slot_of_series,
    slot_wall,
    slots_by_occurrence,
)
from sigbot.domain.rotation.views import (
    Adoption,
    Offer,
    OfferDetails,
    RegionSpan,
    RotationNews,
    RotationView,
    Span,
)
from sigbot.domain.rotation.within import suggest_until

__all__ = [
    "DAY_SLOTS",
    "ENDLESS",
    "ENOUGH",
    "FLIP_HOURS",
    "LETTERS",
    "LOOKED_BACK",
    "MOST_SLOTS",
    "SEARCH_SECONDS",
    "USUAL_SLOTS",
    "Adopted",
    "Adoption",
    "Alike",
    "Alternative",
    "AlternativeKind",
    "AlternativeLabel",
    "Ask",
    "Availability",
    "Budget",
    "Came",
    "ConstraintName",
    "HeldAt",
    "Offer",
    "OfferDetails",
    "Reach",
    "ReachGoal",
    "RegionBurden",
    "RegionFigures",
    "RegionSpan",
    "RotationNews",
    "RotationView",
    "Slot",
    "SlotFigures",
    "Span",
    "Suggestions",
    "Wishes",
    "by_slot",
    "can_rotate",
    "next_instant",
    "quarters_before",
    "quarters_since",
    "rotation_at",
    "slot_of",
    "slot_of_series",
    "slot_wall",
    "slots_by_occurrence",
    "suggest_until",
    "total_average",
]
