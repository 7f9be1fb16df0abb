#!/usr/bin/env python3
"""An OpenDataSoft export into S3, MySQL and MongoDB, the way of the project that meteolake began as.

    original.py ingest FOLDER export.json         one city after the other, one document after the other
    original.py ingest-fast FOLDER export.json    its fast way: four threads for the cities, insert_many
    original.py direct FOLDER export.json         the same libraries without its detours, as one would write it well

The first two take the original's steps: the file goes to the bucket and is read back from there; all keys of all
records become a frame; each city becomes a CSV file in FOLDER, which is read again; missing values become 0 and times
become dates; `executemany` fills a table a city; MySQL computes the days, which come back as a frame and go to MongoDB
with rounded numbers. Two things differ: a thread has a connection of its own, since those that share one lose each
other's answers, and an error ends the program instead of being printed.

`direct` keeps times and missing values, parses while the file is uploaded, takes only the columns that it needs,
computes the days with pandas while MySQL is filled, and sends them at once.

The servers are those of the environment: METEOLAKE_ZONES_RAW, _STAGING, _CURATED, and what boto3 reads (AWS_…).
The times of the steps in seconds are written to FOLDER/steps.json.
"""

import argparse
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import pandas as pd
import pymongo
import pymysql
import sqlalchemy

COLUMNS = ["date", "nom", "pmer", "tend", "cod_tend", "dd", "ff", "td", "u", "ww", "pres", "rafper", "rr1", "rr3", "tc"]
TEXTS = {"date": "datetime", "nom": "varchar(255)", "cod_tend": "varchar(50)", "ww": "varchar(10)"}
ZEROS = {column: "0" if column in TEXTS else 0 for column in COLUMNS}
METRICS = {
    "temperature": ("tc", ["avg", "min", "max"]),
    "pressure": ("pmer", ["avg", "min", "max"]),
    "wind_speed": ("ff", ["avg", "max"]),
    "rainfall": ("rr1", ["total", "days_with_rain"]),
}
NAMES = [f"{metric}_{name}" for metric, (_, names) in METRICS.items() for name in names]
THREADS = 4

INSERT = f"insert into `{{table}}` ({', '.join(COLUMNS)}) values ({', '.join(['%s'] * len(COLUMNS))})"
DAYS = """
select date(date) as day,
    avg(tc) as temperature_avg, min(tc) as temperature_min, max(tc) as temperature_max,
    avg(pmer) as pressure_avg, min(pmer) as pressure_min, max(pmer) as pressure_max,
    avg(ff) as wind_speed_avg, max(ff) as wind_speed_max,
    sum(rr1) as rainfall_total, count(case when rr1 > 0 then 1 end) as rainfall_days_with_rain
from `{table}` group by date(date)
"""


class Places:
    """The three servers, and where on them this run may write."""

    def __init__(self) -> None:
        raw = urlsplit(os.environ["METEOLAKE_ZONES_RAW"])
        self.bucket, self.prefix = raw.netloc, raw.path.strip("/")
        self.s3 = boto3.client("s3")
        self.mysql_url = os.environ["METEOLAKE_ZONES_STAGING"]
        mongo: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(os.environ["METEOLAKE_ZONES_CURATED"])
        self.days = mongo.get_default_database()["WeatherStats"]
        self.own = threading.local()

    def mysql(self, autocommit: bool) -> Any:
        """The connection of this thread."""
        if not hasattr(self.own, "connection"):
            url = urlsplit(self.mysql_url)
            self.own.connection = pymysql.connect(
                host=url.hostname,
                port=url.port or 3306,
                user=unquote(url.username or ""),
                password=unquote(url.password or ""),
                database=url.path.strip("/"),
                autocommit=autocommit,
            )
        return self.own.connection

    def engine(self) -> sqlalchemy.Engine:
        return sqlalchemy.create_engine(self.mysql_url.replace("mysql://", "mysql+pymysql://", 1))

    def upload(self, file: Path) -> str:
        key = f"{self.prefix}/{file.name}"
        with file.open("rb") as content:
            self.s3.upload_fileobj(content, self.bucket, key)
        return key


def table_of(city: str) -> str:
    return city.replace("METEO", "").translate(str.maketrans(" -'", "___")).lower()


def create_table(cursor: Any, table: str, time_type: str) -> None:
    types = TEXTS | {"date": time_type}
    columns = ", ".join(f"{column} {types.get(column, 'double')}" for column in COLUMNS)
    cursor.execute(f"create table if not exists `{table}` ({columns})")


def document(city: str, day: str, values: dict[str, Any]) -> dict[str, Any]:
    metrics = {metric: {name: values[f"{metric}_{name}"] for name in names} for metric, (_, names) in METRICS.items()}
    return {"city": city.capitalize(), "period": day, "metrics": metrics, "extreme_events": []}


# The original's steps, for both of its ways.


