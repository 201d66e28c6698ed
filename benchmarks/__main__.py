"""All measurements one after the other: `make bench`, or `python -m benchmarks [names]`. Each is a process of its own.

What those on the generated company find is kept below var/bench/results, and together in var/bench/latest.json.
"""

import json
import subprocess
import sys

from benchmarks.report import RESULTS

MEASUREMENTS = ("pages", "sizes", "eyes", "crowd", "papers", "dashboard", "portfolio", "tables", "imports", "matching",
                "usage")  # fmt: skip


def main() -> int:
    """Run the named measurements, or all; the exit status, never zero, of the first that fails, and which it was."""
    wanted = sys.argv[1:] or MEASUREMENTS
    for name in wanted:
        print(f"\n== {name}", flush=True)
        status = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        if status:
            how = f"was killed by signal {-status}" if status < 0 else f"ended with {status}"
            print(f"\n{name} {how}; nothing after it was measured.", file=sys.stderr, flush=True)
            return abs(status)
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    (RESULTS.parent / "latest.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    over = [f"{one['measurement']}: {name}" for one in found for name, figure in one["figures"].items()
            if figure.get("holds") is False]  # fmt: skip
    print(f"\n{len(over)} figures do not hold." if over else "\nEvery limit holds.")
    print(f"Figures: {RESULTS.parent / 'latest.json'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
