#!/usr/bin/env python3
"""How the cost of a run grows with its input.

Each shape is a repository made for a size n. It is checked (or verified, on a server of this machine)
at n, 2n and 4n, and the script prints the CPU time, the exponent between neighbours (1 is linear, 2
quadratic) and the most memory that tidegate itself has in use, also as a multiple of the largest
file. "big" shapes end at 50 MB. Usage:
tests/cost.py [--binary PATH] [--only SUBSTRING|…] [--scale FACTOR] [--times K] [--staged]
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time

FOLDER = "supabase/migrations"
TABLE = "create table t{0} (id bigint generated always as identity primary key, name text not null);\n"


def stamp(number):
    day, second = divmod(number, 86400)
    return f"2024{1 + day // 28:02d}{1 + day % 28:02d}{second // 3600:02d}{second // 60 % 60:02d}{second % 60:02d}"


def one(text):
    return {f"{FOLDER}/20240101000000_one.sql": text}


def each(n, text, name=lambda number: stamp(number)):
    return {f"{FOLDER}/{name(number)}_step_{number}.sql": text(number) for number in range(n)}


def rows(n):
    return ",\n".join(f"({number}, 'name of {number}', now())" for number in range(n))


def repeated(statement, size):
    parts, length, number = [], 0, 0
    while length < size:
        parts.append(statement.format(number))
        length += len(parts[-1])
        number += 1
    return "".join(parts)


FUNCTION = """create function f{0}() returns trigger language plpgsql as $$
declare n int;
begin
  select count(*) into n from t{0} where id > 1;
  if n > 10 then raise exception 'too many'; end if;
  insert into log (at, what) values (now(), 'f{0}');
  new.updated_at = now();
  return new;
