#!/usr/bin/env python3
"""Reads a lake's Delta tables with DuckDB and with Polars, and compares them with meteolake's own exports.

    meteolake --lake LAKE export observations -o obs.csv
    meteolake --lake LAKE export daily -o daily.csv
    read_tables.py LAKE --observations obs.csv --daily daily.csv

Three things must hold: both readers see the same tables, every exported value is the stored one (doubles to the last
bit, nulls at the same places), and the receipts account for every row. One line a check on standard output; the exit
status is 1 if one fails. `venv.sh` beside this file makes the environment.

DuckDB's own Delta reader is an extension that is downloaded when first used. To need no network, the list of the
table's files is taken from the `deltalake` package, and DuckDB reads those Parquet files itself.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from deltalake import DeltaTable

# Where each table is in the lake, and what its rows are sorted and told apart by.
TABLES = {
    "observations": ("staging/observations", ["station_id", "time"]),
    "receipts": ("staging/receipts", ["object"]),
    "rejects": ("staging/rejects", ["object", "row", "column", "reason"]),
    "daily": ("curated/daily", ["station_id", "period", "day"]),
}

ACCOUNT = ["accepted", "superseded", "duplicate", "rejected"]

Tables = dict[str, pa.Table]


def read_with_duckdb(path: Path) -> pa.Table:
    """The table's rows, its partition values included."""
    table = DeltaTable(path)
    actions = pa.table(table.get_add_actions(flatten=True))
    if actions.num_rows == 0:
        return canonical(pa.schema(table.schema().to_arrow()).empty_table())
    files = [str(path.resolve() / name) for name in actions["path"].to_pylist()]
    partitions = table.metadata().partition_columns
    values = {name: actions[f"partition.{name}"] for name in partitions}
    file_list = pa.table({"filename": files, **values})  # DuckDB finds it by its name in the query.
    rows = duckdb.sql(
        "select * exclude (filename) from read_parquet($files, filename = true, hive_partitioning = false) "
        "join file_list using (filename)",
        params={"files": files},
    )
    assert file_list.num_rows == len(files)
    return canonical(rows.to_arrow_table())


def read_with_polars(path: Path) -> pa.Table:
    """The table's rows, its partition values included."""
    return canonical(pl.scan_delta(str(path)).collect().to_arrow())


READERS: dict[str, Callable[[Path], pa.Table]] = {"duckdb": read_with_duckdb, "polars": read_with_polars}


def canonical(table: pa.Table) -> pa.Table:
    """The same values in one type a kind, because the readers differ in string layouts and in time zone names."""
    fields = [pa.field(field.name, canonical_type(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields)).combine_chunks()


def canonical_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", "UTC")
    return kind


def read_export(path: Path, types: pa.Schema) -> pa.Table:
    """A CSV export, its columns typed as in the lake's table; an empty field is null."""
    header = path.open(encoding="utf-8").readline().rstrip("\n").split(",")
    unknown = [name for name in header if name not in types.names]
    if unknown:
        raise SystemExit(f"{path}: columns that the table does not have: {', '.join(unknown)}")
    options = pyarrow.csv.ConvertOptions(
        column_types={name: types.field(name).type for name in header},
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    return pyarrow.csv.read_csv(path, convert_options=options)


def differences(expected: pa.Table, actual: pa.Table, keys: list[str]) -> Iterator[str]:
    """What differs in the columns of `expected`, in words; both tables are sorted by `keys` first."""
    if expected.num_rows != actual.num_rows:
        yield f"{expected.num_rows} rows expected, {actual.num_rows} found"
        return
    missing = [name for name in expected.column_names if name not in actual.column_names]
    if missing:
        yield f"columns not found: {', '.join(missing)}"
        return
    order = [(key, "ascending") for key in keys]
    expected, actual = expected.sort_by(order), actual.sort_by(order)
    for name in expected.column_names:
        places = unequal(expected[name], actual[name])
        if places:
            first = places[0]
            key = ", ".join(str(expected[key][first].as_py()) for key in keys)
            yield (
                f"{name}: {len(places)} values differ, the first at {key}: "
                f"{expected[name][first].as_py()!r} expected, {actual[name][first].as_py()!r} found"
            )


def unequal(expected: pa.ChunkedArray, actual: pa.ChunkedArray) -> list[int]:
    """The places at which one is null and the other is not, or the values are not the same."""
    null_differs = pc.xor(pc.is_null(expected), pc.is_null(actual))
    value_differs = pc.fill_null(pc.not_equal(expected, actual), False)
    return pc.indices_nonzero(pc.or_(null_differs, value_differs)).to_pylist()


class Checks:
    """Prints one line a check and remembers whether all held."""

    def __init__(self) -> None:
        self.failed = 0

    def report(self, what: str, problems: list[str]) -> None:
        print(f"{'FAILED' if problems else 'ok    '} {what}")
        for problem in problems[:20]:
            print(f"         {problem}")
        self.failed += bool(problems)


def check_readers_agree(checks: Checks, read: dict[str, Tables]) -> None:
    first, second = READERS
    for name, (_, keys) in TABLES.items():
        one, other = read[first][name], read[second][name]
        problems = list(differences(one, other, keys))
        problems += [f"only {second} has {column}" for column in other.column_names if column not in one.column_names]
        checks.report(f"{first} and {second} agree on {name}: {one.num_rows} rows, {one.num_columns} columns", problems)


def check_accounts(checks: Checks, tables: Tables) -> None:
    receipts, rejects = tables["receipts"].to_pylist(), tables["rejects"]
    open_ones = [
        f"{receipt['name']}: {receipt['rows']} rows, {accounted} accounted for"
        for receipt in receipts
        if (accounted := sum(receipt[count] for count in ACCOUNT)) != receipt["rows"]
    ]
    checks.report(f"receipts close: {len(receipts)} objects", open_ones)
    refused = sum(receipt["rejected"] for receipt in receipts)
    problems = [] if rejects.num_rows == refused else [f"the receipts say {refused}"]
    checks.report(f"every rejected row is kept: {rejects.num_rows} rows", problems)


def check_export(checks: Checks, path: Path, name: str, read: dict[str, Tables]) -> None:
    keys = TABLES[name][1]
    for reader, tables in read.items():
        exported = read_export(path, tables[name].schema)
        what = f"{reader} reads {name} as exported: {exported.num_rows} rows, {exported.num_columns} columns"
        checks.report(what, list(differences(exported, tables[name], keys)))
    order = ["station_id", keys[-1]]
    rows = exported.select(order)
    is_sorted = rows.equals(rows.sort_by([(column, "ascending") for column in order]))
    checks.report(f"the export of {name} is sorted by {' and '.join(order)}", [] if is_sorted else ["it is not"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path, help="the lake's folder")
    parser.add_argument("--observations", type=Path, metavar="CSV", help="made by `meteolake export observations`")
    parser.add_argument("--daily", type=Path, metavar="CSV", help="made by `meteolake export daily`")
    options = parser.parse_args()

    read = {
        reader: {name: function(options.lake / place) for name, (place, _) in TABLES.items()}
        for reader, function in READERS.items()
    }
    checks = Checks()
    check_readers_agree(checks, read)
    check_accounts(checks, read["duckdb"])
    for name, path in (("observations", options.observations), ("daily", options.daily)):
        if path is not None:
            check_export(checks, path, name, read)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
