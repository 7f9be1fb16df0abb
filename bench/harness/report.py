"""Results as tables in Markdown, put between the markers of a document."""

import re
from pathlib import Path

from .measure import Summary

HEADER = ["", "wall, median", "min to max", "times ours", "CPU", "peak memory"]


def table(summaries: dict[str, Summary], rows: int | None = None) -> str:
    """One line a contestant; the first is ours. With a number of rows, how many each does a second."""
    ours = next(iter(summaries.values()))
    header = HEADER + (["rows/s"] if rows else [])
    lines = [header, ["---"] + ["---:"] * (len(header) - 1)]
    for name, summary in summaries.items():
        cells = [
            name,
            seconds(summary.wall_s),
            f"{seconds(summary.wall_s_min)} to {seconds(summary.wall_s_max)}",
            f"{summary.wall_s / ours.wall_s:.1f}",
            seconds(summary.cpu_s),
            f"{summary.memory_bytes / 1e6:.0f} MB",
        ]
        lines.append(cells + ([f"{rows / summary.wall_s:,.0f}"] if rows else []))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def write(document: Path, key: str, title: str, text: str) -> None:
    """Replaces what stands between the markers of `key`; a document without them gets a section at its end."""
    begin, end = f"<!-- bench:begin {key} -->", f"<!-- bench:end {key} -->"
    section = f"{begin}\n{text.strip()}\n{end}"
    content = document.read_text(encoding="utf-8") if document.exists() else "# Benchmarks\n"
    between = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if between.search(content):
        content = between.sub(lambda _: section, content)
    else:
        content = f"{content.rstrip()}\n\n## {title}\n\n{section}\n"
    document.write_text(content, encoding="utf-8")
