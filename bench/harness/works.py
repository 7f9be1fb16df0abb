"""The works: which files, which contestants, and how their results are compared."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import report
from .measure import Contestant, Failed, alternate
from .servers import Servers

BENCH = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Peer:
    """A library and how its script in `peers/` is started."""

    name: str
    package: str
    keeps_observations: bool = False

    def command(self, python: str, folder: Path, paths: list[str]) -> list[str]:
        keep = ["--keep", str(folder / "observations.parquet")] if self.keeps_observations else []
        script = BENCH / "peers" / f"{self.package}_daily.py"
        return [python, str(script), *keep, str(folder / "daily.parquet"), *paths]


PEERS = {
    "duckdb": Peer("DuckDB, days only", "duckdb"),
    "duckdb-kept": Peer("DuckDB, observations kept", "duckdb", keeps_observations=True),
    "polars": Peer("Polars, days only", "polars"),
    "pandas": Peer("pandas, days only", "pandas"),
}


@dataclass(frozen=True)
class Setting:
    """What all works need to know."""

    binary: Path
    python: str
    cache: Path
    peers: list[Peer]
    originals: list[str]
    servers: Callable[[], Servers]
    stations: int
    seed: int
    years: int
    fresh: bool
    tell: Callable[[str], None]


@dataclass(frozen=True)
class Work:
    """Something to be done by all contestants; the first is ours."""

    key: str
    title: str
    facts: str
    contestants: list[Contestant]
    inspect: Callable[[dict[str, Path]], None]
    packages: list[str]
    runs_factor: int = 1
    rows: int | None = None
    programs: list[str] = field(default_factory=list)

    def table(self, runs: int, scratch: Path, tell: Callable[[str], None]) -> str:
        summaries = alternate(self.contestants, runs * self.runs_factor, scratch, self.inspect, tell)
        return report.table(summaries, self.rows)


def year_json(setting: Setting) -> Work:
    """A year of an OpenDataSoft export to daily statistics; a leap year has 181,536 reports of 62 stations."""
    files = [simulated(setting, "opendatasoft-export-json", 2024, "json")]
    return to_daily(setting, "year-json", "A year of JSON to daily statistics", files)


def archive_csv(setting: Setting) -> Work:
    """Yearly files as Météo-France publishes them to daily statistics."""
    years = range(2026 - setting.years, 2026)
    files = [simulated(setting, "meteofrance-yearly-csv", year, "csv.gz") for year in years]
    return to_daily(setting, "archive-csv", f"{setting.years} yearly csv.gz files to daily statistics", files)


def starting(setting: Setting) -> Work:
    """How long it takes before anything is done: the binary against the interpreter with the library loaded."""
    contestants = [Contestant("meteolake --version", lambda _: [str(setting.binary), "--version"])]
    contestants += [importing(setting.python, package) for package in packages(setting.peers)]
    facts = f"The binary has {megabytes([setting.binary])}."
    return Work("start", "Starting", facts, contestants, lambda _: None, packages(setting.peers), runs_factor=4)


def packages(peers: list[Peer]) -> list[str]:
    return list(dict.fromkeys(peer.package for peer in peers))


def importing(python: str, module: str) -> Contestant:
    return Contestant(f"python -c 'import {module}'", lambda _: [python, "-c", f"import {module}"])


def to_daily(setting: Setting, key: str, title: str, files: list[Path]) -> Work:
    paths = [str(file) for file in files]
    ours = Contestant("meteolake", lambda folder: [*lake_in(setting.binary, folder), "ingest", *paths])
    contestants = [ours] + [competing(setting.python, peer, paths) for peer in setting.peers]
    facts = f"{len(files)} {'file' if len(files) == 1 else 'files'}, {megabytes(files)}."
    return Work(key, title, facts, contestants, lambda folders: inspect_days(setting, folders), packages(setting.peers))


def competing(python: str, peer: Peer, paths: list[str]) -> Contestant:
    return Contestant(peer.name, lambda folder: peer.command(python, folder, paths))


def lake_in(binary: Path, folder: Path) -> list[str]:
    return [str(binary), "--quiet", "--lake", str(folder / "lake")]


def inspect_days(setting: Setting, folders: dict[str, Path]) -> None:
    """Stops the benchmark unless the peers found the same days as we did."""
    ours = folders["meteolake"] / "daily.parquet"
    export = ["export", "daily", "--day", "utc", "--format", "parquet", "--output", str(ours)]
    subprocess.run([*lake_in(setting.binary, folders["meteolake"]), *export], check=True)
    for peer in setting.peers:
        theirs = folders[peer.name] / "daily.parquet"
        command = [setting.python, str(BENCH / "check.py"), str(ours), str(theirs)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise Failed(f"{peer.name}: other days than meteolake's:\n{result.stdout}{result.stderr}")
        setting.tell(f"{peer.name}: {result.stdout.strip()}")


def simulated(setting: Setting, layout: str, year: int, extension: str) -> Path:
    """A year of the simulated network in a file, made once."""
    folder = setting.cache / f"{setting.stations}-stations-seed-{setting.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"synop_{year}.{extension}"
    if setting.fresh or not file.exists():
        setting.tell(f"simulating {file.name}")
        unfinished = file.with_name(f"{file.name}.part")
        command = [str(setting.binary), "--quiet", "simulate", "--layout", layout]
        command += ["--from", f"{year}-01-01", "--to", f"{year}-12-31"]
        command += ["--stations", str(setting.stations), "--seed", str(setting.seed), "--output", str(unfinished)]
        command += ["--gzip"] if extension.endswith(".gz") else []
        subprocess.run(command, check=True)
        unfinished.rename(file)
    return file


def megabytes(files: list[Path]) -> str:
    return f"{sum(file.stat().st_size for file in files) / 1e6:.1f} MB"
