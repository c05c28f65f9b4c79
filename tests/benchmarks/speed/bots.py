"""Figures of a bot in a process of its own: how long it takes, its processor time, its memory."""

import os
import statistics
from pathlib import Path


def print_times(what: str, seconds: list[float]) -> None:
    """Print how long most answers take, and nineteen of twenty."""
    cut = statistics.quantiles(seconds, n=100)
    print(f"{what}, ms: median {1000 * cut[49]:.1f}, 95 % {1000 * cut[94]:.1f}")


def cpu_seconds(pid: int) -> float:
    """Read how long a process has had a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Read how much memory a process holds, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    held = next(line for line in lines if line.startswith("VmRSS:"))
    return int(held.split()[1]) / 1024
