#!/usr/bin/env python3
"""Daily statistics of SYNOP files with DuckDB: one statement from the files to a Parquet file.

    duckdb_daily.py daily.parquet year.json                an OpenDataSoft export
    duckdb_daily.py daily.parquet synop_1996.csv.gz …      Météo-France's yearly files

With `--keep observations.parquet` all columns of all reports are written as well, sorted by station and time, and the
days are made of those: what someone does who keeps observations and not only days.
"""

import argparse
import gzip

import duckdb

# The files are asked for in UTC, so that the offset need not be looked at.
JSON = """
read_json($files, format = 'array', columns = {
    numer_sta: 'varchar', date: 'timestamp', t: 'double', u: 'double', pmer: 'double', dd: 'double', ff: 'double',
    raf10: 'double', rafper: 'double', rr3: 'double'
})
"""

# Naming every column saves DuckDB from guessing their types, which takes longer than reading them.
CSV = """
(select geo_id_wmo as numer_sta, validity_time as date, * from
    read_csv($files, delim = ';', header = true, auto_detect = false, columns = {columns}))
"""

NOT_NUMBERS = {"geo_id_wmo": "varchar", "geo_id_wigos": "varchar", "name": "varchar"} | dict.fromkeys(
    ("reference_time", "insert_time", "validity_time"), "timestamp"
)

ALL_OF_JSON = "(select * replace (date::timestamp as date) from read_json_auto($files, format = 'array'))"

KEEP = """
copy (from {source} order by numer_sta, date) to '{kept}' (format parquet, compression zstd)
"""

# Instantaneous values of [00, 24) UTC, then amounts and gusts of (00, 24] UTC.
DAILY = """
copy (
    with reports as (
        select
            numer_sta as station_id, date as time, t - 273.15 as t, u, pmer / 100 as pmer, ff,
            ff * sin(radians(dd)) as east, ff * cos(radians(dd)) as north, greatest(raf10, rafper) as gust,
            if(rr3 < 0, 0, rr3) as rr3
        from {source}
    ),
    instants as (
        select
            station_id, time::date as day,
            count(t) / 8 as temperature_coverage,
            if(count(t) >= 6, avg(t), null) as temperature_avg,
            if(count(t) >= 6, min(t), null) as temperature_min,
            if(count(t) >= 6, max(t), null) as temperature_max,
            if(count(pmer) >= 6, avg(pmer), null) as pressure_avg,
            if(count(pmer) >= 6, min(pmer), null) as pressure_min,
            if(count(pmer) >= 6, max(pmer), null) as pressure_max,
            if(count(u) >= 6, avg(u), null) as humidity_avg,
            if(count(ff) >= 6, avg(ff), null) as wind_speed_avg,
            if(count(ff) >= 6, max(ff), null) as wind_speed_max,
            if(count(ff) >= 6 and sum(ff) > 0, (degrees(atan2(sum(east), sum(north))) + 360) % 360, null)
                as wind_speed_direction
        from reports group by all
    ),
    periods as (
        select
            station_id, (time - interval 1 second)::date as day,
            max(gust) as wind_speed_gust,
            count(rr3) / 8 as rainfall_coverage,
            if(count(rr3) = 8, sum(rr3), null) as rainfall_total
        from reports group by all
    )
    from instants left join periods using (station_id, day) order by station_id, day
) to '{output}' (format parquet)
"""


def csv(first: str) -> str:
    """The files as a table of numbers, with the columns that the first one's header names."""
    with gzip.open(first, "rt", encoding="utf-8") as lines:
        names = lines.readline().strip().split(";")
    return CSV.format(columns={name: NOT_NUMBERS.get(name, "double") for name in names})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", help="the Parquet file to write")
    parser.add_argument("files", nargs="+", help="one JSON file, or CSV files")
    parser.add_argument("--keep", metavar="FILE", help="write all columns of all reports to this Parquet file as well")
    options = parser.parse_args()
    is_json = options.files[0].endswith(".json")
    source, files = JSON if is_json else csv(options.files[0]), {"files": options.files}
    if options.keep:
        everything = ALL_OF_JSON if is_json else source
        duckdb.execute("set timezone = 'UTC'")
        duckdb.execute(KEEP.format(source=everything, kept=options.keep), files)
        source, files = "read_parquet($files)", {"files": [options.keep]}
    duckdb.execute(DAILY.format(source=source, output=options.output), files)


if __name__ == "__main__":
    main()
