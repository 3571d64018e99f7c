#!/usr/bin/env python3
"""The time to read and compare schemas, compared with two `pg_dump --schema-only`.

Starts a server, creates two databases with the same N tables (each with two indexes, a function, a trigger and a policy;
a view to every fourth) and a project whose migrations create them, and runs in turn, each time as whole processes,

  dumps   `pg_dump --schema-only` of both databases, one after the other
  diff    `tidegate diff` of both databases
  text    `tidegate verify` after a change to the comments of the schema file
  form    `tidegate verify` after a change to its statements that changes nothing in their meaning

and prints the medians of the wall time with the medians of the ratios to `dumps`.

    tests/catalog_bench.py [--rounds N] [--tables N[,N...]] [--folder FOLDER] [--binary PATH]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import urllib.parse

from bench import write
from replay_bench import EVERY_FOURTH, MIGRATION, Bench


class CatalogBench(Bench):
    def server(self, *command):
        subprocess.run(command, env=self.env, user=self.account, check=True, stdout=subprocess.DEVNULL)

    def start(self):
        self.data = os.path.join(self.scratch, "server")
        self.server("initdb", "-D", self.data, "-U", "postgres", "--auth=trust")
        # One transaction creates everything.
        options = f"-k {self.scratch} -c listen_addresses='' -c max_locks_per_transaction=4096"
        self.server("pg_ctl", "-D", self.data, "-o", options, "-l", f"{self.data}.log", "-w", "start")

    def stop(self):
        self.server("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def prepare(self, _rounds):
        os.makedirs(self.top)
        self.git("init", "-q", "-b", "main")
        texts = []
        for number in range(self.files):
            texts.append(MIGRATION.format(number) + (EVERY_FOURTH.format(number, number - 1) if number % 4 == 3 else ""))
        for start in range(0, self.files, 100):
            number = start // 100
            path = f"supabase/migrations/{20240101000000 + number:014d}_part_{number}.sql"
            write(self.top, path, "".join(texts[start : start + 100]))
        self.git("add", "-A")
        self.cache = os.path.join(self.folder, "cache")
        self.verify(self.cache, "--write", "--stage")
        self.git("commit", "-q", "-m", "base")
        with open(os.path.join(self.top, "schema.sql"), encoding="utf-8") as file:
            self.schema = file.read()
        script = os.path.join(self.scratch, "all.sql")
        with open(script, "w", encoding="utf-8") as file:
            file.write("".join(texts))
        psql = ["psql", "-q", "-X", "-h", self.scratch, "-U", "postgres", "-v", "ON_ERROR_STOP=1"]
        self.server(*psql, "-d", "postgres", "-c", "create database one")
        self.server(*psql, "-d", "one", "--single-transaction", "-f", script)
        self.server(*psql, "-d", "postgres", "-c", "create database other template one")

    def round(self, number):
        dumps = f'pg_dump -h "$1" -U postgres --schema-only one > "$3/one.sql"; pg_dump -h "$1" -U postgres --schema-only other > "$3/other.sql"'
        times = {"dumps": self.script("set -e\n" + dumps, "")}
        host = urllib.parse.quote(self.scratch, safe="")
        sides = [f"postgresql://postgres@/{name}?host={host}" for name in ("one", "other")]
        times["diff"] = self.timed([self.binary, "diff", *sides], {"TIDEGATE_CACHE_DIR": self.cache})
        write(self.top, "schema.sql", self.schema.replace("CREATE TABLE", f"/* {number} */ CREATE TABLE", 1))
        self.git("add", "-A")
        times["text"] = self.verify(self.cache)
        write(self.top, "schema.sql", self.schema.replace('"public".', "public.", 10 * (number + 1)))
        self.git("add", "-A")
        times["form"] = self.verify(self.cache)
        self.reset()
        return times


def measure(binary, tables, rounds, folder):
    folder = tempfile.mkdtemp(prefix="tidegate-bench-", dir=folder)
    os.chmod(folder, 0o755)
    try:
        bench = CatalogBench(folder, binary, tables)
        bench.start()
        try:
            bench.prepare(rounds)
            return [bench.round(number) for number in range(rounds)]
        finally:
            bench.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tables", default="100,500,2000")
    parser.add_argument("--folder", default=None)
    parser.add_argument("--binary", default=None, help="the tidegate to measure (default: target/release/tidegate)")
    options = parser.parse_args()
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(top, "target"))
    binary = os.path.abspath(options.binary or os.path.join(target, "release", "tidegate"))
    print("| tables | two `pg_dump` | `diff` | of `pg_dump` | `verify`, other comments | of `pg_dump` | other statements | of `pg_dump` |\n|--:|--:|--:|--:|--:|--:|--:|--:|")
    for tables in map(int, options.tables.split(",")):
        rounds = measure(binary, tables, options.rounds, options.folder)
        walls = {name: statistics.median(times[name][0] for times in rounds) for name in rounds[0]}
        ratio = {name: statistics.median(times[name][0] / times["dumps"][0] for times in rounds) for name in rounds[0]}
        row = [f"{walls['dumps']:.0f} ms"]
        for name in ("diff", "text", "form"):
            row += [f"{walls[name]:.0f} ms", f"{ratio[name]:.2f}"]
        print(f"| {tables:,} | " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
