#!/usr/bin/env python3
"""Daily statistics of an old-layout monthly SYNOP file, computed a second time and in the plainest way.

    python3 daily_oracle.py synop.201301.csv.gz > daily.csv

A check on the day kernel, so it shares nothing with it: every window is a list of report times looked up in a
dictionary, all arithmetic is in floats. Prints one line a station, day and day definition, an empty field where a
value is missing. Not a parser: the file is taken as well formed.
"""

import csv
import gzip
import math
import sys
from datetime import datetime, timedelta

COLUMNS = (
    "temperature_avg temperature_min temperature_max pressure_avg pressure_min pressure_max "
    "surface_pressure_avg surface_pressure_min surface_pressure_max humidity_avg humidity_min humidity_max "
    "dew_point_avg dew_point_min dew_point_max "
    "wind_speed_avg wind_speed_max wind_speed_gust wind_speed_direction wind_speed_constancy wind_speed_max_hour "
    "rainfall_total rainfall_partial rainfall_days_with_rain rainfall_trace "
    "snow_depth_max fresh_snow_total visibility_min cloud_cover_avg"
).split()

# 1 where the phenomenon was seen, 0 where it would have been, empty where the station does not say.
PHENOMENA = "fog thunderstorm snow freezing_rain hail".split()

# Hours, from 00 UTC of the day, at which the day of the minimum and the day of the maximum end, by WMO block.
DAY_ENDS = [("61", 15, 27), ("67", 15, 27), ("78", 24, 36), ("81", 21, 33), ("89642", 9, 21), ("", 18, 30)]

SYNOPTIC_HOURS = range(0, 24, 3)


def figures(text):
    """The figures of `41-49 130`, both ends included."""
    spans = [[int(end) for end in span.split("-")] for span in text.split()]
    return {figure for span in spans for figure in range(span[0], span[-1] + 1)}


# Present weather, WMO tables 4677 and (with 100 added) 4680: what is at the time of the report, and what was in the
# hour before it. Past weather, WMO tables 4561 and (with 10 added) 4531.
NOW = {
    "fog": figures("41-49 130-135"),
    "thunderstorm": figures("17 95-99 190-196"),
    "snow": figures("68-75 77 78 83-86 145 146 167 168 170-178 185-187"),
    "freezing_rain": figures("56 57 66 67 147 148 154-156 164-166"),
    "hail": figures("89 90 96 99 189 193 196"),
}
HOUR_BEFORE = {
    "fog": {28, 120},
    "thunderstorm": {29, 91, 92, 93, 94, 126},
    "snow": {22, 23, 26, 124},
    "freezing_rain": {24, 125},
    "hail": set(),
}
PAST = {"fog": {4, 13}, "thunderstorm": {9, 19}, "snow": {7, 17}, "freezing_rain": set(), "hail": set()}

# What only an observer sees: the sky changing, and what goes on around the station.
BY_EYE = figures("1-3 13-19")


def kelvin(text):
    return float(text) - 273.15


def pascal(text):
    return float(text) / 100


READERS = {
    "t": kelvin, "td": kelvin, "tn12": kelvin, "tx12": kelvin, "pmer": pascal, "pres": pascal, "u": float,
    "dd": float, "ff": float, "raf10": float, "rafper": float,
    "rr3": float, "rr6": float, "rr12": float, "rr24": float, "vv": float, "n": float, "ht_neige": float,
    "ssfrai": float, "perssfrai": float, "ww": int, "w1": int, "w2": int,
}  # fmt: skip


def read(path):
    """The reports as {station: {time: {column: value}}}; a missing value has no key."""
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    stations = {}
    with opened as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            time = datetime.strptime(row["date"], "%Y%m%d%H%M%S")
            report = {name: convert(row[name]) for name, convert in READERS.items() if row[name] not in ("mq", "")}
            stations.setdefault(row["numer_sta"], {})[time] = report
    return stations


