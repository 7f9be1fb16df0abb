#!/usr/bin/env python3
"""Compares what `peers/original.py` left on the servers with the days that meteolake exported.

    check_servers.py ours.parquet ROWS

MySQL must hold ROWS reports. Each day of ours with all its reports must be in MongoDB once, with the same mean, least
and greatest temperature, pressure and wind speed, within 0.0015. Other days are not compared, because the original
counts a missing value as 0, nor is rain, because it adds hourly amounts of every third hour. The servers are those of
the environment, as for `peers/original.py`. The exit status is 1 if something differs.
"""

import argparse
import sys
from collections import Counter
from typing import Any

import duckdb
from peers.original import Places, table_of

# Of our columns; the unit of the original's pressure is Pa.
COMPARED = {
    "temperature": (["avg", "min", "max"], 1.0),
    "pressure": (["avg", "min", "max"], 0.01),
    "wind_speed": (["avg", "max"], 1.0),
}

TOLERANCE = 0.0015


def rows_in_mysql(places: Places) -> int:
    with places.mysql(autocommit=True).cursor() as cursor:
        cursor.execute("show tables")
        tables = [table for (table,) in cursor.fetchall()]
        counts = []
        for table in tables:
            cursor.execute(f"select count(*) from `{table}`")
            counts.append(cursor.fetchone()[0])
    return sum(counts)


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """The values of a complete day that differ."""
    found = []
    for metric, (names, scale) in COMPARED.items():
        if ours[f"{metric}_coverage"] == 1:
            for name in names:
                mine, other = ours[f"{metric}_{name}"], theirs[metric][name]
                if other is None or abs(mine - other * scale) > TOLERANCE:
                    found.append(f"{metric}_{name}: {mine} ours, {other} theirs")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", metavar="OURS", help="made by `meteolake export daily --day utc --format parquet`")
    parser.add_argument("rows", metavar="ROWS", type=int, help="reports in the file")
    options = parser.parse_args()

    places, problems = Places(), []
    rows = rows_in_mysql(places)
    if rows != options.rows:
        problems.append(f"{rows} reports in MySQL of {options.rows} in the file")
    documents = list(places.days.find({}, {"_id": 0}))
    keys = Counter((document["city"], document["period"]) for document in documents)
    problems += [f"{city} {day}: {count} documents" for (city, day), count in keys.items() if count > 1]

    theirs = {(document["city"], document["period"]): document["metrics"] for document in documents}
    relation = duckdb.read_parquet(options.ours)
    compared = 0
    for values in relation.fetchall():
        ours = dict(zip(relation.columns, values, strict=True))
        if not any(ours[f"{metric}_coverage"] == 1 for metric in COMPARED):
            continue
        compared += 1
        city, day = table_of(ours["city"]).capitalize(), str(ours["day"])[:10]
        if (city, day) in theirs:
            problems += [f"{city} {day}: {difference}" for difference in differences(ours, theirs[city, day])]
        else:
            problems.append(f"{city} {day}: not in MongoDB")
    if not compared:
        problems.append("no day of ours has all its reports: nothing is compared")
    for problem in problems[:10]:
        print(problem)
    print(f"{rows} reports, {len(documents)} days, {compared} of them compared, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
