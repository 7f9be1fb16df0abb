"""What the measurements were made with: machine, versions, state of the source."""

import json
import os
import platform
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

ASK_PACKAGES = "import importlib.metadata as m, json, sys; print(json.dumps({n: m.version(n) for n in sys.argv[1:]}))"


def describe() -> str:
    """Processor, cores, memory and system in a line."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{processor()}, {cores} cores, {memory / 2**30:.0f} GiB, {platform.system()} {platform.machine()}"


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return platform.processor() or "unknown processor"


def binary_version(binary: Path) -> str:
    """`meteolake 0.1.0 (3f2a1bc)`, with a `+` where the source was not as committed."""
    version = said([str(binary), "--version"])
    commit = said(["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"])
    changed = said(["git", "-C", str(REPOSITORY), "status", "--porcelain", "--", "crates", "Cargo.toml", "Cargo.lock"])
    return f"{version} ({commit}{'+' if changed else ''})" if commit else version


def package_versions(python: str, names: list[str]) -> dict[str, str]:
    return json.loads(said([python, "-c", ASK_PACKAGES, *names]))


def said(command: list[str]) -> str:
    """What a command prints; nothing if it fails."""
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else ""