def to_files(places: Places, folder: Path) -> list[Path]:
    """Every JSON object of the bucket to one CSV file a city."""
    frames: dict[str, list[pd.DataFrame]] = {}
    listed = places.s3.list_objects_v2(Bucket=places.bucket, Prefix=f"{places.prefix}/")
    for found in listed.get("Contents", []):
        if found["Key"].endswith(".json"):
            records = json.loads(places.s3.get_object(Bucket=places.bucket, Key=found["Key"])["Body"].read())
            reports = pd.DataFrame(records)[COLUMNS]
            for city in reports["nom"].unique():
                frames.setdefault(city, []).append(reports[reports["nom"] == city])
    files = []
    for city, parts in frames.items():
        files.append(folder / f"{table_of(city)}.csv")
        pd.concat(parts, ignore_index=True).to_csv(files[-1], index=False)
    return files


def load_city(places: Places, file: Path, fast: bool) -> None:
    connection = places.mysql(autocommit=fast)
    with connection.cursor() as cursor:
        create_table(cursor, file.stem, "date")
        reports = pd.read_csv(file, dtype={"cod_tend": str, "ww": str}, low_memory=False).fillna(ZEROS)
        cursor.executemany(INSERT.format(table=file.stem), [tuple(row) for row in reports.values])
    if not fast:
        connection.commit()


def curate_city(places: Places, engine: sqlalchemy.Engine, table: str, fast: bool) -> None:
    days = pd.read_sql_query(DAYS.format(table=table), engine)
    days[NAMES] = days[NAMES].round(3)
    if fast:
        records = days.to_dict("records")
        places.days.insert_many([document(table, str(record["day"]), record) for record in records])
        return
    for _, row in days.iterrows():
        places.days.insert_one(document(table, row["day"].strftime("%Y-%m-%d"), row))


def original(places: Places, file: Path, folder: Path, fast: bool, step: Callable[[str], None]) -> None:
    places.upload(file)
    step("raw")
    files = to_files(places, folder)
    step("files")
    for_each(fast, lambda path: load_city(places, path, fast), files)
    step("staging")
    engine = places.engine()
    tables = sqlalchemy.inspect(engine).get_table_names()
    for_each(fast, lambda table: curate_city(places, engine, table, fast), tables)
    step("curated")


def for_each(fast: bool, work: Callable[[Any], None], items: Iterable[Any]) -> None:
    if not fast:
        for item in items:
            work(item)
        return
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        list(pool.map(work, items))


# Without the detours.


def load_all(places: Places, reports: pd.DataFrame) -> None:
    """All cities in one transaction."""
    connection = places.mysql(autocommit=False)
    reports = reports.assign(date=reports["date"].dt.strftime("%Y-%m-%d %H:%M:%S"))
    reports = reports.astype(object).where(reports.notna(), None)
    with connection.cursor() as cursor:
        for city, rows in reports.groupby("nom"):
            create_table(cursor, table_of(city), "datetime")
            cursor.executemany(INSERT.format(table=table_of(city)), list(rows.itertuples(index=False, name=None)))
    connection.commit()


def days_of(reports: pd.DataFrame) -> list[dict[str, Any]]:
    reports = reports.assign(day=reports["date"].dt.strftime("%Y-%m-%d"), wet=reports["rr1"] > 0)
    groups = reports.groupby(["nom", "day"])
    days = groups.agg(
        temperature_avg=("tc", "mean"),
        temperature_min=("tc", "min"),
        temperature_max=("tc", "max"),
        pressure_avg=("pmer", "mean"),
        pressure_min=("pmer", "min"),
        pressure_max=("pmer", "max"),
        wind_speed_avg=("ff", "mean"),
        wind_speed_max=("ff", "max"),
        rainfall_total=("rr1", "sum"),
        rainfall_days_with_rain=("wet", "sum"),
    )
    days = days.round(3).astype(object).where(days.notna(), None).reset_index()
    return [document(table_of(day["nom"]), day["day"], day) for day in days.to_dict("records")]


def direct(places: Places, file: Path, step: Callable[[str], None]) -> None:
    with ThreadPoolExecutor(max_workers=2) as pool:
        uploading = pool.submit(places.upload, file)
        records = json.loads(file.read_bytes())
        reports = pd.DataFrame([[record[column] for column in COLUMNS] for record in records], columns=COLUMNS)
        del records
        reports["date"] = pd.to_datetime(reports["date"], utc=True)
        numbers = [column for column in COLUMNS if column not in TEXTS]
        reports[numbers] = reports[numbers].astype(float)
        uploading.result()
        step("raw")
        loading = pool.submit(load_all, places, reports)
        places.days.insert_many(days_of(reports))
        step("curated")
        loading.result()
        step("staging")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("way", choices=["ingest", "ingest-fast", "direct"])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="for CSV files and times; empty")
    parser.add_argument("file", type=Path, metavar="FILE", help="an export in JSON")
    options = parser.parse_args()

    steps: dict[str, float] = {}
    last = time.perf_counter()

    def step(name: str) -> None:
        nonlocal last
        now = time.perf_counter()
        steps[name], last = now - last, now

    places = Places()
    if options.way == "direct":
        direct(places, options.file, step)
    else:
        original(places, options.file, options.folder, options.way == "ingest-fast", step)
    (options.folder / "steps.json").write_text(json.dumps(steps), encoding="utf-8")


if __name__ == "__main__":
    main()
