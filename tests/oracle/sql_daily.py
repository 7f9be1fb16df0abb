#!/usr/bin/env python3
"""Daily statistics of old-layout monthly SYNOP files, written a second time as SQL.

    sql_daily.py synop.201301.csv.gz > daily.csv
    sql_daily.py synop.201301.csv.gz --compare exported.csv

A check on the day kernel from the other side: sets and joins where the kernel goes through the reports one by one. It
follows the definition of a day in the documentation and shares no code with the project. `--compare` takes a CSV made
by `meteolake export daily` of a lake that holds the same files and nothing else; the exit status is 1 if a value
differs by more than what rounding to three decimals explains. The SQL itself is in `sql_daily.sql`. Not a parser: the
files are taken as well formed. Needs DuckDB; `tests/interop/venv.sh` makes an environment that has it.
"""

import argparse
import sys
from pathlib import Path

import duckdb

KEYS = ("station_id", "period", "day")

TOLERANCE = 0.0015

# Where the stations are: the limits of their values go by it.
STATIONS = Path(__file__).parents[2] / "crates/weather/src/station/known.csv"

# Values that go round: 359.9995 and 0.0005 are 0.001 apart.
CIRCULAR = {"wind_speed_direction": 360}


def compute(files: list[str]) -> duckdb.DuckDBPyConnection:
    """A database with the table `daily`."""
    database = duckdb.connect()
    database.execute("set timezone = 'UTC'")
    database.execute(
        "create table source as select * from "
        "read_csv($files, delim = ';', header = true, nullstr = 'mq', all_varchar = true, null_padding = true)",
        {"files": files},
    )
    database.execute(
        "create table stations as select id as station_id, latitude::double as latitude "
        "from read_csv($file, delim = ';', header = true, all_varchar = true)",
        {"file": str(STATIONS)},
    )
    database.execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    return database


def distance(column: str) -> str:
    apart = f"abs(ours.{column} - theirs.{column})"
    turn = CIRCULAR.get(column)
    return f"least({apart}, {turn} - {apart})" if turn else apart


def compare(database: duckdb.DuckDBPyConnection, exported: str) -> int:
    """Prints what differs, by column, and returns how many values do."""
    database.execute("create table exported as select * from read_csv($file, all_varchar = true)", {"file": exported})
    columns = [name for name, *_ in database.execute("describe daily").fetchall() if name not in KEYS]
    values = ", ".join(f"{column}::double as {column}" for column in columns)
    database.execute(f"create table theirs as select station_id, period, day::date as day, {values} from exported")
    total = compare_days(database)
    join = f"daily as ours join theirs using ({', '.join(KEYS)})"
    [(days,)] = database.execute(f"select count(*) from {join}").fetchall()
    print(f"{days} days in both, {len(columns)} columns")
    for column in columns:
        differs = f"(ours.{column} is null) != (theirs.{column} is null) or {distance(column)} > {TOLERANCE}"
        pairs = f"select {', '.join(KEYS)}, ours.{column}, theirs.{column} from {join} where {differs} order by all"
        found = database.execute(pairs).fetchall()
        if found:
            print(f"{column}: {len(found)} differ")
        for *key, ours, theirs in found[:5]:
            print(f"    {' '.join(map(str, key))}: {ours} here, {theirs} exported")
        total += len(found)
    print(f"{total} differences")
    return total


def compare_days(database: duckdb.DuckDBPyConnection) -> int:
    """Prints the days that only one side has, and returns how many there are."""
    total = 0
    for what, one, other in (("not exported", "daily", "theirs"), ("only exported", "theirs", "daily")):
        days = f"select {', '.join(KEYS)} from {one} anti join {other} using ({', '.join(KEYS)}) order by all"
        found = database.execute(days).fetchall()
        if found:
            print(f"days {what}: {len(found)}, the first {' '.join(map(str, found[0]))}")
        total += len(found)
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE", help="old-layout monthly files, plain or gzipped")
    parser.add_argument("--compare", metavar="CSV", help="an export to compare with instead of printing the days")
    options = parser.parse_args()

    database = compute(options.files)
    if options.compare:
        return 1 if compare(database, options.compare) else 0
    database.execute(f"copy (from daily order by {', '.join(KEYS)}) to '/dev/stdout' (header)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
