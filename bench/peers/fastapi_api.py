#!/usr/bin/env python3
"""A FastAPI service that gives the answers of `meteolake serve` out of the same Delta tables.

    METEOLAKE_BENCH_LAKE=DIR uvicorn fastapi_api:app --workers 2

Written as its users would write it well: the table stays open and follows new commits, partitions and columns are pushed down
to pyarrow, JSON is made by orjson, and the nested documents without a model in between.
"""

import datetime
import os
import threading
from pathlib import Path
from typing import Any

import orjson
import pyarrow.compute as pc
import pyarrow.dataset as ds
from deltalake import DeltaTable
from fastapi import FastAPI, HTTPException, Response

LAKE = Path(os.environ["METEOLAKE_BENCH_LAKE"])
GROUPS = [
    "temperature", "pressure", "surface_pressure", "humidity", "dew_point", "wind_speed", "rainfall", "snow_depth",
    "fresh_snow", "visibility", "cloud_cover",
]  # fmt: skip

app = FastAPI()
table = DeltaTable(LAKE / "curated" / "daily")
lock = threading.Lock()


def rows(station: str, first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
    """The days of a station, by the newest commit."""
    with lock:
        table.update_incremental()
        dataset = table.to_pyarrow_dataset()
    years = list(range(first.year, last.year + 1))
    wanted = (
        (pc.field("period") == "utc")
        & pc.field("year").isin(years)
        & (pc.field("station_id") == station)
        & (pc.field("day") >= first)
        & (pc.field("day") <= last)
    )
    columns = [name for name in dataset.schema.names if name != "year"]
    found: ds.Dataset = dataset
    return found.to_table(columns=columns, filter=wanted).to_pylist()


def nested(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the nested document."""
    metrics: dict[str, dict[str, Any]] = {group: {} for group in GROUPS}
    for name, value in row.items():
        if name.endswith(("_coverage", "_expected", "_method")):
            continue
        for group in GROUPS:
            if name.startswith(group + "_"):
                metrics[group][name[len(group) + 1 :]] = value
                break
    quality = {name: value for name, value in row.items() if name.endswith(("_coverage", "_method"))}
    head = {name: row[name] for name in ("city", "station_id", "period", "day")}
    return head | {"metrics": metrics, "extreme_events": [], "quality": quality}


def json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


@app.get("/health")
def health() -> Response:
    for name in ("curated/daily", "staging/observations"):
        if not (LAKE / name / "_delta_log").is_dir():
            raise HTTPException(503)
    return json({"status": "ok"})


@app.get("/curated/cities/{city}")
def city(city: str, first: datetime.date, last: datetime.date) -> Response:
    found = rows(city, first, last)
    if not found:
        raise HTTPException(404)
    data = [nested(row) for row in found]
    return json({"city": found[0]["city"], "station_id": city, "period": "utc", "data": data, "count": len(data)})


@app.get("/v1/daily")
def daily(station: str, first: datetime.date, last: datetime.date) -> Response:
    found = rows(station, first, last)
    return json({"data": found, "count": len(found)})
