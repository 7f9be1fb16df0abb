"""What is in `deploy/`, without a container engine."""

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import threading
import unittest
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import kubernetes_validate
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
DEPLOY = REPOSITORY / "deploy"
KUBERNETES_VERSION = "1.33"
# The lower the tighter; a unit without any hardening has 9.6.
EXPOSURE_MAX = 2.0


def run(*command, **options) -> subprocess.CompletedProcess:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run([str(word) for word in command], **pipes, **options)


COMPOSE = os.environ["METEOLAKE_TEST_COMPOSE"].split()
PASSWORDS = re.findall(r"^(\w+)=$", (DEPLOY / "compose" / "example.env").read_text(), re.MULTILINE)


@unittest.skipUnless(COMPOSE, "no compose is here, and none could be had")
class Compose(unittest.TestCase):
    def config(self, *arguments: str, **passwords: str):
        environment = {name: os.environ[name] for name in ("PATH", "HOME")} | passwords
        command = [*COMPOSE, "--file", DEPLOY / "compose.yaml", "--env-file", os.devnull, *arguments]
        return run(*command, env=environment)

    def test_it_is_valid_with_and_without_airflow(self):
        passwords = dict.fromkeys(PASSWORDS, "x")
        for profile, there in [([], False), (["--profile", "airflow"], True)]:
            ran = self.config(*profile, "config", "--format", "json", **passwords)
            self.assertEqual(ran.returncode, 0, ran.stdout)
            self.assertEqual("airflow" in json.loads(ran.stdout)["services"], there)

    def test_each_missing_password_is_refused_by_name(self):
        self.assertEqual(len(PASSWORDS), 5)
        for missing in PASSWORDS:
            ran = self.config("config", **dict.fromkeys(set(PASSWORDS) - {missing}, "x"))
            self.assertNotEqual(ran.returncode, 0, missing)
            self.assertIn(f"set {missing}", ran.stdout)

    def test_nothing_is_published_beyond_loopback(self):
        ran = self.config("--profile", "airflow", "config", "--format", "json", **dict.fromkeys(PASSWORDS, "x"))
        services = json.loads(ran.stdout)["services"]
        ports = [(name, port["host_ip"]) for name, service in services.items() for port in service.get("ports", [])]
        self.assertEqual(ports, [(name, "127.0.0.1") for name in ("airflow", "meteolake")])


@unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not here")
class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="meteolake-units-")
        self.addCleanup(folder.cleanup)
        # The binary need not be installed for its units to be checked.
        for unit in [*DEPLOY.glob("systemd/*.service"), *DEPLOY.glob("systemd/*.timer")]:
            text = unit.read_text().replace("/usr/local/bin/meteolake", "/bin/true")
            (Path(folder.name) / unit.name).write_text(text)
        self.units = sorted(Path(folder.name).iterdir())

    def test_they_are_valid(self):
        ran = run("systemd-analyze", "verify", "--man=no", *self.units)
        self.assertEqual((ran.returncode, ran.stdout), (0, ""))

    def test_they_are_hardened(self):
        for unit in (unit for unit in self.units if unit.suffix == ".service"):
            ran = run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
            exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", ran.stdout)
            self.assertIsNotNone(exposure, ran.stdout)
            self.assertLessEqual(float(exposure[1]), EXPOSURE_MAX, unit.name)


