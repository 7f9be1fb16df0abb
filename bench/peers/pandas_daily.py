#!/usr/bin/env python3
"""Daily statistics of SYNOP files with pandas, the way of the project that meteolake began as: load, frame, group.

pandas_daily.py daily.parquet year.json                an OpenDataSoft export
pandas_daily.py daily.parquet synop_1996.csv.gz …      Météo-France's yearly files
"""

import argparse
import json

import numpy as np
import pandas as pd

NUMBERS = ["t", "u", "pmer", "dd", "ff", "raf10", "rafper", "rr3"]
KEYS = ["station_id", "day"]


def read_json(path: str) -> pd.DataFrame:
    with open(path, encoding="utf-8") as file:
        records = json.load(file)
    frame = pd.DataFrame(records, columns=["numer_sta", "date", *NUMBERS])
    frame[NUMBERS] = frame[NUMBERS].astype(float)
    return frame.rename(columns={"numer_sta": "station_id"})


def read_csv(paths: list[str]) -> pd.DataFrame:
    names = {"geo_id_wmo": "station_id", "validity_time": "date"}
    types = {"geo_id_wmo": str} | dict.fromkeys(NUMBERS, float)
    years = [pd.read_csv(path, sep=";", usecols=[*names, *NUMBERS], dtype=types) for path in paths]
    return pd.concat(years, ignore_index=True).rename(columns=names)


def daily(reports: pd.DataFrame) -> pd.DataFrame:
    time = pd.to_datetime(reports["date"], utc=True)
    direction = np.radians(reports["dd"])
    reports["t"] -= 273.15
    reports["pmer"] /= 100
    reports["east"] = reports["ff"] * np.sin(direction)
    reports["north"] = reports["ff"] * np.cos(direction)
    reports["gust"] = reports[["raf10", "rafper"]].max(axis=1)
    reports["rr3"] = reports["rr3"].clip(lower=0)

    # Instantaneous values of [00, 24) UTC; each needs six of the day's eight reports.
    reports["day"] = time.dt.floor("D")
    groups = reports.groupby(KEYS)
    counts = groups[["t", "pmer", "u", "ff"]].count()
    days = groups.agg(
        temperature_avg=("t", "mean"),
        temperature_min=("t", "min"),
        temperature_max=("t", "max"),
        pressure_avg=("pmer", "mean"),
        pressure_min=("pmer", "min"),
        pressure_max=("pmer", "max"),
        humidity_avg=("u", "mean"),
        wind_speed_avg=("ff", "mean"),
        wind_speed_max=("ff", "max"),
        east=("east", "sum"),
        north=("north", "sum"),
    )
    turned = np.degrees(np.arctan2(days.pop("east"), days.pop("north"))) % 360
    days["wind_speed_direction"] = turned.where(days["wind_speed_max"] > 0)
    for name, measured in (("temperature", "t"), ("pressure", "pmer"), ("humidity", "u"), ("wind_speed", "ff")):
        columns = [column for column in days.columns if column.startswith(name)]
        days[columns] = days[columns].where(counts[measured] >= 6)
    days["temperature_coverage"] = counts["t"] / 8

    # Amounts and gusts of (00, 24] UTC.
    reports["day"] = (time - pd.Timedelta(seconds=1)).dt.floor("D")
    groups = reports.groupby(KEYS)
    periods = groups.agg(wind_speed_gust=("gust", "max"), rainfall_total=("rr3", "sum"))
    count = groups["rr3"].count()
    periods["rainfall_coverage"] = count / 8
    periods["rainfall_total"] = periods["rainfall_total"].where(count == 8)

    days = days.join(periods).reset_index()
    days["day"] = days["day"].dt.tz_localize(None)
    return days


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", help="the Parquet file to write")
    parser.add_argument("files", nargs="+", help="one JSON file, or CSV files")
    options = parser.parse_args()
    files = options.files
    reports = read_json(files[0]) if files[0].endswith(".json") else read_csv(files)
    daily(reports).to_parquet(options.output, index=False)


if __name__ == "__main__":
    main()
