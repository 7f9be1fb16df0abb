#!/usr/bin/env python3
"""Compares the days that a peer found with those that meteolake exported; both are Parquet files.

    check.py ours.parquet theirs.parquet

Every value of the peer is compared: missing at the same places and within 0.0015, since ours are rounded to three
decimals. Rain is compared where the total is the sum of eight three-hourly amounts; the peers know no other way to it.
The exit status is 1 if a value differs.
"""

import argparse
import sys

import duckdb

KEYS = ("station_id", "day")

TOLERANCE = 0.0015


def apart(column: str) -> str:
    distance = f"abs(ours.{column} - theirs.{column})"
    return f"least({distance}, 360 - {distance})" if column.endswith("direction") else distance


def comparable(column: str) -> str:
    by_sum = "(ours.rainfall_method = 'sum_rr3' or theirs.rainfall_total is not null)"
    return by_sum if column.startswith("rainfall") else "true"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", metavar="OURS", help="made by `meteolake export daily --day utc --format parquet`")
    parser.add_argument("theirs", metavar="THEIRS", help="made by a script of peers/")
    options = parser.parse_args()

    database = duckdb.connect()
    for name in ("ours", "theirs"):
        path = getattr(options, name).replace("'", "''")
        database.execute(f"create view {name} as select * replace (day::date as day) from read_parquet('{path}')")
    columns = [name for name, *_ in database.execute("describe theirs").fetchall() if name not in KEYS]

    sides = f"ours full join theirs using ({', '.join(KEYS)})"
    unmatched = "count(*) filter (ours.station_id is null or theirs.station_id is null)"
    [(days, problems)] = database.execute(f"select count(*), {unmatched} from {sides}").fetchall()
    if problems:
        print(f"{problems} of {days} days are only on one side")
    for column in columns:
        differs = f"(ours.{column} is null) != (theirs.{column} is null) or {apart(column)} > {TOLERANCE}"
        condition = f"{comparable(column)} and ({differs})"
        found = database.execute(
            f"select {', '.join(KEYS)}, ours.{column}, theirs.{column} "
            f"from ours join theirs using ({', '.join(KEYS)}) where {condition} order by all"
        ).fetchall()
        problems += len(found)
        if found:
            station, day, ours, theirs = found[0]
            print(f"{column}: {len(found)} differ, the first {station} {day}: {ours} ours, {theirs} theirs")
    if not problems:
        print(f"{days} days and {len(columns)} columns are the same")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