end $$;
"""


def settings(n):
    keys = "".join(f"k{number} = {number}\n" for number in range(n))
    return {**one("select 1;\n"), "tidegate.toml": keys}


# name: (n, files of a size, arguments)
ALL = ["check", "--all"]
VERIFY = ["verify", "--engine", "local"]
SCHEMA = "supabase/schema.sql"
SHAPES = {
    "migrations": (2500, lambda n: each(n, lambda number: TABLE.format(number)), ALL),
    "migrations, alter": (2500, lambda n: each(n, lambda number: TABLE.format(number) if number < n // 2 else f"alter table t{number - n // 2} alter column name type varchar(3);\n"), ALL),
    "migrations, drop": (2500, lambda n: each(n, lambda number: TABLE.format(number) if number < n // 2 else f"drop table t{number - n // 2};\n"), ALL),
    "one version": (80, lambda n: each(n, lambda number: TABLE.format(number), lambda _: stamp(0)), ALL),
    "one version, fix": (80, lambda n: each(n, lambda number: TABLE.format(number), lambda _: stamp(0)), ["check", "--all", "--fix", "--dry-run"]),
    "bad names, fix": (1000, lambda n: each(n, lambda number: TABLE.format(number), lambda number: stamp(number) + "-Bad"), ["check", "--all", "--fix", "--dry-run"]),
    "unread": (2500, lambda n: each(n, lambda number: TABLE.format(number), lambda number: "x"), ALL),
    "misplaced": (1000, lambda n: {**one("select 1;\n"), **{f"supabase/m/{stamp(number)}_{number}.sql": "select 1;\n" for number in range(n)}}, ALL),
    "misplaced folders": (1000, lambda n: {**one("select 1;\n"), **{f"supabase/m{number}/{stamp(number)}_{number}.sql": "select 1;\n" for number in range(n)}}, ALL),
    "projects": (100, lambda n: {f"p{number}/migrations/{stamp(0)}_a.sql": TABLE.format(number) for number in range(n)}, ALL),
    "other files": (25000, lambda n: {**one("select 1;\n"), **{f"doc/{number}.ts": "x\n" for number in range(n)}}, ALL),
    "settings keys": (5000, settings, ALL),
    "one version, real fix": (80, lambda n: each(n, lambda number: TABLE.format(number), lambda _: stamp(0)), ["check", "--all", "--fix"]),
    "scripts": (2500, lambda n: {**one("select 1;\n"), **{f"doc/{number}.sh": "exec_sql drop table t\n" for number in range(n)}}, ALL),
}
STATEMENTS = {
    "select": "select {0};\n",
    "create table": TABLE,
    "add column": "alter table big add column c{0} int not null default 1;\n",
    "add columns of tables": "create table t{0} (id int); alter table t{0} add column c int;\n",
    "drop table": "drop table t{0};\n",
    "drop policy": "drop policy p{0} on t; create policy p{0} on t using (true);\n",
    "drop constraint": "alter table t drop constraint c{0}; alter table t add constraint c{0} check (a > 0);\n",
    "drop index": "drop index i{0};\n",
    "drop default": "alter table t{0} alter column c drop default;\n",
    "drop trigger": "drop trigger r{0} on t;\n",
    "drop type cascade": "drop type y{0} cascade;\n",
    "drop view": "drop view v{0}; create view v{0} as select 1;\n",
    "drop sequence": "drop sequence s{0};\n",
    "drop schema": "drop schema s{0};\n",
    "drop column": "alter table t{0} drop column c;\n",
    "create index": "create index i{0} on t{0} (c);\n",
    "create index, one table": "create index i{0} on t (c{0});\n",
    "rename": "alter table t{0} rename to u{0};\n",
    "rename columns": "alter table t{0} rename column a to b;\n",
    "rename chain": "alter table t{0} rename to t{0}x; create table t{0} (id int);\n",
    "enum": "alter type e add value 'v{0}';\n",
    "enums": "create type e{0} as enum ('a'); alter type e{0} add value 'v'; alter table t add column c{0} e{0} default 'v';\n",
    "search_path": "set search_path to s{0}; create table t (id int);\n",
    "insert": "insert into t (id) values ({0});\n",
    "update": "update t set a = {0};\n",
    "delete": "delete from t{0};\n",
    "set not null": "alter table t{0} alter column c set not null;\n",
    "not null check": "alter table t{0} add constraint n{0} check (c is not null) not valid; alter table t{0} validate constraint n{0};\n",
    "foreign key": "alter table t{0} add constraint f{0} foreign key (a) references u{0} (id);\n",
    "function": "create or replace function f() returns int language sql as $$ select {0} $$;\n",
    "functions": "create function f{0}() returns int language sql security definer as $$ select {0} $$;\n",
    "do": "do $$ begin drop table t{0}; end $$;\n",
    "begin": "begin; drop table t{0}; commit;\n",
    "savepoint": "savepoint s{0};\n",
    "concurrently": "create index concurrently i{0} on t{0} (c);\n",
    "grant": "grant select on t{0} to r{0};\n",
    "lock": "lock table t{0};\n",
    "truncate": "truncate t{0};\n",
    "row security": "alter table t{0} disable row level security; alter table t{0} enable row level security;\n",
    "policy": "create policy p{0} on t{0} using (true);\n",
    "partition": "create table p{0} partition of t for values in ({0}); alter table t attach partition q{0} for values in ({0});\n",
    "set type": "alter table t{0} alter column c type varchar(3);\n",
    "allowed": "-- tidegate:allow drop-table reason {0}\ndrop table t{0};\n",
    "unused allowance": "-- tidegate:allow drop-table reason {0}\nselect {0};\n",
    "breaking": "-- BREAKING: reason {0}\ndrop table t{0};\n",
    "comment": "-- a comment {0}\n",
    "block comments": "/* a {0} */ select 1;\n",
    "password": "alter role r{0} password 'hx72-Qm{0}';\n",
    "copy": "copy t from stdin;\n{0}\n\\.\n",
    "psql": "\\set a {0}\nselect 1;\n",
    "long names": "create table " + "n" * 70 + "{0} (id int);\n",
    "refresh": "refresh materialized view v{0};\n",
    "reindex": "reindex table t{0};\n",
    "owner": "alter table t{0} owner to r{0};\n",
    "set schema": "alter table t{0} set schema s;\n",
    "syntax": "selec {0};\n",
}
for name, statement in STATEMENTS.items():
    SHAPES["many: " + name] = (2500, lambda n, statement=statement: one("".join(statement.format(number) for number in range(n))), ALL)
for name in ("select", "create table", "add columns of tables", "drop table", "drop policy", "drop constraint", "create index", "rename", "enum", "insert", "update", "functions", "do", "grant", "owner", "policy", "row security"):
    SHAPES["huge: " + name] = (3, lambda n, name=name: one(repeated(STATEMENTS[name], n * 4_166_667)), ALL)
for name in ("drop table", "create index", "select", "update"):
    SHAPES["one line: " + name] = (2500, lambda n, name=name: one("".join(STATEMENTS[name].format(number).strip() + " " for number in range(n))), ALL)
for style in ("json", "github", "sarif", "junit", "human"):
    SHAPES["format: " + style] = (2500, lambda n: each(n, lambda number: f"drop table t{number};\n"), [*ALL, "--format", style])
SHAPES |= {
    "drop many": (2500, lambda n: one("drop table " + ", ".join(f"t{number}" for number in range(n)) + ";\n"), ALL),
    "drop many cascade": (2500, lambda n: one("drop type " + ", ".join(f"t{number}" for number in range(n)) + " cascade;\n"), ALL),
    "alter many": (2500, lambda n: one("alter table t " + ", ".join(f"drop column c{number}" for number in range(n)) + ";\n"), ALL),
    "many columns": (2500, lambda n: one("create table t (" + ", ".join(f"c{number} int" for number in range(n)) + ");\n"), ALL),
    "enum values": (2500, lambda n: one("create type t as enum (" + ", ".join(f"'c{number}'" for number in range(n)) + ");\n"), ALL),
    "parentheses": (2500, lambda n: one("select " + "(" * n + "1" + ")" * n + ";\n"), ALL),
    "open parentheses": (2500, lambda n: one("select " + "(" * n), ALL),
    "operators": (2500, lambda n: one("select 1" + " + 1" * n + ";\n"), ALL),
    "unions": (2500, lambda n: one("select 1" + " union select 1" * n + ";\n"), ALL),
    "nots": (2500, lambda n: one("select " + "not " * n + "true;\n"), ALL),
    "signs": (2500, lambda n: one("select " + "- " * n + "1;\n"), ALL),
    "casts": (2500, lambda n: one("select 1" + "::int" * n + ";\n"), ALL),
    "dots": (2500, lambda n: one("select a" + ".a" * n + ";\n"), ALL),
    "joins": (2500, lambda n: one("select 1 from a" + " join a on true" * n + ";\n"), ALL),
    "cases": (2500, lambda n: one("select " + "case when a then " * n + "1" + " end" * n + ";\n"), ALL),
    "brackets": (2500, lambda n: one("select " + "array[" * n + "1" + "]" * n + ";\n"), ALL),
    "explains": (2500, lambda n: one("explain " * n + "select 1;\n"), ALL),
    "nested comments": (2500, lambda n: one("/*" * n + "*/" * n + "select 1;\n"), ALL),
    "nested quotes": (2500, lambda n: one("".join(f"do $a{number}$ begin " for number in range(n)) + "".join(f"end $a{number}$;" for number in reversed(range(n)))), ALL),
    "dollars": (2500, lambda n: one("select " + "$a" * n + ";\n"), ALL),
    "tags": (2500, lambda n: one("".join(f"$a{number}$ " for number in range(n))), ALL),
    "backslashes": (2500, lambda n: one("\\copy t from stdin\n" * n), ALL),
    "identifier": (250000, lambda n: one("create table " + "n" * n + " (id int);\n"), ALL),
    "quoted identifier": (250000, lambda n: one('create table "' + "N" * n + '" (id int);\n'), ALL),
    "keys": (2500, lambda n: one("select '" + "eyJ" * n + "';\n"), ALL),
    "prefixes": (2500, lambda n: one("select '" + "sk_live_-" * n + "';\n"), ALL),
    "urls": (2500, lambda n: one("select '" + "://a:" * n + "';\n"), ALL),
    "parameters": (2500, lambda n: one("select '" + "password=" * n + "';\n"), ALL),
    "private keys": (2500, lambda n: one("select '" + "-----BEGIN PRIVATE KEY-----" * n + "';\n"), ALL),
    "big: rows": (12, lambda n: one("insert into t values\n" + rows(n * 25000) + ";\n"), ALL),
    "big: inserts": (12, lambda n: one("".join(f"insert into t values ({number}, 'name of {number}');\n" for number in range(n * 22000))), ALL),
    "big: tables": (12, lambda n: one("".join(TABLE.format(number) for number in range(n * 11000))), ALL),
    "big: copy": (12, lambda n: one("copy t from stdin;\n" + "1\tname of a row\t2024-01-01\n" * (n * 36000) + "\\.\n"), ALL),
    "big: comment": (12, lambda n: one("/*" + "a comment " * (n * 100000) + "*/ select 1;\n"), ALL),
    "big: line comments": (12, lambda n: one("-- a comment\n" * (n * 77000) + "select 1;\n"), ALL),
    "big: string": (12, lambda n: one("select '" + "a string " * (n * 111000) + "';\n"), ALL),
    "big: function": (12, lambda n: one("create function f() returns void language plpgsql as $$ begin\n" + "perform f(1);\n" * (n * 71000) + "end $$;\n"), ALL),
    "big: functions": (12, lambda n: one(repeated(FUNCTION, n * 1_041_667)), ALL),
    "big: do": (12, lambda n: one("do $$ begin\n" + "perform f(1);\n" * (n * 71000) + "end $$;\n"), ALL),
    "big: selects": (12, lambda n: one("select 1;\n" * (n * 100000)), ALL),
    "big: one line": (12, lambda n: one("select 1; " * (n * 100000)), ALL),
    "big: semicolons": (12, lambda n: one(";" * (n * 1000000)), ALL),
    "big: spaces": (12, lambda n: one(" " * (n * 1000000)), ALL),
}


SHAPES |= {
    "verify: migrations": (2500, lambda n: each(n, lambda number: TABLE.format(number)), VERIFY),
    "verify: missing tables": (1250, lambda n: {**one("".join(TABLE.format(number) for number in range(n))), SCHEMA: "create schema s;\n"}, VERIFY),
}
for name in ("rows", "inserts", "copy", "comment", "line comments", "string", "function", "functions", "do", "selects", "one line", "semicolons"):
    _, make, _ = SHAPES["big: " + name]
    tables = "create table t (a int, b text, c timestamptz); create function f(int) returns int language sql as 'select 1';\n"
    before = {f"{FOLDER}/20230101000000_tables.sql": tables}
    SHAPES["verify big: " + name] = (12, lambda n, make=make: {**before, **make(n)}, VERIFY)


def environment(home):
    env = {"PATH": os.environ["PATH"], "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LANG": "C.UTF-8"}
    for who in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{who}_NAME": "bench", f"GIT_{who}_EMAIL": "bench@example.com", f"GIT_{who}_DATE": "2025-01-01T00:00:00Z"}
    return env


def repository(top, env, files, commit):
    os.makedirs(top)
    git = lambda *arguments: subprocess.run(["git", "-c", "gc.auto=0", *arguments], cwd=top, env=env, check=True, stdout=subprocess.DEVNULL)
    git("init", "-q", "-b", "main")
    for path, text in files.items():
        full = os.path.join(top, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
    git("add", "-A")
    if commit:
        git("commit", "-q", "-m", "base")


def peak(process):
    """The most memory that a running process has used, in MB, without the servers that it starts."""
    try:
        with open(f"/proc/{process}/status", encoding="utf-8") as file:
            lines = dict(line.split(":", 1) for line in file if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1024
    except (OSError, KeyError):
        return 0


def measured(command, top, env):
    """CPU time, peak memory in MB, exit code, size and end of the output."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(command, cwd=top, env=env, stdout=out, stderr=err)
        memory = 0
        while not (ended := os.wait4(child.pid, os.WNOHANG))[0]:
            memory = max(memory, peak(child.pid))
            time.sleep(0.005)
        _, status, usage = ended
        child.returncode = os.waitstatus_to_exitcode(status)
        size = out.seek(0, os.SEEK_END)
        err.seek(0)
        last = (err.read().decode(errors="replace").strip().splitlines() or [""])[-1]
    return usage.ru_utime + usage.ru_stime, memory, child.returncode, size, last


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--only", default="")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--times", type=int, default=3, help="number of sizes, each twice the one before")
    parser.add_argument("--staged", action="store_true", help="stage the files instead of committing them")
    parser.add_argument("--keep", help="make the repository of one shape here, and do not run")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    home = tempfile.mkdtemp(prefix="tidegate-cost-")
    env = environment(home)
    try:
        for name, (base, make, arguments) in SHAPES.items():
            if options.only and not any(part in name for part in options.only.split("|")):
                continue
            before = None
            for double in range(options.times):
                n = max(1, int(base * options.scale * 2**double))
                top = options.keep or os.path.join(home, "repository")
                files = make(n)
                repository(top, env, files, not options.staged)
                if options.keep:
                    return
                took, memory, code, size, last = measured([binary, *arguments], top, env)
                largest = max(map(len, files.values())) / 1e6
                exponent = math.log2(took / before) if before else float("nan")
                mark = "  <--" if before and exponent > 1.25 and took > 0.3 else ""
                mark += "  CRASH" if code not in (0, 1) else ""
                print(f"{name:28} {n:9} {took:8.3f} s  {exponent:5.2f}  {memory:7.1f} MB ({memory / largest if largest > 1 else 0:6.1f} of {largest:5.1f} MB)  exit {code}  {size:9} B{mark} {last if code not in (0, 1) else ''}", flush=True)
                before = took
                shutil.rmtree(top)
                if took > 60:
                    break
    finally:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
