"""A pretended provider on a port of this machine: Météo-France's addresses, answered from files of the simulator.

It knows entity tags, counts what it is asked, and can be broken for a number of requests. Whatever it has no file of is
not there: also the other provider, which is given the same address.
"""

import hashlib
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = "/data/OBS/SYNOP"


class Upstream:
    """Serves a file of simulated stations, with the broken rows of real ones, for a range of days of one year."""

    def __init__(self, binary: Path, first: str, last: str):
        layout = ["--layout", "meteofrance-yearly-csv", "--gzip", "--faults", "--stations", "5"]
        simulate = [binary, "simulate", "--quiet", "--from", first, "--to", last, *layout]
        body = subprocess.run(simulate, check=True, capture_output=True).stdout
        self.files = {f"{FOLDER}/synop_{first[:4]}.csv.gz": body}
        self.broken_requests = 0
        self.sent = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def base(self) -> str:
        """The address that stands for the provider's."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        """Stops it."""
        self.server.shutdown()
        self.server.server_close()

    def handler(upstream):
        """The class that answers for this upstream."""

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = upstream.files.get(self.path)
                tag = f'"{hashlib.sha256(body or b"").hexdigest()}"'
                if upstream.broken_requests > 0:
                    upstream.broken_requests -= 1
                    self.answer(503)
                elif body is None:
                    self.answer(404)
                elif self.headers.get("If-None-Match") == tag:
                    self.answer(304)
                else:
                    upstream.sent += 1
                    self.answer(200, body, tag)

            def answer(self, status, body=b"", tag=None):
                self.send_response(status)
                if tag:
                    self.send_header("ETag", tag)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
