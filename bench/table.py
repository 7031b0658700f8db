"""The table: on the terminal as it comes, and into README.md with the machine it was measured on."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bench.measure import CONNECTIONS, Result

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- the last table -->", "<!-- the end of the table -->"
COLUMNS = ("", "statements", "bytes", "gzipped", "CPU ms", "to its floor", "aim")


def machine() -> str:
    """Processor, cores, system and Python: what figures hang on. Not whose machine it is."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.partition(":")[2].strip()
            for line in cpuinfo.read_text().splitlines()
            if "model name" in line
        ]
        model = names[0] if names else model
    release = {}
    if Path("/etc/os-release").exists():
        release = platform.freedesktop_os_release()
    system = release.get("PRETTY_NAME") or f"{platform.system()} {platform.release()}"
    memory = round(psutil.virtual_memory().total / 2**30)
    return f"{model}, {psutil.cpu_count()} cores, {memory} GB, {system}, Python {platform.python_version()}"


def table(results: Sequence[Result]) -> str:
    """In Markdown."""
    floors = {result.row.name: result.cpu_ms for result in results}
    heads = list(COLUMNS)
    for connections in CONNECTIONS:
        heads += [f"{connections}: req/s", "p50 ms", "p99 ms"]
    lines = [_line(heads), _line(["---"] + ["---:"] * (len(heads) - 1))]
    for result in results:
        floor = floors.get(result.row.against)
        ratio = result.cpu_ms / floor if floor else None
        cells = [
            result.row.name,
            str(result.statements),
            f"{result.size:,}" if result.size else "-",
            f"{result.zipped:,}" if result.size else "-",
            f"{result.cpu_ms:.2f}",
            f"{ratio:.2f}" if ratio else "-",
            _aim(result, ratio),
        ]
        for connections in CONNECTIONS:
            load = result.loads[connections]
            cells += [f"{load.rate:,.0f}", f"{load.milliseconds(0.5):.1f}", f"{load.milliseconds(0.99):.1f}"]
        lines.append(_line(cells))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _aim(result: Result, ratio: float | None) -> str:
    if result.row.most is None or ratio is None:
        return result.row.aim or "-"
    return f"{result.row.aim}: {'met' if result.row.most(result.cpu_ms, ratio) else '**not met**'}"


def write(tables: dict[str, str], seconds: float) -> None:
    """Put the tables into README.md in place of the last ones."""
    text = README.read_text()
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    parts = [
        f"Measured {datetime.now(UTC):%-d %B %Y} on: {machine()}. {seconds:g} s a row and number of connections."
    ]
    for database, content in tables.items():
        parts.append(f"### {database}\n\n{content}")
    README.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}")
