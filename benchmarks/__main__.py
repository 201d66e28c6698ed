"""All measurements one after the other: `python -m benchmarks`, or `make bench`. Each runs as a process of its own."""

import subprocess
import sys

MEASUREMENTS = ("dashboard", "portfolio", "tables", "imports")


def main() -> int:
    """Run the named measurements, or all; the exit status of the first that fails."""
    wanted = sys.argv[1:] or MEASUREMENTS
    for name in wanted:
        print(f"\n== {name}", flush=True)
        status = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
