"""The servers behind zones: started by the tests' script, or the caller's; a place of its own for each run."""

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .machine import REPOSITORY

SCRIPT = REPOSITORY / "tests" / "services" / "services"

# MariaDB is not among them: a zone of its kind is the same program.
NAMES = ["s3", "mysql", "mongodb"]

# What meteolake and boto3 call the variables of METEOLAKE_TEST_S3_….
AWS = {
    "ENDPOINT": ["AWS_ENDPOINT_URL"],
    "REGION": ["AWS_REGION", "AWS_DEFAULT_REGION"],
    "ACCESS_KEY_ID": ["AWS_ACCESS_KEY_ID"],
    "SECRET_ACCESS_KEY": ["AWS_SECRET_ACCESS_KEY"],
}

PLACES = REPOSITORY / "bench" / "peers" / "places.py"


@dataclass(frozen=True)
class Servers:
    """What runs, by the variables that `services env` prints."""

    variables: dict[str, str]
    python: str

    def environment(self, folder: Path) -> dict[str, str]:
        """What meteolake and the peers are told; a folder has its own prefix and databases, by its name."""
        name = f"bench_{folder.name}"
        mongodb, _, query = self.variables["METEOLAKE_TEST_MONGODB"].partition("?")
        environment = {
            "METEOLAKE_ZONES_RAW": f"{self.variables['METEOLAKE_TEST_S3']}/{name}",
            "METEOLAKE_ZONES_STAGING": f"{self.variables['METEOLAKE_TEST_MYSQL'].rstrip('/')}/{name}",
            "METEOLAKE_ZONES_CURATED": f"{mongodb.rstrip('/')}/{name}?{query or 'authSource=admin'}",
        }
        for variable, names in AWS.items():
            value = self.variables.get(f"METEOLAKE_TEST_S3_{variable}")
            environment |= dict.fromkeys(names, value) if value else {}
        if environment.get("AWS_ENDPOINT_URL", "").startswith("http://"):
            environment["AWS_ALLOW_HTTP"] = "true"
        return environment

    def make(self, folder: Path) -> None:
        self.places("make", folder)

    def drop(self, folder: Path) -> None:
        self.places("drop", folder)

    def versions(self) -> str:
        return self.places("versions", Path("any"))

    def places(self, command: str, folder: Path) -> str:
        environment = os.environ | self.environment(folder)
        told = subprocess.run(
            [self.python, PLACES, command], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        return told.stdout.strip()


@contextmanager
def running(folder: Path, python: str) -> Iterator[Servers]:
    """Starts those that the environment does not name, their data in `folder`, and stops them in the end."""
    try:
        services("start", folder)
        yield Servers(variables(folder), python)
    finally:
        services("stop", folder)


def services(command: str, folder: Path) -> str:
    done = subprocess.run([SCRIPT, command, *NAMES, "--dir", folder], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def variables(folder: Path) -> dict[str, str]:
    words = (shlex.split(line) for line in services("env", folder).splitlines())
    return dict(word[1].split("=", 1) for word in words if word[:1] == ["export"])