def amount(report, name):
    """A rain amount: a trace (-0.1) is nothing, any other negative number is no amount."""
    if is_trace(report, name):
        return 0.0
    value = report.get(name)
    return None if value is None or value < 0 else value


def is_trace(report, name):
    return abs(report.get(name, 0) + 0.1) < 1e-6


def at(reports, day, hours):
    """The report `hours` after 00 UTC of the day, empty if there is none."""
    return reports.get(day + timedelta(hours=hours), {})


def between(reports, day, first, last):
    """All reports from `first` to `last` hours after 00 UTC of the day, both included."""
    start, end = day + timedelta(hours=first), day + timedelta(hours=last)
    return [report for time, report in reports.items() if start <= time <= end]


def known(reports, name):
    return [report[name] for report in reports if name in report]


def state(synoptic, every, name, prefix):
    """Mean of the synoptic reports, extremes of every report, if at least six of the eight have a value."""
    values = known(synoptic, name)
    if len(values) < 6:
        return {}
    extremes = known(every, name)
    return {
        prefix + "_avg": sum(values) / len(values),
        prefix + "_min": min(extremes),
        prefix + "_max": max(extremes),
    }


def prevailing_wind(synoptic):
    """Direction and constancy of the mean wind vector."""
    pairs = []
    for report in synoptic:
        speed, direction = report.get("ff"), report.get("dd")
        if speed == 0:
            pairs.append((0.0, 0.0))
        elif speed is not None and direction is not None and 0 < direction <= 360:
            pairs.append((speed, math.radians(direction)))
    scalar = sum(speed for speed, _ in pairs)
    if len(pairs) < 6 or scalar == 0:
        return {}
    east = sum(speed * math.sin(direction) for speed, direction in pairs)
    north = sum(speed * math.cos(direction) for speed, direction in pairs)
    length = math.hypot(east, north)
    wind = {"wind_speed_constancy": length / scalar}
    if length >= 0.001:
        degrees = round(math.degrees(math.atan2(east, north)) % 360, 3)
        wind["wind_speed_direction"] = degrees if degrees > 0 else 360.0
    return wind


def rainfall(reports, day, start, route_order):
    """Rain of the 24 hours that begin `start` hours after 00 UTC of the day, by the first complete route."""
    routes = []
    for hours in route_order:
        ends = [start + end for end in range(hours, 25, hours)]
        amounts = [amount(at(reports, day, end), f"rr{hours}") for end in ends]
        routes.append((hours, [value for value in amounts if value is not None], len(ends)))
    trace = any(
        is_trace(at(reports, day, start + end), f"rr{hours}")
        for hours in route_order
        for end in range(hours, 25, hours)
    )
    for _, amounts, expected in routes:
        if len(amounts) == expected:
            total = sum(amounts)
            return {
                "rainfall_total": total,
                "rainfall_days_with_rain": 1 if total > 0.9999 else 0,
                "rainfall_trace": 1 if trace and total < 0.0999 else 0,
            }
    # max() keeps the first of equals, which is the earlier route.
    hours, amounts, _ = max(routes, key=lambda route: route[0] * len(route[1]))
    return {"rainfall_partial": sum(amounts)} if amounts else {}


def extreme_of_halves(reports, day, end, name, pick):
    halves = known([at(reports, day, end - 12), at(reports, day, end)], name)
    return pick(halves) if len(halves) == 2 else None


def highest_wind_hour(every_with_time, day):
    """The hour of the first report of the day's highest wind speed."""
    highest = max(known([report for _, report in every_with_time], "ff"))
    first = min(time for time, report in every_with_time if report.get("ff") == highest)
    return (first - day).total_seconds() / 3600


def fresh_snow(reports, day, start):
    """Fresh snow of the 24 hours that begin `start` hours after 00 UTC: four amounts of six hours."""
    amounts = []
    for end in (6, 12, 18, 24):
        report = at(reports, day, start + end)
        if abs(report.get("perssfrai", 0)) == 60 and report.get("ssfrai", -1) >= 0:
            amounts.append(report["ssfrai"])
    return sum(amounts) if len(amounts) == 4 else None


