#!/usr/bin/env python3
"""Measures the release binary and its peers on the same files and writes the tables of docs/benchmarks.md.

    bench/run.py                       all works, five runs each
    bench/run.py year-json --runs 1    one work, briefly
    bench/run.py servers               the two whose zones are servers
    bench/run.py --no-docs             only print

Whole processes are measured, from start to exit, with files in the page cache: one warm-up each, in which the results
are compared, then the contestants in turns. The files are simulated once and kept in the cache folder. The peers'
Python environment is made by tests/interop/venv.sh. Servers are started by tests/services/services where the
environment names none (METEOLAKE_TEST_…), and stopped in the end.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import cache
from pathlib import Path

from harness import machine, on_servers, report, servers, works
from harness.measure import Failed
from harness.works import BENCH, PEERS, Setting

REPOSITORY = machine.REPOSITORY

DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"

WORKS: dict[str, Callable[[Setting], works.Work | on_servers.Ceiling]] = {
    "year-json": works.year_json,
    "archive-csv": works.archive_csv,
    "start": works.starting,
    "servers-month": on_servers.servers_month,
    "servers-year": on_servers.servers_year,
    "mysql-load": on_servers.mysql_load,
}


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "meteolake"


def find_binary() -> Path:
    """The release binary where cargo puts it: in the target folder set, the shared one, or the repository's."""
    targets = [cache_folder() / "target", REPOSITORY / "target"]
    if "CARGO_TARGET_DIR" in os.environ:
        targets.insert(0, Path(os.environ["CARGO_TARGET_DIR"]))
    candidates = [target / "release" / "meteolake" for target in targets]
    found = next((path for path in candidates if path.is_file()), None)
    if found is None:
        raise SystemExit("no release binary found: run `cargo build --release` first, or name one with --binary")
    return found


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("works", nargs="*", metavar="WORK", help=f"what to measure: {', '.join(WORKS)} [default: all]")
    parser.add_argument("--runs", type=int, default=5, help="runs after the warm-up [default: 5]")
    parser.add_argument(
        "--peer", action="append", choices=[*PEERS, *on_servers.WAYS], help="only this peer; may be given several times"
    )
    parser.add_argument("--years", type=int, default=30, help="years of the archive, up to 2025 [default: 30]")
    parser.add_argument("--stations", type=int, default=62, help="stations of the simulated network [default: 62]")
    parser.add_argument("--seed", type=int, default=1, help="another network [default: 1]")
    parser.add_argument("--fresh", action="store_true", help="simulate the files again")
    parser.add_argument("--binary", type=Path, help="the binary [default: the release build]")
    parser.add_argument("--cache", type=Path, default=cache_folder() / "bench", help="where simulated files are kept")
    parser.add_argument("--docs", type=Path, default=DOCUMENT, help="the document to write")
    parser.add_argument("--no-docs", action="store_true", help="only print the tables")
    options = parser.parse_args()
    unknown = [work for work in options.works if not named(work)]
    if unknown:
        parser.error(f"no such work: {', '.join(unknown)}; there are {', '.join(WORKS)}")
    return options


def named(work: str) -> list[str]:
    """The works of that name, or of names that begin with it."""
    return [key for key in WORKS if key == work or key.startswith(f"{work}-")]


def make_environment() -> str:
    """The interpreter of the peers."""
    script = REPOSITORY / "tests" / "interop" / "venv.sh"
    made = subprocess.run([script, BENCH / "requirements.txt"], stdout=subprocess.PIPE, text=True, check=True)
    return made.stdout.strip()


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    options = parse_arguments()
    options.cache.mkdir(parents=True, exist_ok=True)
    python = make_environment()
    peers = options.peer or [*PEERS, *on_servers.WAYS]
    with ExitStack() as stack:

        @cache
        def started() -> servers.Servers:
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=options.cache))
            return stack.enter_context(servers.running(Path(folder), python))

        setting = Setting(
            binary=(options.binary or find_binary()).resolve(),
            python=python,
            cache=options.cache,
            peers=[PEERS[name] for name in peers if name in PEERS],
            originals=[name for name in peers if name in on_servers.WAYS],
            servers=started,
            stations=options.stations,
            seed=options.seed,
            years=options.years,
            fresh=options.fresh,
            tell=tell,
        )
        for key in dict.fromkeys(key for work in options.works or WORKS for key in named(work)):
            measure(key, setting, options)
    return 0


def measure(key: str, setting: Setting, options: argparse.Namespace) -> None:
    """Does one work, prints its table, and writes it to the document."""
    work = WORKS[key](setting)
    with tempfile.TemporaryDirectory(dir=setting.cache) as scratch:
        table = work.table(options.runs, Path(scratch), tell)
    versions = machine.package_versions(setting.python, work.packages)
    programs = [machine.binary_version(setting.binary), *work.programs]
    programs += [f"{name} {version}" for name, version in versions.items()]
    runs = options.runs * work.runs_factor
    made = f"{date.today()}, median of {runs} in turns, on {machine.describe()}; {', '.join(programs)}."
    text = f"{work.facts}\n\n{table}\n\n{made}"
    print(f"\n## {work.title}\n\n{text}\n", flush=True)
    if not options.no_docs:
        report.write(options.docs, key, work.title, text)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")
