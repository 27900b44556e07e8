"""A small real HTTP service for the process manager's tests: tiny_service.py PORT [OPTION...].

Options: --ready-after SECONDS, --crash-after SECONDS, --deaf (ignores SIGTERM), --with-child (starts a process of its
own and prints its id).
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STARTED = time.monotonic()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--ready-after", type=float, default=0.0)
    parser.add_argument("--crash-after", type=float)
    parser.add_argument("--deaf", action="store_true")
    parser.add_argument("--with-child", action="store_true")
    options = parser.parse_args()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_ready = time.monotonic() - STARTED >= options.ready_after
            self.send_response(200 if is_ready else 503)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
            pass

    def stop(*_: object) -> None:
        say("told to stop")
        if not options.deaf:
            os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    if options.with_child:
        child = subprocess.Popen([sys.executable, "-c", "import signal, time; time.sleep(600)"])
        say(f"child {child.pid}")
    if options.crash_after is not None:
        threading.Timer(options.crash_after, os._exit, [3]).start()
    say(f"listening on {options.port}")
    ThreadingHTTPServer(("127.0.0.1", options.port), Answers).serve_forever()


if __name__ == "__main__":
    main()
