#!/usr/bin/env python3
"""The time to write the SQL between two databases, beside other tools.

Starts a server and creates two databases with N tables (twelve columns, two indexes, a trigger, two policies, privileges
and a comment each, a foreign key to the one before; a view to every fifth and a function to every fourth) between which a
dozen objects differ. Runs in turn, each time as whole processes,

  dumps      `pg_dump --schema-only` of both databases, one after the other
  tidegate   `tidegate diff --sql --destructive --no-prove`
  proven     the same with the proof
  migra      `migra --unsafe`, if `--migra` names the program
  pg-delta   `plan` of pg-delta, if `--pg-delta` names its `main.js` or program

and prints the medians of the wall time, and of the time of the processor that the tool itself used.

    tests/diff_bench.py [--rounds N] [--tables N[,N...]] [--binary PATH] [--migra PATH] [--pg-delta PATH]
                        [--without NAME[,NAME...]]
"""

import argparse
import os
import pwd
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

TABLE = """
create table app.t{n} (id bigint primary key, ref bigint, {columns}, kind app.mood default 'ok');
create index t{n}_a on app.t{n} (c0, c1);
create unique index t{n}_b on app.t{n} (c2, id) where c3 is not null;
create trigger touch before update on app.t{n} for each row execute function app.touch();
alter table app.t{n} enable row level security;
create policy own on app.t{n} using (id > 0);
create policy more on app.t{n} for insert with check (c0 > 0);
grant select, insert on app.t{n} to public;
comment on table app.t{n} is 'table {n}';
"""

BEGIN = """
create schema app; create type app.mood as enum ('sad', 'ok');
create function app.touch() returns trigger language plpgsql as 'begin return new; end';
"""

CHANGES = """
alter table app.t0 add n0 integer not null default 1; alter table app.t1 drop c8; alter table app.t2 alter c1 type bigint;
create table app.fresh (id bigint primary key); create index fresh_i on app.t3 (c4); drop index app.t4_a;
alter type app.mood add value 'meh'; comment on table app.t5 is 'another'; grant update on app.t6 to public;
drop policy more on app.t7; create policy more on app.t7 for delete using (true); alter table app.t8 alter c1 set default 7;
create or replace function app.f0(a bigint) returns bigint language sql as 'select a + 7';
create or replace view app.v0 as select id, c0, c1 from app.t0;
"""


def schema(tables):
    columns = ", ".join(f"c{number} {'integer' if number < 5 else 'text'}" for number in range(9))
    parts = [BEGIN]
    for number in range(tables):
        parts.append(TABLE.format(n=number, columns=columns))
        if number:
            parts.append(f"alter table app.t{number} add constraint r foreign key (ref) references app.t{number - 1};")
        if number % 5 == 0:
            parts.append(f"create view app.v{number} as select id, c0 from app.t{number};")
        if number % 4 == 0:
            parts.append(f"create function app.f{number}(a bigint) returns bigint language sql as 'select a + {number}';")
    return "\n".join(parts)


class Server:
    def __init__(self, folder):
        self.folder = folder
        # PostgreSQL refuses to run as root.
        self.account = "daemon" if os.getuid() == 0 else None
        if self.account:
            os.chown(folder, pwd.getpwnam(self.account).pw_uid, -1)
        self.environment = dict(os.environ, PGHOST=folder, PGUSER="postgres", PGPORT="5432")

    def run(self, *command, text=None):
        subprocess.run(
            command, env=self.environment, user=self.account, cwd=self.folder, input=text, text=True, check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        data = os.path.join(self.folder, "data")
        self.run("initdb", "--no-sync", "-D", data, "-U", "postgres", "--auth=trust")
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_locks_per_transaction=4096"
        self.run("pg_ctl", "-D", data, "-o", options, "-l", f"{data}.log", "-w", "start")

    def stop(self):
        self.run("pg_ctl", "-D", os.path.join(self.folder, "data"), "-m", "immediate", "-w", "stop")

    def load(self, tables):
        psql = ["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d"]
        self.run(*psql, "postgres", text="drop database if exists one; drop database if exists other;\ncreate database one;")
        self.run(*psql, "one", text=schema(tables))
        self.run(*psql, "postgres", text="create database other template one;")
        self.run(*psql, "other", text=CHANGES)
        for name in ("one", "other"):
            self.run(*psql, name, text="vacuum analyze;")


def commands(server, options, top):
    address = {name: f"postgresql://postgres@/{name}?host={server.folder}&port=5432" for name in ("one", "other")}
    own = [os.path.abspath(options.binary), "diff", *address.values(), "--sql", "--destructive"]
    found = {
        "dumps": ["sh", "-c", "pg_dump -s one > one.sql && pg_dump -s other > other.sql"],
        "tidegate": [*own, "--no-prove"],
        "proven": [*own, "--engine", "local"],
    }
    if options.migra:
        found["migra"] = [options.migra, "--unsafe", *address.values()]
    if options.pg_delta:
        begin = ["node"] if options.pg_delta.endswith(".js") else []
        delta = {name: f"postgres://postgres@localhost:5432/{name}?host={server.folder}" for name in ("one", "other")}
        plan = os.path.join(top, "plan.json")
        sides = ["--source", delta["one"], "--desired", delta["other"], "--renames", "off", "--out", plan]
        found["pg-delta"] = [*begin, options.pg_delta, "plan", *sides]
    return {name: command for name, command in found.items() if name not in options.without.split(",")}


def timed(command, server, top):
    """The wall time and the processor's time in seconds. A tool that finds differences may exit with another code than 0."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ran = subprocess.run(command, env=dict(server.environment, TIDEGATE_CACHE_DIR=os.path.join(top, "..", "cache")), cwd=top, capture_output=True, check=False)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode > 2 or b"Traceback" in ran.stderr or (ran.returncode and not ran.stdout):
        raise SystemExit(f"{command[0]} failed: {ran.stderr.decode()[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(options, tables):
    folder = tempfile.mkdtemp(prefix="tidegate-diff-bench-")
    os.chmod(folder, 0o755)
    places = [os.path.join(folder, name) for name in ("server", "top", "cache")]
    for place in places:
        os.mkdir(place)
    server, top = Server(places[0]), places[1]
    try:
        server.start()
        server.load(tables)
        tools = commands(server, options, top)
        for command in tools.values():
            timed(command, server, top)
        rounds = [{name: timed(command, server, top) for name, command in tools.items()} for _ in range(options.rounds)]
        return {name: [statistics.median(one[name][part] for one in rounds) for part in (0, 1)] for name in tools}
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tables", default="100,500,2000")
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--without", default="", help="names of columns that are not measured, such as proven")
    parser.add_argument("--migra")
    parser.add_argument("--pg-delta", dest="pg_delta")
    options = parser.parse_args()
    is_first = True
    for tables in map(int, options.tables.split(",")):
        times = measure(options, tables)
        if is_first:
            print("| tables | " + " | ".join(times) + " |\n|--:|" + "--:|" * len(times))
            is_first = False
        cells = [f"{wall:.2f} s ({own:.2f} s)" for wall, own in times.values()]
        print(f"| {tables:,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
