"""One command of meteolake as a process of its own: its environment, its output, its end.

Nothing here knows Airflow or what the commands do.
"""

import json
import logging
import os
import signal
import subprocess
import threading
from dataclasses import dataclass

# What the command sees of the worker's environment. Airflow's own variables, which hold its secrets, are not among it.
PASSED_ON = {"HOME", "LANG", "LC_ALL", "PATH", "RUST_LOG", "TMPDIR", "TZ", "SSL_CERT_DIR", "SSL_CERT_FILE"}
PASSED_ON |= {"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"}
PASSED_ON_PREFIXES = ("METEOLAKE_", "AWS_", "GOOGLE_", "AZURE_")

# The time that a command has to end by itself when it is told to; it may be killed at any moment and started again.
GRACE_S = 4


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit status (negative: the signal that killed it), and what it printed.

    `report` is the JSON of its standard output, or None.
    """

    status: int
    report: dict | None

    def how(self) -> str:
        """The end in words."""
        if self.status < 0:
            return f"was killed by {signal.Signals(-self.status).name}"
        return f"ended with exit status {self.status}"


class Command:
    """A command that can be stopped while it runs."""

    def __init__(self, arguments: list[str], settings: dict[str, str], log: logging.Logger):
        """`arguments` go to the system one by one and never through a shell; `settings` win over the environment."""
        self.arguments = arguments
        self.environment = passed_on(os.environ) | settings
        self.log = log
        self.process: subprocess.Popen | None = None

    def run(self) -> Ended:
        """Runs it to its end. Its standard error goes to the log line by line.

        Raises `OSError` if it cannot be started.
        """
        self.log.info("running: %s", " ".join(self.arguments))
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(self.arguments, env=self.environment, **pipes) as self.process:
            printed: list[bytes] = []
            reading = threading.Thread(target=lambda: printed.append(self.process.stdout.read()))
            reading.start()
            try:
                for line in self.process.stderr:
                    self.tell(line.decode(errors="replace").rstrip())
                status = self.process.wait()
            except BaseException:
                # Airflow's timeouts and interrupts come as exceptions; no process is left behind.
                self.stop()
                raise
            finally:
                reading.join()
        return Ended(status, parsed(printed[0]))

    def stop(self) -> None:
        """Asks it to end, and ends it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def tell(self, line: str) -> None:
        """Logs a line of standard error; an error in JSON as people read it."""
        error = (parsed(line.encode()) or {}).get("error")
        if not isinstance(error, dict):
            if line:
                self.log.info("%s", line)
            return
        self.log.error("%s (%s)", error.get("what"), error.get("kind"))
        if error.get("hint"):
            self.log.error("hint: %s", error["hint"])


def passed_on(environment) -> dict[str, str]:
    """What the command sees of an environment."""
    names = (name for name in environment if name in PASSED_ON or name.startswith(PASSED_ON_PREFIXES))
    return {name: environment[name] for name in names}


def parsed(text: bytes) -> dict | None:
    """The JSON object in a text, or None."""
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
