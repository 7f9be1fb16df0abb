"""A command as a process: what it sees, what is logged of it, how it is stopped."""

import logging
import os
import signal
import sys
import threading
import unittest
from unittest import mock

from datalake.command import Command

LOG = logging.getLogger("command")


def python(code: str, settings: dict | None = None) -> Command:
    return Command([sys.executable, "-c", code], settings or {}, LOG)


class ACommand(unittest.TestCase):
    def test_its_report_is_the_json_of_its_output(self):
        ended = python("print('{\"computed\": 3}')").run()
        self.assertEqual((ended.status, ended.report), (0, {"computed": 3}))

    def test_an_output_that_is_no_json_is_no_report(self):
        self.assertIsNone(python("print('done')").run().report)

    def test_an_error_is_logged_with_its_hint(self):
        error = '{"error": {"kind": "usage", "what": "no", "hint": "yes"}}'
        with self.assertLogs(LOG) as logged:
            self.assertEqual(python(f"import sys; print({error!r}, file=sys.stderr); sys.exit(2)").run().status, 2)
        self.assertEqual([record.getMessage() for record in logged.records][1:], ["no (usage)", "hint: yes"])

    def test_much_output_on_both_sides_blocks_nothing(self):
        code = "import sys; sys.stdout.write(' ' * 1_000_000 + '{}'); sys.stderr.write('x\\n' * 100_000)"
        with self.assertLogs(LOG):
            self.assertEqual(python(code).run().report, {})

    def test_it_sees_its_settings_and_none_of_airflows_secrets(self):
        code = "import json, os; print(json.dumps(dict(os.environ)))"
        environment = {"AIRFLOW__CORE__FERNET_KEY": "secret", "METEOLAKE_LAKE": "/a", "AWS_REGION": "r"}
        with mock.patch.dict(os.environ, environment, clear=True):
            seen = python(code, {"METEOLAKE_LAKE": "/b"}).run().report
        self.assertNotIn("AIRFLOW__CORE__FERNET_KEY", seen)
        self.assertEqual((seen["METEOLAKE_LAKE"], seen["AWS_REGION"]), ("/b", "r"))

    def test_stopping_it_ends_it(self):
        command = python("import sys, time; sys.stderr.write('started\\n'); sys.stderr.flush(); time.sleep(20)")
        with mock.patch.object(command, "tell", lambda line: threading.Thread(target=command.stop).start()):
            self.assertEqual(command.run().how(), "was killed by SIGTERM")

    def test_an_exception_leaves_no_process_behind(self):
        command = python("import sys, time; sys.stderr.write('started\\n'); sys.stderr.flush(); time.sleep(20)")
        with mock.patch.object(command, "tell", side_effect=TimeoutError), self.assertRaises(TimeoutError):
            command.run()
        self.assertEqual(command.process.returncode, -signal.SIGTERM)
