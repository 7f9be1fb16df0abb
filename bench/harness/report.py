"""Results as tables in Markdown, put between the markers of a document."""

import re
from pathlib import Path

from .measure import Summary

HEADER = ["", "wall, median", "min to max", "times ours", "CPU", "peak memory"]


def table(summaries: dict[str, Summary]) -> str:
    """One line a contestant; the first is ours."""
    ours = next(iter(summaries.values()))
    lines = [HEADER, ["---"] + ["---:"] * (len(HEADER) - 1)]
    lines += [
        [
            name,
            seconds(summary.wall_s),
            f"{seconds(summary.wall_s_min)} to {seconds(summary.wall_s_max)}",
            f"{summary.wall_s / ours.wall_s:.1f}",
            seconds(summary.cpu_s),
            f"{summary.memory_bytes / 1e6:.0f} MB",
        ]
        for name, summary in summaries.items()
    ]
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