def weather(instant, period):
    """What was seen, of the reports of [00, 24) and of (00, 24] UTC."""
    present = set(known(instant, "ww"))
    present_of_period = set(known(period, "ww"))
    past = set(known(period, "w1") + known(period, "w2"))
    visibilities = known(instant, "vv")
    any_code = any(0 <= figure < 200 for figure in present)
    observer = bool(present & BY_EYE) or any(0 <= figure < 10 for figure in past)
    automatic = any(10 <= figure < 20 for figure in past)
    seen = {}
    for phenomenon in PHENOMENA:
        seen[phenomenon] = bool(
            present & NOW[phenomenon] or present_of_period & HOUR_BEFORE[phenomenon] or past & PAST[phenomenon]
        )
    seen["fog"] |= any(0 <= visibility < 1000 for visibility in visibilities)
    watched = {
        "fog": observer or any_code or automatic or bool(visibilities),
        "thunderstorm": observer,
        "snow": observer or any_code or automatic,
        "freezing_rain": observer or any_code,
        "hail": observer,
    }
    return {name: int(seen[name]) for name in PHENOMENA if seen[name] or watched[name]}


def both_days(station, reports, day):
    """The statistics of a day in the two definitions: (utc, climatological)."""
    synoptic = [at(reports, day, hour) for hour in SYNOPTIC_HOURS]
    every = between(reports, day, 0, 23.9999)
    common = {}
    for name, prefix in (("t", "temperature"), ("pmer", "pressure"), ("pres", "surface_pressure"),
                         ("u", "humidity"), ("td", "dew_point"), ("ff", "wind_speed"),
                         ("vv", "visibility")):  # fmt: skip
        common.update(state(synoptic, every, name, prefix))
    common.update(prevailing_wind(synoptic))
    if "wind_speed_max" in common:
        in_day = [(time, report) for time, report in reports.items() if day <= time < day + timedelta(hours=24)]
        common["wind_speed_max_hour"] = highest_wind_hour(in_day, day)
    depths = [depth for depth in known(every, "ht_neige") if depth >= 0]
    common["snow_depth_max"] = max(depths) if depths else None
    clear = [report for report in synoptic if report.get("n", 101) != 101]
    if len(clear) >= 6:
        common["cloud_cover_avg"] = sum(known(clear, "n")) / len(clear)
    period = between(reports, day, 0.0001, 24)
    gusts = known(period, "raf10") + known(period, "rafper")
    if gusts:
        common["wind_speed_gust"] = max(gusts)
    common.update(weather(every, period))
    tn_end, tx_end = next((tn, tx) for block, tn, tx in DAY_ENDS if station.startswith(block))
    utc = common | rainfall(reports, day, 0, [3, 12, 6, 24])
    climatological = common | rainfall(reports, day, 6, [24, 3, 12, 6])
    utc["fresh_snow_total"] = fresh_snow(reports, day, 0)
    climatological["fresh_snow_total"] = fresh_snow(reports, day, 6)
    climatological["temperature_min"] = extreme_of_halves(reports, day, tn_end, "tn12", min)
    climatological["temperature_max"] = extreme_of_halves(reports, day, tx_end, "tx12", max)
    return utc, climatological


def text(value):
    return "" if value is None else f"{value:.3f}"


def main():
    print(",".join(["station_id", "period", "day", *COLUMNS, *PHENOMENA]))
    for station, reports in sorted(read(sys.argv[1]).items()):
        for day in sorted({time.replace(hour=0, minute=0, second=0) for time in reports}):
            for period, values in zip(("utc", "climatological"), both_days(station, reports, day)):
                fields = [text(values.get(name)) for name in (*COLUMNS, *PHENOMENA)]
                print(",".join([station, period, str(day.date()), *fields]))


if __name__ == "__main__":
    main()
