"""Check worlds by the release rule itself, many at once: nothing that the walks counted is used."""

from collections.abc import Iterator, Mapping

import numpy as np

from sigbot.domain.releases.rule import GroupSum
from sigbot.domain.releases.search.terrain import Ints
from sigbot.domain.releases.worlds import Case, Published


def checked(case: Case, worlds: Ints) -> Ints:
    """Return those of the worlds [worlds, voices] that agree with everything."""
    for part in case.published:
        sums = _sums(case, part, worlds)
        worlds = worlds[[*part.agrees(case.offered, sums)]]
    return worlds


def _sums(case: Case, part: Published, worlds: Ints) -> Iterator[Mapping[str, GroupSum]]:
    """Yield the groups of each world among those who came in a half-year."""
    came = np.array(part.came, np.int64).reshape(-1, 2)
    given, times = worlds[:, came[:, 0]], came[:, 1]
    chosen = [given == answer for answer in range(1, len(case.offered) + 1)]
    people = np.stack([each.sum(axis=1) for each in chosen], axis=1)
    attendances = np.stack([each @ times for each in chosen], axis=1)
    for sizes, totals in zip(people.tolist(), attendances.tolist(), strict=True):
        yield dict(zip(case.offered, map(GroupSum, sizes, totals), strict=True))
