#!/usr/bin/env python3
"""Measures the HTTP API beside a FastAPI service that gives the same answers out of the same tables.

    bench/api.py [--binary PATH] [--seconds 10] [--connections 32]

A year of simulated reports of 62 stations is brought into a lake in a temporary folder. Both services run one after the
other on this machine; the load comes from a second process, `wrk`, which must be installed. For each address: requests per
second and latencies as fast as they come, then ours at a steady rate, each connection waiting between two requests. Needs the
packages of requirements.txt and requirements-api.txt.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).parent
STATION = "07690"
FIRST, LAST = "2024-01-01", "2024-12-31"
# Both services are asked the same thing; what they call the bounds differs.
ADDRESSES = {
    "/health": ("/health", "/health"),
    "/curated/cities/{city}, a month": (
        f"/curated/cities/{STATION}?from=2024-01-01&to=2024-01-31",
        f"/curated/cities/{STATION}?first=2024-01-01&last=2024-01-31",
    ),
    "/v1/daily, a station-year": (
        f"/v1/daily?station={STATION}&from={FIRST}&to={LAST}",
        f"/v1/daily?station={STATION}&first={FIRST}&last={LAST}",
    ),
}


@dataclass(frozen=True)
class Figures:
    """What a run of the load found."""

    requests_per_s: float
    p50_ms: float
    p99_ms: float
    failed: int


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def service(command: list[str], environment: dict[str, str], port: int) -> Iterator[str]:
    """A service that is up, and its address; stopped in the end."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | environment, cwd=BENCH / "peers", **quiet)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=5).read()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} ended with {process.returncode}") from None
                time.sleep(0.1)
        else:
            raise SystemExit(f"{command[0]} did not come up")
        yield address
    finally:
        process.terminate()
        process.wait()


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text.strip()).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}[unit]


def load(url: str, seconds: int, connections: int, rate: int | None = None) -> Figures:
    """Asks for an address from another process for some seconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        # Each connection waits between two requests; what it waits is not in the latency.
        script.write(f"function delay() return {connections * 1_000 / rate if rate else 0} end\n")
        script.flush()
        command += ["-s", script.name] if rate else []
        said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout

    def found(pattern: str) -> str:
        match = re.search(pattern, said, re.MULTILINE)
        if match is None:
            raise SystemExit(f"wrk said something else:\n{said}")
        return match.group(1)

    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Figures(
        requests_per_s=float(found(r"Requests/sec:\s+([\d.]+)")),
        p50_ms=milliseconds(found(r"^\s+50%\s+(\S+)")),
        p99_ms=milliseconds(found(r"^\s+99%\s+(\S+)")),
        failed=int(failed.group(1)) if failed else 0,
    )


def measure(address: str, path: str, options: argparse.Namespace) -> tuple[Figures, Figures]:
    url = address + path
    body = urllib.request.urlopen(url, timeout=60).read()
    load(url, 2, options.connections)
    fastest = load(url, options.seconds, options.connections)
    steady = load(url, options.seconds, options.connections, options.rate)
    print(f"  {path.split('?')[0]}: {len(body):,} bytes, {fastest}, {steady}", file=sys.stderr)
    return fastest, steady


def prepare(binary: str, folder: Path) -> Path:
    """A lake with a year of 62 stations."""
    lake, files = folder / "lake", folder / "year.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    year = ["--from", FIRST, "--to", LAST, "--stations", "62"]
    subprocess.run([binary, "simulate", *year, "-o", files], check=True, **quiet)
    subprocess.run([binary, "--lake", lake, "ingest", files], check=True, **quiet)
    files.unlink()
    return lake


def ours(binary: str, lake: Path, port: int) -> tuple[list[str], dict[str, str]]:
    command = [binary, "--lake", str(lake), "-q", "serve", "--listen", f"127.0.0.1:{port}"]
    # The load is one client, which is to be told no bounds.
    return command, {"METEOLAKE_SERVE_REQUESTS_PER_SECOND": "0"}


def peer(lake: Path, port: int) -> tuple[list[str], dict[str, str]]:
    command = [sys.executable, "-m", "uvicorn", "fastapi_api:app", "--workers", str(os.cpu_count() or 1)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    return command, {"METEOLAKE_BENCH_LAKE": str(lake)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=shutil.which("meteolake") or "target/release/meteolake")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rate", type=int, default=1_000, help="requests a second of the steady load")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed: apt-get install wrk")
    binary = str(Path(options.binary).resolve())
    with tempfile.TemporaryDirectory() as folder:
        lake = prepare(binary, Path(folder))
        results = []
        for place, start in enumerate((lambda port: ours(binary, lake, port), lambda port: peer(lake, port))):
            port = free_port()
            with service(*start(port), port) as address:
                results.append({name: measure(address, paths[place], options) for name, paths in ADDRESSES.items()})
    print("| address | meteolake requests/s | p50 ms | p99 ms | FastAPI requests/s | p50 ms | p99 ms | ratio |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for name in ADDRESSES:
        (mine, steady), (other, _) = results[0][name], results[1][name]
        ratio = mine.requests_per_s / other.requests_per_s
        cells = [f"{run.requests_per_s:,.0f} | {run.p50_ms:.2f} | {run.p99_ms:.2f}" for run in (mine, other)]
        print(f"| `{name}` | {' | '.join(cells)} | {ratio:.0f} |")
        at_rate = f"{steady.requests_per_s:,.0f} | {steady.p50_ms:.2f} | {steady.p99_ms:.2f}"
        print(f"| the same at {options.rate}/s | {at_rate} | | | | |")
        if mine.failed or other.failed:
            print(f"failed: {mine.failed} and {other.failed}", file=sys.stderr)


if __name__ == "__main__":
    main()