class Manifests(unittest.TestCase):
    def test_they_fit_the_schemas_of_kubernetes(self):
        files = sorted(set(DEPLOY.glob("kubernetes/*.yaml")) - {DEPLOY / "kubernetes" / "kustomization.yaml"})
        manifests = [manifest for path in files for manifest in yaml.safe_load_all(path.read_text())]
        kinds = sorted(manifest["kind"] for manifest in manifests)
        self.assertEqual(kinds, ["CronJob", "Deployment", "PersistentVolumeClaim", "Service"])
        for manifest in manifests:
            with self.subTest(manifest["kind"]):
                kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)

    def test_the_kustomization_names_every_manifest(self):
        folder = DEPLOY / "kubernetes"
        named = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
        self.assertEqual(sorted(named), sorted(path.name for path in folder.iterdir() if path.stem != "kustomization"))

    @unittest.skipUnless(shutil.which("kubectl"), "kubectl is not here")
    def test_kustomize_builds_them(self):
        ran = run("kubectl", "kustomize", DEPLOY / "kubernetes")
        self.assertEqual(ran.returncode, 0, ran.stdout)
        for manifest in yaml.safe_load_all(ran.stdout):
            kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)


class DailyRun(unittest.TestCase):
    """Its shell, with a `meteolake` that prints what it is asked."""

    def assert_asks_for_the_late_days(self, words: list[str]):
        with tempfile.TemporaryDirectory(prefix="meteolake-daily-") as folder:
            fake = Path(folder) / "meteolake"
            fake.write_text('#!/bin/sh\necho "$@"\n')
            fake.chmod(0o755)
            words = [word.replace("/usr/local/bin/meteolake", str(fake)) for word in words]
            # In one of the two zones it is always another day than in UTC.
            for zone in ["Pacific/Kiritimati", "Etc/GMT+12"]:
                before = self.wanted()
                ran = run(*words, env={"PATH": f"{folder}:{os.environ['PATH']}", "LATE_DAYS": "3", "TZ": zone})
                # The day may have changed while it ran.
                self.assertIn(ran.stdout, [before, self.wanted()])

    def wanted(self) -> str:
        today = datetime.now(timezone.utc).date()
        return f"run --from {today - timedelta(days=4)} --to {today - timedelta(days=1)}\n"

    def test_of_systemd(self):
        text = (DEPLOY / "systemd" / "meteolake-run.service").read_text()
        command = re.search(r"^ExecStart=(.*)$", text, re.MULTILINE)[1]
        self.assert_asks_for_the_late_days(shlex.split(command.replace("$$", "$").replace("%%", "%")))

    def test_of_kubernetes(self):
        manifest = yaml.safe_load((DEPLOY / "kubernetes" / "run.yaml").read_text())
        container = manifest["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
        self.assert_asks_for_the_late_days([*container["command"], *container["args"]])


class Image(unittest.TestCase):
    def test_its_context_holds_all_crates(self):
        """The ignore file lets through what the lines with `!` name."""
        if not shutil.which("cargo"):
            self.skipTest("cargo is not here")
        lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        with tempfile.TemporaryDirectory(prefix="meteolake-context-") as context:
            for name in (line[1:] for line in lines if line.startswith("!")):
                source, target = REPOSITORY / name, Path(context) / name
                target.parent.mkdir(parents=True, exist_ok=True)
                if source.is_dir():
                    shutil.copytree(source, target)
                elif source.exists():
                    shutil.copy(source, target)
            ran = run("cargo", "metadata", "--locked", "--offline", "--no-deps", "--format-version=1", cwd=context)
            self.assertEqual(ran.returncode, 0, ran.stdout)
            for copied in re.findall(r"^COPY (?!--from)(\S+) ", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE):
                self.assertTrue((Path(context) / copied).exists(), copied)

    def test_its_health_is_that_of_livez(self):
        command = re.search(r"^HEALTHCHECK .*\\\n +CMD (\[.*\])$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)[1]
        asked = []

        class Server(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_):
                pass

        with HTTPServer(("127.0.0.1", 0), Server) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            words = [word.replace("8000", str(server.server_port)) for word in json.loads(command)]
            for status, healthy in [(200, True), (503, False)]:
                self.assertEqual(run(*words).returncode == 0, healthy, status)
            server.shutdown()
        self.assertEqual(asked, ["/livez", "/livez"])
        self.assertNotEqual(run(*words).returncode, 0, "nobody listens")


if __name__ == "__main__":
    unittest.main()
