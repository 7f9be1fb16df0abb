"""The DAG in real Airflow, the true binary and a pretended provider.

Each test is a story of a lake of its own, told by `airflow dags test`, which does what the scheduler does: attempts,
retries, states. What the tasks' states were is read from Airflow's database.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from upstream import Upstream

REPOSITORY = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ["METEOLAKE_TEST_BINARY"])
TASKS = ["run_big_fetch", "run_unpack_to_raw", "run_preprocess_to_staging", "run_process_to_curated"]
ZONES = ["raw", "staging", "curated"]
DEADLINE_S = 120

# What is kept of Airflow's log: the lines of our tasks, and errors.
TELLING = re.compile(r"^.*(?:datalake\.tasks\.|Error).*$", re.MULTILINE)


class Airflow:
    """An Airflow with a database of its own, in a folder of its own."""

    def __init__(self, folder: Path):
        folder.mkdir()
        self.database = folder / "airflow.db"
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG") if name in os.environ}
        self.environment = kept | {
            "AIRFLOW_HOME": str(folder),
            "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "airflow" / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "PYTHONDONTWRITEBYTECODE": "1",
            "METEOLAKE_DAG_RETRY_DELAY_S": "0",
        }

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "airflow", *arguments]
        environment = self.environment | environment
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        # Not in the repository's root: there a folder has Airflow's name.
        return subprocess.run(command, env=environment, timeout=DEADLINE_S, cwd=self.database.parent, **pipes)

    def last_run(self, dag: str) -> dict[str, tuple[str, int]]:
        """State and number of attempts of each task of the run that was made last."""
        query = """
            SELECT task_id, state, try_number FROM task_instance
            WHERE run_id = (SELECT run_id FROM dag_run WHERE dag_id = ? ORDER BY id DESC LIMIT 1)"""
        return {task: (state, tries) for task, state, tries in self.ask(query, dag)}

    def ask(self, query: str, *values) -> list[tuple]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(query, values).fetchall()


class Pipeline(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="meteolake-airflow-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.empty = Airflow(Path(cls.folder.name) / "empty")
        migrated = cls.empty("db", "migrate")
        assert migrated.returncode == 0, migrated.stdout
        cls.upstream = Upstream(BINARY, "2025-01-01", "2025-01-31")
        cls.addClassCleanup(cls.upstream.close)

    def setUp(self):
        self.upstream.broken_requests = 0
        folder = Path(self.folder.name) / self.id().rpartition(".")[2]
        self.airflow = Airflow(folder)
        shutil.copy(self.empty.database, self.airflow.database)
        self.lake, self.zones = folder / "lake", folder / "zones"
        # Zones by address, as on servers: the landing folder must not mistake them for its own.
        self.addresses = {f"METEOLAKE_ZONES_{zone.upper()}": f"file://{self.zones / zone}" for zone in ZONES}

    def run_dag(self, day: str = "2025-02-01", conf: dict | None = None, **environment: str):
        """One run of the DAG as if on that day; returns what was logged. `self.states` has what became of the tasks."""
        settings = {
            "AIRFLOW_VAR_METEOLAKE_BINARY": str(BINARY),
            "AIRFLOW_VAR_METEOLAKE_LAKE": str(self.lake),
            "METEOLAKE_FETCH_METEOFRANCE_BASE": f"{self.upstream.base}/data/OBS/SYNOP",
            "METEOLAKE_FETCH_OPENDATASOFT_BASE": self.upstream.base,
            "METEOLAKE_FETCH_ATTEMPTS_MAX": "1",
        }
        arguments = ["dags", "test", "datalake_pipeline", day, *(["--conf", json.dumps(conf)] if conf else [])]
        ran = self.airflow(*arguments, **(settings | self.addresses | environment))
        self.states = self.airflow.last_run("datalake_pipeline")
        succeeded = [state for state, _ in self.states.values()] == ["success"] * len(TASKS)
        log = "\n".join(TELLING.findall(ran.stdout))
        self.assertEqual(ran.returncode == 0, succeeded, log)
        return log

    def raw(self) -> dict:
        """What the raw zone holds: the sidecar of each object by its path."""
        sidecars = (self.zones / "raw" / "objects").glob("*/*.json")
        return {str(path): json.loads(path.read_text()) for path in sidecars}

    def meteolake(self, *arguments: str) -> str:
        command = [BINARY, "--lake", self.lake, *arguments]
        environment = self.airflow.environment | self.addresses
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def exports(self) -> list[str]:
        everything = [self.meteolake("export", what) for what in ("observations", "daily", "rejects")]
        self.assertTrue(all(len(text.splitlines()) > 1 for text in everything))
        return everything

    def assert_states(self, log: str, *expected: tuple[str, int]):
        self.assertEqual(self.states, dict(zip(TASKS, expected)), log)

    def test_four_tasks_succeed_and_a_second_run_changes_nothing(self):
        log = self.run_dag()
        self.assert_states(log, *[("success", 1)] * 4)
        self.assertIn("fetch --from 2025-01-28 --to 2025-01-31 --source auto", log)
        self.assertRegex(log, r"name +layout +rows +accepted +superseded +duplicate +rejected")
        self.assertRegex(log, r"warning.+rows were refused; `meteolake export rejects` tells each with its reason")
        before, raw, sent = self.exports(), self.raw(), self.upstream.sent
        # The name of the file is kept, the link's folder is not.
        self.assertEqual([sidecar["name"] for sidecar in raw.values()], ["synop_2025.csv.gz"])

        log = self.run_dag("2025-02-10")
        self.assert_states(log, *[("success", 1)] * 4)
        # From the last success, less the late days, up to yesterday.
        self.assertIn("fetch --from 2025-01-29 --to 2025-02-09 --source auto", log)
        self.assertEqual(self.exports(), before)
        self.assertEqual(self.upstream.sent, sent, "an unchanged file was downloaded again")
        self.assertEqual(self.raw(), raw)
        self.meteolake("verify")
        self.assert_the_zones_have_events()

    def assert_the_zones_have_events(self):
        query = """
            SELECT asset.name, asset_event.extra FROM asset_event JOIN asset ON asset.id = asset_id
            ORDER BY asset_event.id DESC LIMIT 3"""
        events = {name: json.loads(extra) for name, extra in self.airflow.ask(query)}
        self.assertEqual(events["meteolake_raw"], {"files": 1, "new": 0})
        self.assertEqual(events["meteolake_staging"]["staged"], 0)
        self.assertEqual(events["meteolake_curated"]["changed"], 0)

    def test_a_broken_provider_fails_the_fetch_and_nothing_after_it_runs(self):
        self.upstream.broken_requests = 1_000
        log = self.run_dag()
        never = ("upstream_failed", 0)
        self.assert_states(log, ("failed", 4), never, never, never)
        self.assertIn("2025-01-28 to 2025-01-31 are missing", log)
        self.assertFalse(self.lake.exists())

    def test_a_retry_succeeds_once_the_provider_is_back(self):
        # The first attempt asks for the station list, the file, and the other provider's file.
        self.upstream.broken_requests = 3
        log = self.run_dag()
        self.assert_states(log, ("success", 2), *[("success", 1)] * 3)
        self.exports()

    def test_wrong_settings_fail_at_once(self):
        log = self.run_dag(METEOLAKE_FETCH_ATTEMPTS_MAX="many")
        self.assertEqual(self.states["run_big_fetch"], ("failed", 1), log)
        self.assertIn("METEOLAKE_FETCH_ATTEMPTS_MAX is `many`", log)

    def test_parameters_that_are_no_days_start_nothing(self):
        log = self.run_dag(conf={"from": "2025-01-01; true"})
        self.assertIn("ParamValidationError: Invalid input for param from", log)
        self.assertEqual(self.states, {})
        # Days, but none between them; trying again would not help.
        log = self.run_dag(conf={"from": "2025-01-02", "to": "2025-01-01"})
        self.assertIn("from 2025-01-02 is after to 2025-01-01", log)
        self.assertEqual(self.states["run_big_fetch"], ("failed", 1), log)
        self.assertNotIn("running: ", log)
        self.assertFalse(self.lake.exists())


if __name__ == "__main__":
    unittest.main()
