#!/usr/bin/env python3
"""Records what the real migration tools do with the cases of tests/it/conformance/<tool>.toml.

    tests/conformance/record.py TOOL [--only TEXT] [--program PATH] [--jobs NUMBER]

Starts PostgreSQL servers of its own (initdb and pg_ctl on PATH or in /usr/lib/postgresql/*/bin; as the user postgres
when run as root), gives every case an empty database and a folder of its own, runs the tool, and rewrites
tests/it/conformance/<tool>.answers.toml. `--only` records the cases whose name contains the text and keeps the others.
Each tool is described in a file of this folder, which also says how to get it and which cases were dropped and why.
"""

import argparse
import concurrent.futures
import datetime
import glob
import importlib
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "it", "conformance")

class Server:
    """A temporary server that trusts everybody on 127.0.0.1."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        installed = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
        self.bin = installed[-1] if installed else os.path.dirname(shutil.which("initdb"))
        self.top = tempfile.mkdtemp(prefix="conformance-")
        self.as_user = []
        if os.geteuid() == 0:
            os.chmod(self.top, 0o755)
            shutil.chown(self.top, "postgres", "postgres")
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self.data = os.path.join(self.top, "data")
        self.home = os.path.join(self.top, "home")
        os.mkdir(self.home)
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = (f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.top} -c fsync=off"
                   " -c max_prepared_transactions=0 -c statement_timeout=20s")
        self.run("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.top, "log"), "-o", options, "start")
        self.version = self.sql("postgres", "show server_version")[0].split()[0]

    def run(self, program, *arguments):
        subprocess.run([*self.as_user, os.path.join(self.bin, program), *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def sql(self, database, *statements):
        commands = [part for statement in statements for part in ("-c", statement)]
        done = subprocess.run([os.path.join(self.bin, "psql"), "-XAtqh", self.top, "-p", str(self.port), "-U", "postgres",
                               "-v", "ON_ERROR_STOP=1", database, *commands], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.splitlines()

    def url(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def fresh(self, name):
        """An empty database, without traces that the last case left in the cluster."""
        for database in self.sql("postgres", "select datname from pg_database where datname like 'conformance%'"):
            if self.sql("postgres", "select 1 from pg_subscription limit 1"):
                for subscription in self.sql(database, "select subname from pg_subscription s join pg_database d"
                                             " on d.oid = subdbid where datname = current_database()"):
                    self.sql(database, f'alter subscription "{subscription}" disable',
                             f'alter subscription "{subscription}" set (slot_name = none)',
                             f'drop subscription "{subscription}"')
            self.sql("postgres", f'drop database "{database}" with (force)')
        for role in self.sql("postgres", "select rolname from pg_roles where rolname like 'conformance%'"):
            self.sql("postgres", f'drop role "{role}"')
        self.sql("postgres", "alter system reset all", f"create database {name} template template0")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.top, ignore_errors=True)


def content(text):
    """The bytes of a file: a text, or {hex = "…"} for what is no text."""
    return bytes.fromhex(text["hex"]) if isinstance(text, dict) else text.encode()


def stage(top, files):
    for path, text in files.items():
        full = os.path.join(top, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(content(text))


def array(names):
    return "array[" + ", ".join(f"'{name}'" for name in names) + "]::name[]"


def left(server, database, tool, case):
    with open(os.path.join(HERE, "left.sql")) as file:
        query = file.read().replace("{tables}", array(tool.TRACKING)).replace("{schemas}", array(tool.SCHEMAS))
    found = server.sql(database, query.partition("\n")[2])
    for table in case.get("rows", []):
        if server.sql(database, f"select to_regclass('{table}') is not null") == ["t"]:
            found += [f"{server.sql(database, f'select count(*) from {table}')[0]} rows in {table}"]
    return found


def recorded(server, database, tool):
    try:
        return server.sql(database, tool.RECORDED)
    except RuntimeError:
        return []


def record(server, tool, case, program):
    database = "conformance"
    server.fresh(database)
    with tempfile.TemporaryDirectory(prefix="conformance-case-") as top:
        stage(top, case["files"])
        environment = {"HOME": server.home, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **case.get("environment", {})}
        answer = tool.run(program, top, server.url(database), environment, case)
    answer["left"] = left(server, database, tool, case)
    answer["recorded"] = recorded(server, database, tool)
    return answer


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write(path, head, answers):
    with open(path, "w") as file:
        file.write("".join(f"# {line}\n" for line in head))
        for name, answer in answers.items():
            file.write(f"\n[{toml(name)}]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in answer.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool")
    parser.add_argument("--only", default="")
    parser.add_argument("--missing", action="store_true", help="only cases without an answer")
    parser.add_argument("--jobs", type=int, default=2, help="how many servers")
    parser.add_argument("--program", help="the tool's program, if it is not on PATH")
    options = parser.parse_args()
    sys.path.insert(0, HERE)
    tool = importlib.import_module("tool_" + options.tool.replace("-", "_"))
    with open(os.path.join(CASES, f"{options.tool}.toml"), "rb") as file:
        cases = tomllib.load(file)["case"]
    path = os.path.join(CASES, f"{options.tool}.answers.toml")
    old = tomllib.load(open(path, "rb")) if os.path.exists(path) else {}
    program = options.program or tool.find_program()
    chosen = [case for case in cases if options.only in case["name"] and not (options.missing and case["name"] in old)]
    servers, found = queue.SimpleQueue(), dict(old)
    first = Server()
    servers.put(first)
    for _ in range(options.jobs - 1):
        servers.put(Server())
    lock = threading.Lock()
    head = [f"Recorded by tests/conformance/record.py {options.tool}: {tool.version(program)}, PostgreSQL {first.version}, "
            f"{datetime.date.today()}.", *tool.HEAD]

    def one(case):
        server = servers.get()
        try:
            answer = record(server, tool, case, program)
        finally:
            servers.put(server)
        print("ok " if answer["accepted"] else "no ", case["name"], answer.get("message", ""), flush=True)
        with lock:
            found[case["name"]] = answer
            write(path, head, {case["name"]: found[case["name"]] for case in cases if case["name"] in found})

    try:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            failed = [future.exception() for future in [pool.submit(one, case) for case in chosen] if future.exception()]
    finally:
        while not servers.empty():
            servers.get().stop()
    sys.exit("\n".join(map(str, failed)))


if __name__ == "__main__":
    main()
