"""The best SQL we found for the figures of a report, to compare with.

Each person is counted once for each quarter, and groups are counted from that. Late hours are
summed by time of the week and by people who can meet alike; a burden then needs one look at a table
for each row, which is left out here. CROSS JOIN keeps SQLite to this order of the tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.clocks import transitions
from sigbot.domain.community import Community
from sigbot.domain.periods import Period

HELD = """
SELECT m.kind, m.subgroup_id, m.starts_at,
    (SELECT count(*) FROM attendances a WHERE a.meeting_id = m.id)
FROM meetings m
WHERE {here} AND m.starts_at >= {start} AND m.starts_at < {until}
"""

PEOPLE = """
SELECT count(*) FROM (
    SELECT DISTINCT a.person_id FROM meetings m CROSS JOIN attendances a
    WHERE {here} AND m.starts_at >= {start} AND m.starts_at < {until} AND a.meeting_id = m.id
) AS came
"""

NEWCOMERS = """
SELECT count(*) FROM (
    SELECT a.person_id FROM meetings m CROSS JOIN attendances a
    WHERE {here} AND m.starts_at >= {start} AND m.starts_at < {until} AND a.meeting_id = m.id
    EXCEPT
    SELECT a.person_id FROM meetings m CROSS JOIN attendances a
    WHERE {here} AND m.starts_at < {start} AND a.meeting_id = m.id
) AS newcomers
"""

GROUPS = """
WITH quarters(quarter, start, until) AS (VALUES {quarters}),
came AS MATERIALIZED (
    SELECT q.quarter, a.person_id, count(*) AS times
    FROM quarters q CROSS JOIN meetings m CROSS JOIN attendances a
    WHERE {here} AND m.kind = 'general' AND m.starts_at >= q.start AND m.starts_at < q.until
        AND a.meeting_id = m.id
    GROUP BY q.quarter, a.person_id
),
parts AS MATERIALIZED (
    SELECT quarter, person_id, times FROM came
    UNION ALL SELECT -1, person_id, sum(times) FROM came GROUP BY person_id
)
SELECT p.quarter, g.gender, s.region, s.organization, s.experience, count(*), sum(p.times),
    sum(CASE WHEN p.times >= {least} THEN 1 ELSE 0 END)
FROM parts p
LEFT JOIN genders g ON g.person_id = p.person_id
LEFT JOIN self_descriptions s ON s.person_id = p.person_id
GROUP BY 1, 2, 3, 4, 5
"""

_ALIKE = """
alike AS MATERIALIZED (
    SELECT p.id AS person_id, dense_rank() OVER (ORDER BY p.timezone,
        CASE WHEN c.granted AND c.notice_version >= 2 THEN s.region END,
        h."begin", h."end", h.days) AS number
    FROM people p
    LEFT JOIN self_descriptions s ON s.person_id = p.id
    LEFT JOIN consents c
        ON c.id = (SELECT max(log.id) FROM consents log WHERE log.person_id = p.id)
    LEFT JOIN hours h ON h.person_id = p.id
    WHERE p.community_id = {community} AND p.timezone IS NOT NULL
)"""

LATE_HOURS = (
    "WITH"
    + _ALIKE
    + """,
spans(span, start, until) AS (VALUES {spans}),
times AS MATERIALIZED (
    SELECT m.id, s.span, m.duration, {minute_of_week} AS minute
    FROM spans s CROSS JOIN meetings m
    WHERE {here} AND m.starts_at >= s.start AND m.starts_at < s.until
)
SELECT l.number, t.span, t.minute, t.duration, count(*)
FROM times t CROSS JOIN attendances a JOIN alike l ON l.person_id = a.person_id
WHERE a.meeting_id = t.id
GROUP BY 1, 2, 3, 4
"""
)

PEOPLE_ALIKE = (
    "WITH"
    + _ALIKE
    + """,
quarters(quarter, start, until) AS (VALUES {quarters}),
came AS MATERIALIZED (
    SELECT DISTINCT q.quarter, a.person_id
    FROM quarters q CROSS JOIN meetings m CROSS JOIN attendances a
    WHERE {here} AND m.starts_at >= q.start AND m.starts_at < q.until AND a.meeting_id = m.id
)
SELECT c.quarter, l.number, count(*)
FROM came c JOIN alike l ON l.person_id = c.person_id
GROUP BY 1, 2
"""
)

MINUTE = {
    "sqlite": "CAST(strftime('%s', m.starts_at) AS INTEGER) / 60 % 10080",
    "postgresql": "CAST(extract(epoch FROM m.starts_at) AS bigint) / 60 % 10080",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes what differs."""

    name: str

    def moment(self, at: datetime) -> str:
        if self.name == "sqlite":
            return f"'{at:%Y-%m-%d %H:%M:%S.%f}'"
        return f"TIMESTAMPTZ '{at:%Y-%m-%d %H:%M:%S}+00'"

    def rows(self, spans: Iterable[tuple[datetime, datetime]]) -> str:
        """Return numbered spans of time for VALUES."""
        return ", ".join(
            f"({number}, {self.moment(start)}, {self.moment(until)})"
            for number, (start, until) in enumerate(spans)
        )


def statements(
    dialect: Dialect, community: Community, period: Period, least: int, zones: Sequence[str]
) -> list[str]:
    """Return the statements for a period; `least` meetings make a regular."""
    start, until = period.instants(community.timezone)
    values = {
        "community": community.id,
        "here": f"m.community_id = {community.id} AND m.cancelled_at IS NULL",
        "least": least,
        "minute_of_week": MINUTE[dialect.name],
        "quarters": dialect.rows(q.instants(community.timezone) for q in period.quarters()),
        "spans": dialect.rows(_spans(start, until, zones)),
    }
    current = {"start": dialect.moment(start), "until": dialect.moment(until)}
    before = period.previous().instants(community.timezone)
    previous = {"start": dialect.moment(before[0]), "until": dialect.moment(before[1])}
    return [
        *(text.format(**values, **current) for text in (HELD, PEOPLE, NEWCOMERS)),
        *(text.format(**values, **previous) for text in (HELD, PEOPLE)),
        *(text.format(**values) for text in (GROUPS, LATE_HOURS, PEOPLE_ALIKE)),
    ]


def _spans(
    start: datetime, until: datetime, zones: Sequence[str]
) -> list[tuple[datetime, datetime]]:
    """Return the spans of a period in which no clock changes."""
    changes = sorted({at for zone in zones for at in transitions(zone, start, until)} | {until})
    return list(zip([start, *changes], changes, strict=False))
