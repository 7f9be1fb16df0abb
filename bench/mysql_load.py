#!/usr/bin/env python3
"""How fast the MySQL server itself takes observations: the ceiling of whoever loads into it.

    mysql_load.py export.json --runs 5    prints a table in Markdown

The reports of an OpenDataSoft export go to one table a city, keyed by time, in the columns of the original and in all
columns that hold a measurement. Everything is made ready before the clock starts: files for `load data infile`, whole
statements for `insert` and `upsert`, of which the client then only sends the bytes. All of it is one transaction a
connection, and each connection has its share of the cities. `executemany` is the original's way, values and all.
The ways take turns; each begins with new tables. The time is that of load and commit; the server's CPU time is read
from /proc where it runs on this machine. Its files are read by the server, which must be allowed to.

The server and the database are those of METEOLAKE_ZONES_STAGING.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from peers.original import COLUMNS, TEXTS, Places, table_of

# Labels, and what is computed of the rest.
NOT_MEASURED = set(
    "coordonnees type_de_tendance_barometrique temps_passe_1 temps_present tn12c tn24c tx12c tx24c tminsolc latitude "
    "longitude altitude libgeo codegeo nom_epci code_epci nom_dept code_dep nom_reg code_reg mois_de_l_annee".split()
)

# Below the largest packet of MariaDB, 16 MB, and about where larger statements stop being faster.
STATEMENT_BYTES = 1_000_000


@dataclass
class City:
    """The reports of a city, in every form in which they are sent."""

    table: str
    create: str
    into: str
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    statements: dict[str, list[bytes]] = field(default_factory=dict)
    file: str = ""


def cities_of(records: list[dict[str, Any]], columns: list[str], folder: Path) -> list[City]:
    texts = TEXTS | {name: "varchar(20)" for name in columns if any(isinstance(r[name], str) for r in records)} | TEXTS
    types = ", ".join(f"{name} {texts.get(name, 'double')}" for name in columns)
    cities: dict[str, City] = {}
    for record in sorted(records, key=lambda record: (record["nom"], record["date"])):
        table = table_of(record["nom"])
        if table not in cities:
            create = f"create table `{table}` ({types}, primary key (date))"
            cities[table] = City(table, create, f"into `{table}` ({', '.join(columns)}) values ")
        record["date"] = record["date"][:19].replace("T", " ")
        cities[table].rows.append(tuple(record[name] for name in columns))
    for city in cities.values():
        make_ready(city, columns, folder)
    return list(cities.values())


def make_ready(city: City, columns: list[str], folder: Path) -> None:
    literals = [f"({','.join(literal(value) for value in row)})" for row in city.rows]
    update = " on duplicate key update " + ", ".join(f"{name} = values({name})" for name in columns[1:])
    statements = chunks(literals)
    city.statements["insert"] = [f"insert {city.into}{values}".encode() for values in statements]
    city.statements["upsert"] = [f"insert {city.into}{values}{update}".encode() for values in statements]
    path = folder / f"{city.table}_{len(columns)}.tsv"
    lines = ("\t".join("\\N" if value is None else str(value) for value in row) + "\n" for row in city.rows)
    path.write_text("".join(lines), encoding="utf-8")
    path.chmod(0o644)
    city.file = str(path)


def literal(value: Any) -> str:
    if value is None:
        return "null"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def chunks(literals: list[str]) -> list[str]:
    found, size, start = [], 0, 0
    for index, text in enumerate(literals):
        size += len(text)
        if size > STATEMENT_BYTES:
            found.append(",".join(literals[start : index + 1]))
            size, start = 0, index + 1
    return [*found, ",".join(literals[start:])] if start < len(literals) else found


def load_file(cursor: Any, city: City) -> None:
    cursor.execute(f"load data infile '{city.file}' into table `{city.table}`")


def replace_by_file(cursor: Any, city: City) -> None:
    cursor.execute(f"load data infile '{city.file}' replace into table `{city.table}`")


def send(kind: str) -> Callable[[Any, City], None]:
    def load(cursor: Any, city: City) -> None:
        for statement in city.statements[kind]:
            cursor.execute(statement)

    return load


def executemany(cursor: Any, city: City) -> None:
    places = ", ".join(["%s"] * len(city.rows[0]))
    cursor.executemany(f"insert {city.into}({places})", city.rows)


WAYS: list[tuple[str, Callable[[Any, City], None], int]] = [
    ("`load data infile`", load_file, 1),
    ("`load data infile`", load_file, 2),
    ("`load data infile … replace`", replace_by_file, 1),
    ("`load data infile … replace`", replace_by_file, 2),
    ("`insert`, statements ready", send("insert"), 1),
    ("`insert`, statements ready", send("insert"), 2),
    ("`insert … on duplicate key update`, statements ready", send("upsert"), 1),
    ("`insert … on duplicate key update`, statements ready", send("upsert"), 2),
    ("pymysql's `executemany`", executemany, 1),
]


def loaded(cities: list[City], load: Callable[[Any, City], None], connections: int) -> tuple[float, float | None]:
    """Seconds, and those of the server's CPU, for new tables."""
    places = Places()
    connection = places.mysql(autocommit=True)
    with connection.cursor() as cursor:
        for city in cities:
            cursor.execute(f"drop table if exists `{city.table}`")
            cursor.execute(city.create)
        cursor.execute("select concat(if(left(@@pid_file, 1) = '/', '', @@datadir), @@pid_file)")
        pid_file = Path(cursor.fetchone()[0])

    def share(number: int) -> None:
        own = Places().mysql(autocommit=False)
        with own.cursor() as cursor:
            for city in cities[number::connections]:
                load(cursor, city)
        own.commit()
        own.close()

    before, start = server_cpu_s(pid_file), time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(share, range(connections)))
    wall_s = time.perf_counter() - start
    after = server_cpu_s(pid_file)
    check(connection, cities)
    return wall_s, None if before is None or after is None else after - before


