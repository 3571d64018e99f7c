#!/usr/bin/env python3
"""Whether `tidegate verify` sees every difference between two schemas, and no other; or whether the SQL of `tidegate diff`
makes one schema like the other.

    tests/pairs.py [--binary PATH] [--file sql|dump|plain | --sql] [--every N] [--list] SOCKET FOLDER...

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

With `--sql` both schemas are databases, the first one with the rows of `seed.sql` if there is that file. `tidegate diff
--sql --destructive` writes the SQL from the one to the other, psql runs it, and the dumps are compared:

  right    they are equal                  refused  they are not, and what cannot be written is named
  proof    the proof of tidegate failed, so it printed nothing        rows    a table that both have lost rows
  wrong    anything else                   equal    they were equal before, and tidegate says so
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

    def drop_subscriptions(self):
        """A database with one cannot be dropped, and its own server is the other end at most."""
        listed = "select quote_ident(d.datname), quote_ident(s.subname) from pg_subscription s join pg_database d on d.oid = s.subdbid"
        for database, name in (row.split("|") for row in self.rows(listed)):
            for statement in (f"alter subscription {name} disable", f"alter subscription {name} set (slot_name = none)", f"drop subscription {name}"):
                self.run("psql", "-Xq", "-d", database, "-c", statement)

    def clean(self):
        self.drop_subscriptions()
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


def load(server, name, text):
    server.rows(f"create database {name} template template0")
    return load_into(server, name, text)


def dumped(server, name):
    return entries(server.run("pg_dump", "-s", name).stdout)


def counts_of(server, name):
    listed = "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname !~ '^(pg_|information)'"
    tables = server.run("psql", "-XAtq", "-d", name, "-c", listed).stdout.split()
    count = {}
    for table in tables:
        count[table] = server.run("psql", "-XAtq", "-d", name, "-c", f"select count(*) from only {table}").stdout.strip()
    return count


def written(server, binary, before, after, seed):
    """The verdict on the SQL from one schema to the other."""
    server.clean()
    # Roles belong to the server, so a second file that creates them again has to find none.
    roles = re.compile(r"^\s*create\s+(role|user)\s+(?!mapping)(\"[^\"]+\"|\w+)", re.I | re.M)
    known = {name for _, name in roles.findall(before)}
    again = re.sub(
        r"^\s*create\s+(role|user)\s+(?!mapping)(\"[^\"]+\"|\w+)[^;]*;",
        lambda found: "" if found.group(2) in known else found.group(0), after, flags=re.I | re.M)
    if load(server, "old", before).returncode or load(server, "new", again).returncode:
        return "psql", ""
    if seed and server.run("psql", "-Xq", "-d", "old", "-v", "ON_ERROR_STOP=1", "-c", seed).returncode:
        return "psql", "seed"
    rows, wanted = counts_of(server, "old"), dumped(server, "new")
    is_equal = dumped(server, "old") == wanted
    host = server.environment["PGHOST"]
    sides = [f"postgres://postgres@/{name}?host={host}&port={server.environment['PGPORT']}" for name in ("old", "new")]
    command = [binary, "diff", *sides, "--sql", "--destructive", "--format", "json", "--engine", "local"]
    with tempfile.TemporaryDirectory() as top:
        subprocess.run(["git", "init", "-q", top], check=True)
        ran = subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)
    try:
        sql = json.loads(ran.stdout)["sql"]
    except (ValueError, KeyError):
        return "wrong", ran.stderr
    if sql["proof"] == "failed":
        return "proof", f"{sql['reason']} {sql['differs']}"
    refused = "; ".join(f"{one['object']['kind']} {one['object']['name']}: {one['reason']}" for one in sql["refused"])
    applied = load_into(server, "old", sql["text"])
    left = counts_of(server, "old")
    lost = sorted(table for table in set(rows) & set(left) if rows[table] != left[table])
    reached = dumped(server, "old")
    if lost:
        return "rows", f"{lost}"
    if applied.returncode and not refused:
        return "wrong", applied.stderr
    if reached == wanted:
        return ("equal" if is_equal else "right"), ""
    differing = sorted(name for name in {*reached, *wanted} if reached.get(name) != wanted.get(name))
    note = f"{refused} | {differing} | {sql['reason']} {applied.stderr}"
    return ("refused" if refused and not applied.returncode else "wrong"), note


def load_into(server, name, text):
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return server.run("psql", "-Xq", "-d", name, "-v", "ON_ERROR_STOP=1", "-f", file.name)


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
                seed = ""
                if "seed.sql" in files:
                    with open(os.path.join(top, "seed.sql"), encoding="utf-8") as file:
                        seed = file.read()
                yield top, setup + texts[0], setup + texts[1], seed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--file", choices=["sql", "dump", "plain"], default="sql")
    parser.add_argument("--sql", action="store_true", help="score the SQL of `tidegate diff`")
    parser.add_argument("--every", type=int, default=1, help="of each so many pairs only the first one")
    parser.add_argument("--list", action="store_true", help="print every pair")
    parser.add_argument("socket")
    parser.add_argument("folders", nargs="+")
    options = parser.parse_args()
    server, counts = Server(options.socket), collections.Counter()
    binary = os.path.abspath(options.binary)
    for number, (name, before, after, seed) in enumerate(pairs(options.folders)):
        if number % options.every:
            continue
        if options.sql:
            found, why = written(server, binary, before, after, seed)
        else:
            found, why = verdict(server, binary, options.file, before, after)
        counts[found] += 1
        if options.list or found not in ("differs", "equal", "psql", "right"):
            print(f"{found} {name} {why}", flush=True)
    print(", ".join(f"{count} {found}" for found, count in counts.most_common()))


if __name__ == "__main__":
    main()
