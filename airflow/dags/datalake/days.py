"""The days that a run covers, out of its parameters and its place in the schedule.

Nothing here knows Airflow.
"""

import re
from datetime import date, timedelta

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(text: str, name: str) -> date:
    """The day written as 2013-01-31 and in no other way; `name` is the parameter that it came in.

    Raises `ValueError` with a message for people.
    """
    if not isinstance(text, str) or not DAY.fullmatch(text):
        raise ValueError(f"{name} is {text!r}: write a day as 2013-01-31")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name} is {text}, which is no day: {error}") from error


def covered(params: dict, run_day: date, last_success: date | None) -> tuple[date, date]:
    """The first and the last day of a run on `run_day`, both included.

    `last_success` is the day of the last run that succeeded; where there is none, or it is later than this run (an old
    run repeated), only the late-data window is added to the last day.

    Raises `ValueError` with a message for people if the parameters name no days.
    """
    last = day(params["to"], "to") if params.get("to") else run_day - timedelta(days=1)
    if params.get("from"):
        first = day(params["from"], "from")
        if first > last:
            raise ValueError(f"from {first} is after to {last}")
        return first, last
    since = last if last_success is None else min(last_success, last)
    return since - timedelta(days=int(params["late_days"])), last
