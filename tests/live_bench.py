#!/usr/bin/env python3
"""The time of `tidegate status` and `tidegate drift`, beside the same jobs of other tools, and the drift of a fleet.

Starts a server, applies N migrations of one table each with two indexes, and runs in turn, each time as whole processes
and once before to fill the cache,

  status     `tidegate status`
  drift      `tidegate drift`
  supabase   `supabase migration list`, dbmate `dbmate status`, prisma `prisma migrate status`, on the same migrations in
             their own layout, applied by themselves, if they are in the folder of `--tools` (see tests/interop.py)

and prints the medians of the wall time and of the time of the processor that the tool itself used. Then it compares fleets
of databases with 50 tables in one `tidegate drift`, and prints the wall time and the memory of each.

    tests/live_bench.py [--rounds N] [--tables N] [--fleets N[,N...]] [--binary PATH] [--tools FOLDER] [--postgres BIN]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time

import interop

TABLE = """create table public.t{n} (id bigint generated always as identity primary key, name text not null, total numeric(10, 2)
  default 0, at timestamptz not null default now(), ref bigint{ref});
create index t{n}_name on public.t{n} (name);
create index t{n}_at on public.t{n} (at) where total > 0;"""


def table(number):
    return TABLE.format(n=number, ref=f" references public.t{number - 1}" if number > 1 else "")


def timed(command, folder, environment):
    """The wall time, the processor's time and the largest resident set, in seconds and megabytes."""
    start = time.monotonic()
    ran = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = ran.stdout.read()
    _, status, usage = os.wait4(ran.pid, 0)
    ran.returncode = os.waitstatus_to_exitcode(status)
    if ran.returncode:
        raise SystemExit(f"{command} failed: {text.decode()[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def project(kind, server, options):
    tool = kind(server, os.path.abspath(options.binary), os.path.abspath(options.tools))
    if kind is not interop.Dbmate and not os.path.exists(tool.program):
        return None
    for number in range(1, options.tables + 1):
        write(tool, number)
    return tool


def write(tool, number):
    stem = f"20250101{number:06}_t{number}"
    text = table(number) + "\n"
    if tool.name == "dbmate":
        tool.write(f"db/migrations/{stem}.sql", f"-- migrate:up\n{text}-- migrate:down\n")
    elif tool.name == "prisma":
        tool.write(f"prisma/migrations/{stem}/migration.sql", text)
    else:
        tool.write(f"supabase/migrations/{stem}.sql", text)


def single(server, options):
    print("| | wall | processor | memory |\n|---|--:|--:|--:|")
    for kind in (interop.Dbmate, interop.Supabase, interop.Prisma):
        tool = project(kind, server, options)
        if tool is None:
            continue
        server.fresh()
        tool.environment["TIDEGATE_CACHE_DIR"] = os.path.join(server.folder, "cache")
        code, text = tool.tidegate("apply", "--yes")
        if code:
            raise SystemExit(text)
        commands = {}
        if kind is interop.Dbmate:
            own = [tool.binary]
            commands["tidegate status"] = [*own, "status", "--db", server.address()]
            commands["tidegate drift"] = [*own, "drift", "--db", server.address()]
            if os.path.exists(tool.program):
                commands["dbmate status"] = [tool.program, "status"]
        elif kind is interop.Supabase:
            commands["supabase migration list"] = [tool.program, "migration", "list", f"--remote={server.address()}"]
        else:
            commands["prisma migrate status"] = [tool.program, "migrate", "status", "--config", "prisma.config.mjs"]
        for command in commands.values():
            timed(command, tool.folder, tool.environment)
        rounds = [{name: timed(command, tool.folder, tool.environment) for name, command in commands.items()} for _ in range(options.rounds)]
        for name in commands:
            wall, own, memory = (statistics.median(one[name][part] for one in rounds) for part in range(3))
            print(f"| `{name}` | {wall * 1000:,.0f} ms | {own * 1000:,.0f} ms | {memory:.0f} MB |", flush=True)
        shutil.rmtree(tool.folder)


def fleets(server, options):
    options.tables = 50
    tool = project(interop.Dbmate, server, options)
    tool.environment["TIDEGATE_CACHE_DIR"] = os.path.join(server.folder, "cache")
    server.fresh()
    code, text = tool.tidegate("apply", "--yes")
    if code:
        raise SystemExit(text)
    print("\n| databases | wall | per database | memory |\n|--:|--:|--:|--:|")
    made = 0
    for count in map(int, options.fleets.split(",")):
        while made < count:
            made += 1
            server.psql(f"create database tenant_{made} template app", "template1")
        place = server.address().replace("/app?", "/{}?")
        fleet = os.path.join(tool.folder, "fleet")
        with open(fleet, "w", encoding="utf-8") as file:
            file.writelines(place.format(f"tenant_{number}") + "\n" for number in range(1, count + 1))
        command = [tool.binary, "drift", "--db-file", "fleet"]
        timed(command, tool.folder, tool.environment)
        found = [timed(command, tool.folder, tool.environment) for _ in range(options.rounds)]
        wall, _, memory = (statistics.median(one[part] for one in found) for part in range(3))
        print(f"| {count} | {wall:.2f} s | {wall / count * 1000:.0f} ms | {memory:.0f} MB |", flush=True)
    shutil.rmtree(tool.folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--fleets", default="1,25,50,100")
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--tools", default=os.path.expanduser("~/.cache/tidegate-interop"))
    parser.add_argument("--postgres", default="/usr/lib/postgresql/15/bin")
    options = parser.parse_args()
    server = interop.Server(options.postgres)
    try:
        single(server, options)
        if options.fleets:
            fleets(server, options)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
