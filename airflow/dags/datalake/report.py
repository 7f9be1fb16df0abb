"""The reports of the commands as tables for the log, and as the few figures that are kept.

Nothing here knows Airflow.
"""

ACCOUNT = ["rows", "accepted", "superseded", "duplicate", "rejected"]


def table(rows: list[dict], columns: list[str]) -> list[str]:
    """Rows as lines of equal width under a header, numbers to the right; what a row lacks is empty."""
    cells = [[cell(row.get(column)) for column in columns] for row in rows]
    widths = [max(len(text) for text in texts) for texts in zip(columns, *cells)]
    numbers = [all(isinstance(row.get(column), int | None) for row in rows) for column in columns]

    def line(texts):
        places = zip(texts, widths, numbers)
        return "  ".join(text.rjust(width) if number else text.ljust(width) for text, width, number in places).rstrip()

    return [line(texts) for texts in [columns, *cells]]


def cell(value) -> str:
    """A value as a cell."""
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def fetch(report: dict) -> list[str]:
    """The account of a fetch: what people should know, then one line a download."""
    downloads = [*report["downloads"], report.get("day_after"), report.get("stations")]
    rows = [download for download in downloads if download]
    columns = ["provider", "name", "from", "to", "outcome", "bytes", "attempts", "error"]
    return [*report["messages"], *table(rows, columns)]


def ingest(report: dict) -> list[str]:
    """The account of an ingest: one line a file."""
    taken = [row | {"outcome": "new" if row["created"] else "already kept"} for row in report["files"]]
    failed = [row | {"outcome": "failed"} for row in report["failed"]]
    return table([*taken, *failed], ["name", "layout", "outcome", "bytes", "error"])


def stage(report: dict) -> list[str]:
    """The account of a staging: rows = accepted + superseded + duplicate + rejected, one line an object and the sum."""
    rows = [*report["objects"], report["total"] | {"name": "total"}]
    return table(rows, ["name", "layout", *ACCOUNT, "error"])


def curate(report: dict) -> list[str]:
    """The account of a curating."""
    return table([report], ["computed", "changed", "unchanged", "revision"])
