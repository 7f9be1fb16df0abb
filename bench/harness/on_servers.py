"""The works whose zones are servers: beside the original's way, and what MySQL itself can take."""

import gzip
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .machine import REPOSITORY
from .measure import Contestant, Failed
from .servers import Servers
from .works import BENCH, Setting, Work, lake_in, megabytes, simulated

PACKAGES = ["boto3", "pandas", "pymongo", "PyMySQL", "SQLAlchemy"]

WAYS = {
    "original": ("the original's `/ingest`", "ingest"),
    "original-fast": ("the original's `/ingest-fast`", "ingest-fast"),
    "original-direct": ("its libraries, without detours", "direct"),
}

# Values are real, the shape is rebuilt: outside the repository, which has no observations in it.
REAL_MONTH = REPOSITORY.parent / "shared" / "data" / "synop" / "ods_v21_2013-01.json.gz"


def servers_month(setting: Setting) -> Work:
    """January 2013 of all stations, real values."""
    file = setting.cache / "synop_2013-01.json"
    if not file.exists():
        if not REAL_MONTH.exists():
            raise Failed(f"the real month is not here: put ods_v21_2013-01.json, unpacked, to {file}")
        unfinished = file.with_name(f"{file.name}.part")
        with gzip.open(REAL_MONTH) as packed, unfinished.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
        unfinished.rename(file)
    return on_servers(setting, "servers-month", "A real month into S3, MySQL and MongoDB", file)


def servers_year(setting: Setting) -> Work:
    """A simulated leap year."""
    file = simulated(setting, "opendatasoft-export-json", 2024, "json")
    return on_servers(setting, "servers-year", "A year into S3, MySQL and MongoDB", file)


def on_servers(setting: Setting, key: str, title: str, file: Path) -> Work:
    servers, rows = setting.servers(), reports_in(file)
    contestants = [contestant(servers, "meteolake", lambda folder: ours(setting, folder, "ingest", str(file)))]
    contestants += [original(setting, servers, name, file) for name in setting.originals]
    return Work(
        key,
        title,
        f"{rows:,} reports, {megabytes([file])}.",
        contestants,
        lambda folders: inspect_servers(setting, servers, folders, rows),
        rows=rows,
        packages=PACKAGES,
        programs=[servers.versions()],
    )


def ours(setting: Setting, folder: Path, *command: str) -> list[str]:
    return [*lake_in(setting.binary, folder), *command]


def original(setting: Setting, servers: Servers, name: str, file: Path) -> Contestant:
    label, way = WAYS[name]
    script = str(BENCH / "peers" / "original.py")
    return contestant(servers, label, lambda folder: [setting.python, script, way, str(folder), str(file)])


def contestant(servers: Servers, name: str, command: Callable[[Path], list[str]]) -> Contestant:
    return Contestant(name, command, environment=servers.environment, prepare=servers.make, clean=servers.drop)


def inspect_servers(setting: Setting, servers: Servers, folders: dict[str, Path], rows: int) -> None:
    """Stops the benchmark unless MySQL has all reports of each peer, and MongoDB the days that we found."""
    folder = folders["meteolake"]
    days = folder / "daily.parquet"
    export = ours(setting, folder, "export", "daily", "--day", "utc", "--format", "parquet", "--output", str(days))
    subprocess.run(export, env=os.environ | servers.environment(folder), check=True)
    for name in setting.originals:
        label, _ = WAYS[name]
        command = [setting.python, BENCH / "check_servers.py", days, str(rows)]
        environment = os.environ | servers.environment(folders[label])
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failed(f"{label}: not what meteolake found:\n{result.stdout}{result.stderr}")
        setting.tell(f"{label}: {result.stdout.strip()}")


@dataclass(frozen=True)
class Ceiling:
    """What the server itself can take; its script makes the table."""

    key: str
    title: str
    facts: str
    command: list[str]
    servers: Servers
    packages: list[str]
    programs: list[str]
    runs_factor: int = 1

    def table(self, runs: int, scratch: Path, tell: Callable[[str], None]) -> str:
        folder = scratch / "load"
        tell(f"loading into MySQL, {runs} runs of each way")
        self.servers.make(folder)
        try:
            environment = os.environ | self.servers.environment(folder)
            command = [*self.command, "--runs", str(runs)]
            printed = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            return printed.stdout.strip()
        finally:
            self.servers.drop(folder)


def mysql_load(setting: Setting) -> Ceiling:
    """A year's reports, made ready before the clock starts, into one table a city."""
    servers = setting.servers()
    file = simulated(setting, "opendatasoft-export-json", 2024, "json")
    return Ceiling(
        "mysql-load",
        "What MySQL itself takes",
        f"{reports_in(file):,} reports.",
        [setting.python, str(BENCH / "mysql_load.py"), str(file)],
        servers,
        ["PyMySQL"],
        [servers.versions()],
    )


def reports_in(file: Path) -> int:
    """How many reports an export has, read piece by piece: what the harness holds is added to a child's peak memory."""
    mark, count, rest = b'"numer_sta"', 0, b""
    with file.open("rb") as content:
        while piece := content.read(1 << 20):
            piece = rest + piece
            count += piece.count(mark)
            rest = piece[-len(mark) + 1 :]
    return count
