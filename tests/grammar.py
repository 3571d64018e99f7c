"""The results of PostgreSQL's psql and server on PostgreSQL's regression and contrib suites.

    python3 tests/grammar.py SOURCES OUT

Runs every .sql file of the suites below SOURCES (an unpacked source tree of PostgreSQL) through psql against a temporary
server, and writes for each file the statements that reached the server, and whether its grammar accepted them, as JSON
into OUT. `cargo test grammar` reads them when TIDEGATE_GRAMMAR names that folder. Whether a statement then succeeds does
not matter.
"""

import csv
import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SUITES = ["src/test/regress/sql", "src/pl/plpgsql/src/sql", "contrib/*/sql"]
SECONDS_PER_FILE = 60


def main():
    sources, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    files = sorted(file for suite in SUITES for file in sources.glob(f"{suite}/*.sql"))
    if not files:
        sys.exit(f"{sources} contains no test suites of PostgreSQL")
    out.mkdir(parents=True, exist_ok=True)
    with Server(binaries()) as server:
        whole = [server.run(file, name_of(number)) for number, file in enumerate(files)]
        server.stop()
        seen = server.statements()
    for number, file in enumerate(files):
        record = {"file": str(file.relative_to(sources)), "whole": whole[number], "statements": seen.get(name_of(number), [])}
        (out / f"{name_of(number)}.json").write_text(json.dumps(record))
        shutil.copyfile(file, out / f"{name_of(number)}.sql")
    count = sum(len(statements) for statements in seen.values())
    print(f"{len(files)} files, {count} statements reached the server")


def name_of(number):
    return f"suite-{number:03}"


def binaries():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        sys.exit("no PostgreSQL server is installed")
    return found[-1]


class Server:
    """A server that logs every statement, in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.top = Path(tempfile.mkdtemp(prefix="tg-", dir="/tmp"))
        self.user = None
        if os.getuid() == 0:
            self.user = pwd.getpwnam("postgres" if any(u.pw_name == "postgres" for u in pwd.getpwall()) else "nobody")
            os.chown(self.top, self.user.pw_uid, self.user.pw_gid)

    def __enter__(self):
        self.command("initdb", "-D", self.top / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
                     "--locale=C")
        settings = {
            "listen_addresses": "", "unix_socket_directories": self.top, "fsync": "off", "log_statement": "all",
            "logging_collector": "on", "log_destination": "csvlog", "log_directory": self.top / "log",
            "log_rotation_size": "0", "log_rotation_age": "0", "max_prepared_transactions": "10",
        }
        with open(self.top / "data/postgresql.conf", "a") as conf:
            conf.writelines(f"{key} = '{value}'\n" for key, value in settings.items())
        self.process = subprocess.Popen([self.folder / "postgres", "-D", self.top / "data"], **self.as_user(),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            if subprocess.run(["psql", *self.where(), "-c", "select 1"], capture_output=True).returncode == 0:
                break
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.top, ignore_errors=True)

    def as_user(self):
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": [], "cwd": self.top}

    def where(self):
        return ["-X", "-h", str(self.top), "-U", "postgres", "-d", "postgres"]

    def command(self, name, *arguments):
        subprocess.run([self.folder / name, *arguments], check=True, capture_output=True, **self.as_user())

    def run(self, file, name):
        environment = {**os.environ, "PGAPPNAME": name, "PG_ABS_SRCDIR": str(file.parent.parent), "PG_LIBDIR": "/nowhere",
                       "PG_DLSUFFIX": ".so", "PG_ABS_BUILDDIR": str(self.top)}
        with open(file) as text:
            try:
                subprocess.run(["psql", *self.where(), "-a", "-q"], stdin=text, capture_output=True, env=environment,
                               timeout=SECONDS_PER_FILE, cwd=file.parent)
                return True
            except subprocess.TimeoutExpired:
                print(f"{file.name}: stopped after {SECONDS_PER_FILE} s")
                return False

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def statements(self):
        csv.field_size_limit(1 << 30)
        found = {}
        for log in sorted((self.top / "log").glob("*.csv")):
            with open(log, newline="", encoding="utf-8", errors="replace") as lines:
                for row in csv.reader(lines):
                    add(found, row)
        return found


def add(found, row):
    """Columns of csvlog: 11 severity, 12 SQLSTATE, 13 message, 19 query, 22 application."""
    severity, state, message, query, name = row[11], row[12], row[13], row[19], row[22]
    statements = found.setdefault(name, [])
    if severity == "LOG" and message.startswith("statement: "):
        statements.append({"text": message.removeprefix("statement: "), "accepted": True})
    # The parser rejects a statement before it is logged; later errors are not syntax errors.
    elif severity == "ERROR" and query and (not statements or statements[-1]["text"] != query):
        statements.append({"text": query, "accepted": state != "42601"})


main()
