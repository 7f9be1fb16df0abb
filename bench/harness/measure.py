"""Whole processes, measured: wall time, CPU time and peak memory; contestants take turns.

Memory is what the kernel says the process held at most. It cannot be less than what the process that starts it holds,
because the child begins as its copy: so the harness itself uses the standard library only and stays small.
"""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path


def nothing(_: Path) -> None:
    """What is done where nothing is to be prepared or cleaned."""


@dataclass(frozen=True)
class Contestant:
    """A program and how it is started: its arguments and environment for the folder it may write to.

    What `prepare` makes and `clean` removes for that folder, on servers for example, is outside the measured time.
    """

    name: str
    command: Callable[[Path], list[str]]
    environment: Callable[[Path], dict[str, str]] = lambda _: {}
    prepare: Callable[[Path], None] = nothing
    clean: Callable[[Path], None] = nothing


@dataclass(frozen=True)
class Run:
    """What one process took; processes it started itself are in it."""

    wall_s: float
    cpu_s: float
    memory_bytes: int


@dataclass(frozen=True)
class Summary:
    """The runs of one contestant."""

    wall_s: float
    wall_s_min: float
    wall_s_max: float
    cpu_s: float
    memory_bytes: int

    @classmethod
    def of(cls, runs: list[Run]) -> "Summary":
        walls = [run.wall_s for run in runs]
        return cls(
            wall_s=statistics.median(walls),
            wall_s_min=min(walls),
            wall_s_max=max(walls),
            cpu_s=statistics.median(run.cpu_s for run in runs),
            memory_bytes=max(run.memory_bytes for run in runs),
        )


class Failed(Exception):
    """A contestant that did not do its work."""


def measure(command: list[str], environment: dict[str, str]) -> Run:
    """Runs one process to its end, with these variables besides those that are set."""
    variables = os.environ | environment
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=variables
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(0)
            said = output.read().decode(errors="replace").strip()[-2000:]
            raise Failed(f"{' '.join(command[:3])} … ended with {process.returncode}:\n{said}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def alternate(
    contestants: list[Contestant],
    runs: int,
    scratch: Path,
    inspect: Callable[[dict[str, Path]], None],
    tell: Callable[[str], None],
) -> dict[str, Summary]:
    """Runs every contestant once to warm up, looks at what they made, then runs them in turns.

    Each run gets an empty folder of its own under `scratch`, which is made and removed outside the measured time; those
    of the warm-up are kept until all have been looked at.
    """
    measured: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    for turn in range(runs + 1):
        with ExitStack() as stack:
            folders = {}
            for contestant in contestants:
                with ExitStack() if turn else nullcontext(stack) as until:
                    folder = folders[contestant.name] = until.enter_context(place(contestant, scratch))
                    run = measure(contestant.command(folder), contestant.environment(folder))
                what = f"run {turn} of {runs}" if turn else "warm-up"
                tell(f"{contestant.name}, {what}: {run.wall_s:.3f} s, {run.memory_bytes / 1e6:.0f} MB")
                if turn:
                    measured[contestant.name].append(run)
            if turn == 0:
                inspect(folders)
    return {name: Summary.of(runs) for name, runs in measured.items()}


@contextmanager
def place(contestant: Contestant, scratch: Path) -> Iterator[Path]:
    """An empty folder and what belongs to it, for one run; removed even when the run fails."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    try:
        contestant.prepare(folder)
        yield folder
    finally:
        contestant.clean(folder)
        shutil.rmtree(folder)
