#!/usr/bin/env python3
"""Whether `tidegate verify` sees every difference between two schemas, and no other.

    tests/pairs.py [--binary PATH] [--file sql|dump|plain] [--list] SOCKET FOLDER...

Each folder below a FOLDER with `a.sql` and `b.sql`, or `old.sql` and `new.sql` (after `setup.sql`, if there is one), is a
pair. The first schema is the only migration of a temporary project. Its schema file is the second one: its text (`sql`,
the default), its whole dump (`dump`), or its dump without owners and privileges (`plain`). Both are also loaded with psql
into databases of the server on SOCKET, a folder with the socket of a server that nothing else uses: all of its roles and
databases are dropped. `pg_dump --schema-only` of both, entry by entry, says whether they differ.

Prints the pairs whose verdict is another one, and the number of each verdict:

  differs  both say so                     equal   both say so
  named    the dumps differ in what verify says it has not compared or not run
  silent   only the dumps differ           false   only verify reports a difference
  fails    psql loads both, and the replay or verify does not         psql    psql does not load them
"""

import argparse
import collections
import json
import os
import re
import subprocess
import tempfile

OWN = ("postgres", "template0", "template1")


class Server:
    def __init__(self, socket):
        self.environment = dict(os.environ, PGHOST=socket, PGUSER="postgres")
        self.environment.setdefault("PGPORT", "5432")

    def run(self, *command):
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def rows(self, statement):
        ran = self.run("psql", "-XAtq", "-d", "postgres", "-c", statement)
        return [row for row in ran.stdout.split("\n") if row]

    def clean(self):
        own = ", ".join(f"'{name}'" for name in OWN)
        for name in self.rows(f"select quote_ident(datname) from pg_database where datname not in ({own})"):
            self.rows(f"drop database {name} with (force)")
        for _ in range(3):
            for name in self.rows("select quote_ident(rolname) from pg_roles where rolname !~ '^pg_' and rolname <> 'postgres'"):
                self.rows(f"drop owned by {name} cascade")
                self.rows(f"drop role {name}")

    def dumps(self, text, options):
        """The dump of a database with this schema, and one with these options; None if psql cannot load it."""
        self.clean()
        self.rows("create database pair template template0")
        with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if self.run("psql", "-Xq", "-d", "pair", "-v", "ON_ERROR_STOP=1", "-f", file.name).returncode:
                return None
        return [self.run("pg_dump", "-s", *more, "pair").stdout for more in ([], options)]


def entries(dump):
    """The statements of a dump by the entry they are in, without what is not of the schema."""
    found, name = collections.defaultdict(list), None
    for line in dump.splitlines():
        if line.startswith("-- Name: "):
            name = re.sub(r"; Owner: .*", "", line)
        elif name and line.strip() and not line.startswith(("--", "SET ", "\\")):
            found[name].append(line.strip().rstrip(","))
    is_list = re.compile("Type: (TABLE|FOREIGN TABLE|ACL|DEFAULT ACL);")
    return {name: sorted(lines) if is_list.search(name) else lines for name, lines in found.items()}


def verify(binary, migration, schema):
    with tempfile.TemporaryDirectory() as top:
        os.mkdir(os.path.join(top, "migrations"))
        settings = 'layout = "plain"\nmigrations = "migrations"\nplatform = "none"\nschema = "schema.sql"\n'
        for path, text in (("migrations/001_a.sql", migration), ("schema.sql", schema), ("tidegate.toml", settings)):
            with open(os.path.join(top, path), "w", encoding="utf-8") as file:
                file.write(text or "-- nothing\n")
        subprocess.run(["git", "init", "-q", top], check=True)
        command = [binary, "verify", "--all", "--engine", "local", "--format", "json"]
        ran = subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)
        try:
            return json.loads(ran.stdout)
        except ValueError:
            return {"replay": {"failure": {"message": ran.stderr}}, "schema": None, "notes": []}


def verdict(server, binary, kind, before, after):
    options = ["--no-owner", "--no-privileges"] if kind == "plain" else []
    old, new = server.dumps(before, []), server.dumps(after, options)
    if old is None or new is None:
        return "psql", ""
    one, other = entries(old[0]), entries(new[0])
    differing = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    report = verify(binary, before, after if kind == "sql" else new[1])
    failure = (report["replay"] or {}).get("failure")
    if failure or not report["schema"]:
        return "fails", (failure or {}).get("message", "")
    if differing and report["schema"]["equal"]:
        return ("named" if report["notes"] else "silent"), f"{differing} {report['notes']}"
    if not differing and not report["schema"]["equal"]:
        return "false", str(report["schema"]["changes"])
    return ("differs" if differing else "equal"), ""


def pairs(folders):
    for folder in folders:
        for top, _, files in sorted(os.walk(folder)):
            for names in (("a.sql", "b.sql"), ("old.sql", "new.sql")):
                if not set(names) <= set(files):
                    continue
                texts = []
                for name in (["setup.sql"] if "setup.sql" in files else []) + list(names):
                    with open(os.path.join(top, name), encoding="utf-8") as file:
                        texts.append(file.read())
                setup = texts.pop(0) + "\n" if len(texts) > 2 else ""
                yield top, setup + texts[0], setup + texts[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--file", choices=["sql", "dump", "plain"], default="sql")
    parser.add_argument("--list", action="store_true", help="print every pair")
    parser.add_argument("socket")
    parser.add_argument("folders", nargs="+")
    options = parser.parse_args()
    server, counts = Server(options.socket), collections.Counter()
    for name, before, after in pairs(options.folders):
        found, why = verdict(server, os.path.abspath(options.binary), options.file, before, after)
        counts[found] += 1
        if options.list or found not in ("differs", "equal", "psql"):
            print(f"{found} {name} {why}", flush=True)
    print(", ".join(f"{count} {found}" for found, count in counts.most_common()))


if __name__ == "__main__":
    main()
