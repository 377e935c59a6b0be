"""`/metrics`: what was counted and timed, in the text format of Prometheus.

No label is an id or a name: each is a word of a vocabulary in `sigbot/domain/measures.py`.
"""

import importlib.metadata
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from aiohttp import web
from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from sigbot.domain.heavy import HeavyLoad
from sigbot.domain.measures import Fault, Histogram, Measures, Outcome, Reason, Use
from sigbot.domain.pulse import Pulse
from sigbot.web.inside import inside
from sigbot.web.pulse import PulseTaker
from sigbot.web.server import Routes

Word = TypeVar("Word", bound=StrEnum)
Buckets = list[tuple[str, float]]


class Metrics:
    """Answers scrapes. `load` tells how much heavy work there is."""

    def __init__(
        self, measures: Measures, pulses: PulseTaker, load: Callable[[], HeavyLoad]
    ) -> None:
        self._measures = measures
        self._pulses = pulses
        self._load = load
        self._of_process = (ProcessCollector(registry=None), PlatformCollector(registry=None))

    def routes(self) -> Routes:
        return [web.get("/metrics", inside(self.show))]

    async def show(self, _request: web.Request) -> web.Response:
        pulse = await self._pulses.take()
        registry = CollectorRegistry()
        for collector in (*self._of_process, Reading(self._measures, pulse, self._load())):
            registry.register(collector)
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return web.Response(body=generate_latest(registry), headers=headers)


class Reading(Collector):
    """All figures of the bot at one moment."""

    def __init__(self, measures: Measures, pulse: Pulse, load: HeavyLoad) -> None:
        self._measures = measures
        self._pulse = pulse
        self._load = load

    def describe(self) -> Iterator[Metric]:
        """Say nothing before the figures are asked for."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            "sigbot_build", "The version.", {"version": importlib.metadata.version("sigbot")}
        )
        yield from self._state()
        yield from self._messages()
        yield from self._people()
        yield from self._times()

    def _state(self) -> Iterator[Metric]:
        pulse = self._pulse
        yield _gauge("connected", "1 if all shards are connected to Discord.", pulse.is_connected)
        answers = pulse.database_s is not None
        yield _gauge("database_up", "1 if the database answered in time.", answers)
        if pulse.database_s is not None:
            yield _gauge("database_seconds", "How long it took to answer.", pulse.database_s)
        if pulse.waiting_s is not None:
            text = "How long the first message that could be sent has waited."
            yield _gauge("oldest_due_seconds", text, pulse.waiting_s)
        jobs = GaugeMetricFamily("sigbot_heavy_jobs", "Heavy work.", labels=["state"])
        jobs.add_metric(["running"], self._load.running)
        jobs.add_metric(["waiting"], self._load.waiting)
        yield jobs

    def _messages(self) -> Iterator[Metric]:
        measures = self._measures
        text = "What became of messages of the outbox, and tries that failed."
        yield _counts("messages", text, "outcome", measures.messages, Outcome)
        yield CounterMetricFamily(
            "sigbot_messages_late", "Messages said a minute late or more.", measures.late_messages
        )
        text = "How long after they were due messages were said."
        yield _histogram("message_lateness_seconds", text, {"": measures.lateness})

    def _people(self) -> Iterator[Metric]:
        measures = self._measures
        yield _counts("uses", "Commands, presses and forms.", "kind", measures.uses, Use)
        yield _counts("refusals", "What was refused.", "reason", measures.refusals, Reason)
        yield _counts("faults", "What had no proper answer.", "kind", measures.faults, Fault)

    def _times(self) -> Iterator[Metric]:
        measures, now = self._measures, time.monotonic()
        timings = {"write": measures.writes, "read": measures.reads}
        text = "How long transactions lasted."
        yield _histogram("transaction_seconds", text, timings, "kind")
        text = "The longest transaction of the last one to two minutes."
        longest = GaugeMetricFamily("sigbot_longest_transaction_seconds", text, labels=["kind"])
        for kind, timing in timings.items():
            longest.add_metric([kind], timing.longest(now))
        yield longest
        text = "How much later than it asked for a task of the loop went on."
        yield _histogram("loop_lag_seconds", text, {"": measures.lag})
        text = "The longest stall of the loop in the last one to two minutes."
        yield _gauge("longest_loop_stall_seconds", text, measures.lag.longest(now))


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"sigbot_{name}", text, float(value))


def _counts(name: str, text: str, label: str, counts: Counter[Word], words: type[Word]) -> Metric:
    """Return a counter for each word, also for those that never came: a rate needs its zero."""
    family = CounterMetricFamily(f"sigbot_{name}", text, labels=[label])
    for word in words:
        family.add_metric([word.value], counts[word])
    return family


def _histogram(
    name: str, text: str, histograms: Mapping[str, Histogram], label: str | None = None
) -> Metric:
    family = HistogramMetricFamily(f"sigbot_{name}", text, labels=[label] if label else None)
    for value, histogram in histograms.items():
        labels = [value] if label else []
        family.add_metric(labels, _buckets(histogram), sum_value=histogram.total)
    return family


def _buckets(histogram: Histogram) -> Buckets:
    """Return (bound, how many are at most that), as Prometheus wants them."""
    bounds = [*(str(float(bound)) for bound in histogram.bounds), "+Inf"]
    buckets, so_far = [], 0
    for bound, count in zip(bounds, histogram.counts, strict=True):
        so_far += count
        buckets.append((bound, float(so_far)))
    return buckets
