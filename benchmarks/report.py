"""Figures of a measurement: printed as they come, judged where a limit is known, kept as JSON below var/bench."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
RESULTS = HOME / "var" / "bench" / "results"


@dataclass
class Report:
    """The figures of one measurement; `with Report("pages") as report:` writes them down at the end."""

    name: str
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    load: tuple[float, ...] = field(default_factory=os.getloadavg)

    def __enter__(self) -> Report:
        print(f"{_machine()}; load {self.load[0]:.1f}", flush=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        if kind is not None:
            return
        RESULTS.mkdir(parents=True, exist_ok=True)
        told = {"measurement": self.name, "began": self.began, "machine": _machine(), "revision": _revision(),
                "load_before": self.load, "load_after": os.getloadavg(), "figures": self.figures}  # fmt: skip
        (RESULTS / f"{self.name}.json").write_text(json.dumps(told, indent=1), encoding="utf-8")

    def times(self, name: str, taken: Sequence[float], limit: float | None = None) -> None:
        """Milliseconds of many runs. `limit` is for the 95th percentile, on a machine with nothing else to do."""
        figures = spread(taken)
        words = "  ".join(f"{key} {value:7.1f}" for key, value in figures.items())
        self._tell(name, f"{words} ms", figures, None if limit is None else ("p95", limit, "ms"))

    def value(
        self, name: str, value: float, unit: str = "", limit: float | None = None, least: float | None = None
    ) -> None:
        """One figure; at most the limit is well, or at least `least`."""
        told = f"{value:,.2f} {unit}".rstrip()
        figures: dict[str, Any] = {"value": value, "unit": unit}
        if least is not None:
            figures |= {"least": least, "holds": value >= least}
            told += f"  {'ok' if figures['holds'] else 'UNDER'} (at least {least:g} {unit})"
        self._tell(name, told, figures, None if limit is None else ("value", limit, unit))

    def ratio(self, name: str, ours: Sequence[float], other: Sequence[float], limit: float | None = None) -> None:
        """How many times the other's median ours is."""
        self.value(name, statistics.median(ours) / statistics.median(other), "times", limit)

    def _tell(self, name: str, words: str, figures: dict[str, Any], limit: tuple[str, float, str] | None) -> None:
        judged = ""
        if limit is not None:
            key, most, unit = limit
            figures |= {"limit": most, "holds": figures[key] <= most}
            judged = f"  {'ok' if figures['holds'] else 'OVER'} (limit {most:g} {unit})"
        self.figures[name] = figures
        print(f"{name:<58} {words}{judged}", flush=True)


def spread(taken: Sequence[float]) -> dict[str, float]:
    """Least, median and 95th percentile."""
    ordered = sorted(taken)
    last = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return {"min": ordered[0], "p50": statistics.median(ordered), "p95": last}


def interleaved(questions: dict[str, Callable[[], object]], times: int, warm: int = 3) -> dict[str, list[float]]:
    """Milliseconds of each question, asked in turns: what else the machine does meets all alike."""
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for turn in range(times + warm):
        for name, question in questions.items():
            start = time.perf_counter()
            question()
            if turn >= warm:
                taken[name].append((time.perf_counter() - start) * 1000)
    return taken


def _machine() -> str:
    return f"{os.cpu_count()} processors, Python {platform.python_version()}"


def _revision() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=HOME, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
