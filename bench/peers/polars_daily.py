#!/usr/bin/env python3
"""Daily statistics of SYNOP files with Polars: one lazy query where the reader allows it.

polars_daily.py daily.parquet year.json                an OpenDataSoft export
polars_daily.py daily.parquet synop_1996.csv.gz …      Météo-France's yearly files
"""

import argparse

import polars as pl
from polars import col

NUMBERS = ["t", "u", "pmer", "dd", "ff", "raf10", "rafper", "rr3"]
KEYS = ["station_id", "day"]


def read_json(path: str) -> pl.LazyFrame:
    """Polars has no lazy reader of a JSON array; a schema of the wanted keys keeps it from building the others."""
    schema = {"numer_sta": pl.String, "date": pl.String} | dict.fromkeys(NUMBERS, pl.Float64)
    frame = pl.read_json(path, schema=schema).lazy()
    return frame.with_columns(col("date").str.to_datetime("%Y-%m-%dT%H:%M:%S%:z")).rename({"numer_sta": "station_id"})


def read_csv(paths: list[str]) -> pl.LazyFrame:
    types = {"geo_id_wmo": pl.String} | dict.fromkeys(NUMBERS, pl.Float64)
    frame = pl.scan_csv(paths, separator=";", schema_overrides=types)
    frame = frame.rename({"geo_id_wmo": "station_id", "validity_time": "date"}).select("station_id", "date", *NUMBERS)
    return frame.with_columns(col("date").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC"))


def daily(reports: pl.LazyFrame) -> pl.LazyFrame:
    direction = col("dd").radians()
    reports = reports.select(
        "station_id",
        time="date",
        t=col("t") - 273.15,
        u="u",
        pmer=col("pmer") / 100,
        ff="ff",
        east=col("ff") * direction.sin(),
        north=col("ff") * direction.cos(),
        gust=pl.max_horizontal("raf10", "rafper"),
        rr3=col("rr3").clip(lower_bound=0),
    )
    turned = pl.arctan2(col("east").sum(), col("north").sum()).degrees() % 360
    # Instantaneous values of [00, 24) UTC.
    instants = reports.group_by("station_id", day=col("time").dt.date()).agg(
        temperature_coverage=col("t").count() / 8,
        temperature_avg=enough("t", col("t").mean()),
        temperature_min=enough("t", col("t").min()),
        temperature_max=enough("t", col("t").max()),
        pressure_avg=enough("pmer", col("pmer").mean()),
        pressure_min=enough("pmer", col("pmer").min()),
        pressure_max=enough("pmer", col("pmer").max()),
        humidity_avg=enough("u", col("u").mean()),
        wind_speed_avg=enough("ff", col("ff").mean()),
        wind_speed_max=enough("ff", col("ff").max()),
        wind_speed_direction=enough("ff", pl.when(col("ff").sum() > 0).then(turned)),
    )
    # Amounts and gusts of (00, 24] UTC.
    periods = reports.group_by("station_id", day=(col("time") - pl.duration(seconds=1)).dt.date()).agg(
        wind_speed_gust=col("gust").max(),
        rainfall_coverage=col("rr3").count() / 8,
        rainfall_total=pl.when(col("rr3").count() == 8).then(col("rr3").sum()),
    )
    return instants.join(periods, on=KEYS, how="left").sort(KEYS)


def enough(name: str, value: pl.Expr) -> pl.Expr:
    """The value where six of the day's eight reports have one."""
    return pl.when(col(name).count() >= 6).then(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", help="the Parquet file to write")
    parser.add_argument("files", nargs="+", help="one JSON file, or CSV files")
    options = parser.parse_args()
    files = options.files
    reports = read_json(files[0]) if files[0].endswith(".json") else read_csv(files)
    daily(reports).sink_parquet(options.output)


if __name__ == "__main__":
    main()