def check(connection: Any, cities: list[City]) -> None:
    with connection.cursor() as cursor:
        for city in cities:
            cursor.execute(f"select count(*) from `{city.table}`")
            (count,) = cursor.fetchone()
            if count != len(city.rows):
                raise SystemExit(f"{city.table} has {count} rows, not {len(city.rows)}")
    connection.close()


def server_cpu_s(pid_file: Path) -> float | None:
    """User and system time of the server, if it runs here."""
    try:
        pid = int(pid_file.read_text())
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE", help="an export in JSON")
    parser.add_argument("--runs", type=int, default=5, help="runs of each way [default: 5]")
    options = parser.parse_args()

    print("| columns | way | connections | rows/s, median | min to max | server's CPU a row |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        records = json.loads(options.file.read_bytes())
        everything = COLUMNS + [name for name in records[0] if name not in NOT_MEASURED and name not in COLUMNS]
        for columns in (COLUMNS, everything):
            cities = cities_of(records, columns, folder)
            measured: list[list[tuple[float, float | None]]] = [[] for _ in WAYS]
            for _ in range(options.runs):
                for way, (_, load, connections) in enumerate(WAYS):
                    measured[way].append(loaded(cities, load, connections))
            for (label, _, connections), runs in zip(WAYS, measured, strict=True):
                speeds = [len(records) / wall_s for wall_s, _ in runs]
                cpu_s = [cpu_s for _, cpu_s in runs if cpu_s is not None]
                cpu = f"{statistics.median(cpu_s) / len(records) * 1e6:.1f} µs" if cpu_s else "not known"
                spread = f"{min(speeds):,.0f} to {max(speeds):,.0f}"
                median = statistics.median(speeds)
                print(f"| {len(columns)} | {label} | {connections} | {median:,.0f} | {spread} | {cpu} |", flush=True)


if __name__ == "__main__":
    main()
