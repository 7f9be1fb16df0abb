"""The four tasks: which command each runs, and what its end means to Airflow.

| exit status | meaning | the task |
|---|---|---|
| 0 | done | succeeds |
| 1, or killed | failed | fails and is tried again |
| 2 | wrong usage or settings | fails at once: another try would be the same |
| 3 | done, with rows refused | succeeds with a warning |
"""

import os
import re
import tempfile
from pathlib import Path

from airflow.sdk import BaseOperator, Variable
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from . import days, report
from .command import Command, Ended

OBJECT = re.compile(r"[0-9a-f]{64}", re.ASCII)
ZONES = ("RAW", "STAGING", "CURATED")


def setting(name: str, default: str | None = None) -> str | None:
    """The Airflow variable `meteolake_NAME`, else the worker's environment `METEOLAKE_NAME`, else the default."""
    return Variable.get(f"meteolake_{name}", default=None) or os.environ.get(f"METEOLAKE_{name.upper()}") or default


def lake() -> Path:
    """The lake's folder."""
    text = setting("lake")
    if not text or not Path(text).is_absolute():
        raise AirflowFailException(
            f"the lake's folder is {text!r}: set the Airflow variable meteolake_lake, or METEOLAKE_LAKE in the "
            "worker's environment, to an absolute path"
        )
    return Path(text)


def landing() -> Path:
    """The landing folder: a lake of its own of which only the raw zone is used."""
    folder = lake()
    return Path(setting("landing") or folder.with_name(f"{folder.name}-landing"))


class MeteolakeOperator(BaseOperator):
    """Runs one command, logs its account and tells Airflow how it ended; subclasses say which and on what."""

    def __init__(self, **options):
        super().__init__(**options)
        self.command: Command | None = None

    def run(self, folder: Path, arguments: list[str], account, settings: dict[str, str] | None = None) -> dict:
        """Runs meteolake on the lake in `folder` and returns its report; `account` makes lines of a report."""
        binary = setting("binary", "meteolake")
        config = setting("config")
        own = (settings or {}) | ({"METEOLAKE_CONFIG": config} if config else {})
        self.command = Command([binary, "--json", "--lake", str(folder), *arguments], own, self.log)
        try:
            ended = self.command.run()
        except OSError as error:
            raise AirflowFailException(
                f"{binary} cannot be started: {error.strerror}; set the Airflow variable meteolake_binary to its path"
            ) from error
        if ended.report:
            for line in account(ended.report):
                self.log.info("%s", line)
        self.judge(arguments[0], ended)
        return ended.report

    def judge(self, verb: str, ended: Ended) -> None:
        """Raises unless the command is done."""
        if ended.status == 3:
            self.log.warning("rows were refused; `meteolake export rejects` tells each with its reason")
        elif ended.status == 2:
            raise AirflowFailException(f"meteolake {verb} {ended.how()}: the call or the settings are wrong")
        elif ended.status != 0:
            raise AirflowException(f"meteolake {verb} {ended.how()}; the log above says why")
        if ended.report is None:
            raise AirflowException(f"meteolake {verb} {ended.how()} without a report")

    def on_kill(self) -> None:
        """Ends the command when Airflow ends the task."""
        if self.command:
            self.command.stop()


class FetchToLanding(MeteolakeOperator):
    """`fetch` of the run's days into the landing folder. Returns the objects that hold them: object, name."""

    def execute(self, context) -> list[dict]:
        run = context["dag_run"]
        run_day = (run.logical_date or run.run_after).date()
        # A proxy that looks it up when it is asked, and stands for nothing without being None.
        success = context.get("prev_data_interval_end_success")
        try:
            first, last = days.covered(context["params"], run_day, success.date() if success else None)
        except ValueError as error:
            raise AirflowFailException(str(error)) from error
        range_ = ["--from", first.isoformat(), "--to", last.isoformat()]
        # Wherever the lake's zones are, the landing folder holds its own: fetching needs no server of ours.
        in_folder = {f"METEOLAKE_ZONES_{zone}": "" for zone in ZONES}
        arguments = ["fetch", *range_, "--source", context["params"]["source"]]
        came = self.run(landing(), arguments, report.fetch, in_folder)
        downloads = [*came["downloads"], came.get("day_after")]
        return [{"object": each["object"], "name": each["name"]} for each in downloads if each and each["object"]]


class LandingToRaw(MeteolakeOperator):
    """`ingest --to raw` of what the task `fetched_by` brought. Files that raw holds already are not kept twice."""

    def __init__(self, *, fetched_by: str, **options):
        super().__init__(**options)
        self.fetched_by = fetched_by

    def execute(self, context) -> None:
        objects = context["ti"].xcom_pull(task_ids=self.fetched_by)
        if not objects:
            raise AirflowFailException(f"{self.fetched_by} names no files: clear it, so that it runs again")
        with tempfile.TemporaryDirectory(prefix="meteolake-") as folder:
            files = [named(Path(folder), **each) for each in objects]
            came = self.run(lake(), ["ingest", "--to", "raw", "--", *files], report.ingest)
        keep(context, files=len(came["files"]), new=sum(file["created"] for file in came["files"]))


class Stage(MeteolakeOperator):
    """`stage --strict`, so that refused rows show."""

    def execute(self, context) -> None:
        came = self.run(lake(), ["stage", "--strict"], report.stage)
        keep(context, **came["total"])


class Curate(MeteolakeOperator):
    """`curate`."""

    def execute(self, context) -> None:
        came = self.run(lake(), ["curate"], report.curate)
        keep(context, **came)


def named(folder: Path, object: str, name: str) -> str:
    """A link in `folder` to an object of the landing folder: under the file's own name, which raw keeps as a label."""
    if not OBJECT.fullmatch(object):
        raise AirflowFailException(f"{object!r} is no object of the landing folder")
    link = folder / object / (Path(name).name or object)
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(landing().absolute() / "raw" / "objects" / object[:2] / object)
    return str(link)


def keep(context, **figures) -> None:
    """Keeps figures with the asset's event, where other DAGs and people find them."""
    for asset in context["task"].outlets:
        context["outlet_events"][asset].extra.update(figures)
