#!/usr/bin/env python3
"""The time of a check, compared with `git diff --cached`.

Creates two temporary repositories (200 files with 100 migrations, 20,000 files with 1,000),
stages one and fifty new migrations, and runs `git diff --cached --name-only` and
`tidegate check` as whole processes in turn. Prints the medians of the wall time, the median of
the pairwise ratios and the ratio of the CPU time. Then stages one migration of one line, of 200
lines, of 20,000 lines and of 10 MB, and prints the additional time to read and check it. Both
tables are those of docs/evidence.md. Usage:
tests/bench.py [--quick] [--binary PATH]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

STATEMENT = "create table t{0} (id bigint generated always as identity primary key, name text not null, created_at timestamptz not null default now());\n"


def environment(home):
    env = {"PATH": os.environ["PATH"], "HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    for who in ("AUTHOR", "COMMITTER"):
        env |= {f"GIT_{who}_NAME": "bench", f"GIT_{who}_EMAIL": "bench@example.com", f"GIT_{who}_DATE": "2025-01-01T00:00:00Z"}
    return env


def write(top, path, text):
    full = os.path.join(top, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "w", encoding="utf-8") as file:
        file.write(text)


def repository(top, env, files, migrations):
    def git(*arguments):
        subprocess.run(["git", "-c", "gc.auto=0", *arguments], cwd=top, env=env, check=True, stdout=subprocess.DEVNULL)

    os.makedirs(top)
    git("init", "-q", "-b", "main")
    for number in range(migrations):
        write(top, f"supabase/migrations/{20240101000000 + number // 60 * 100 + number % 60:014d}_step_{number}.sql", STATEMENT.format(number))
    for number in range(files - migrations):
        write(top, f"src/part{number // 200}/folder{number // 20 % 10}/file{number}.ts", f"export const value{number} = {number};\n")
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    git("gc", "-q")
    git("update-index", "--refresh")


def stage(top, env, count):
    subprocess.run(["git", "reset", "-q", "--hard"], cwd=top, env=env, check=True)
    for number in range(count):
        write(top, f"supabase/migrations/202407010000{number:02d}_new_{number}.sql", STATEMENT.format(f"new{number}"))
    subprocess.run(["git", "add", "-A"], cwd=top, env=env, check=True)


def timed(command, top, env):
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=top, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command} ended with {process.returncode}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000


def compare(top, env, binary, runs):
    git, own = ["git", "diff", "--cached", "--name-only"], [binary, "check"]
    pairs = []
    for number in range(runs + 3):
        pair = (timed(git, top, env), timed(own, top, env))
        if number >= 3:
            pairs.append(pair)
    median = lambda values: statistics.median(list(values))
    cpu = sum(own[1] for _, own in pairs) / max(sum(git[1] for git, _ in pairs), 0.001)
    wall = median(own[0] / git[0] for git, own in pairs)
    return f"{median(git[0] for git, _ in pairs):.1f} ms | {median(own[0] for _, own in pairs):.1f} ms | {wall:.2f} | {cpu:.2f}"


PIECE = """create table public.t{0} (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_at timestamptz not null default now(),
  owner uuid references auth.users(id) on delete cascade
);
alter table public.t{0} enable row level security;
create policy "own {0}" on public.t{0} for select to authenticated using (auth.uid() = owner);
create index idx_t{0}_owner on public.t{0} (owner);
create or replace function public.f{0}() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  if new.owner is null then raise exception 'no'; end if;
  return new;
end $$;
create trigger tr{0} before update on public.t{0} for each row execute function public.f{0}();
insert into public.t{0} (name) values ('a'), ('b'), ('c');
grant all on public.t{0} to service_role;
comment on table public.t{0} is 'x';
"""


def migrations():
    """The staged files by name: typical DDL, 19 lines per table, and one large INSERT."""
    lines = lambda count: "".join(PIECE.format(number) for number in range(count // 19))
    rows = ",\n".join(f"  ({number}, 'some text that is as long as texts are', now())" for number in range(170_000))
    return {
        "1 line": "create table t (id bigint);\n",
        "200 lines": lines(200),
        "20,000 lines": lines(20_000),
        "10 MB of rows": f"insert into t (id, name, at) values\n{rows};\n",
    }


def statements(folder, env, binary, runs):
    """One new migration in a small repository; the files are checked in turn."""
    tops = {}
    for number, (name, text) in enumerate(migrations().items()):
        tops[name] = os.path.join(folder, f"statements{number}")
        repository(tops[name], env, 20, 10)
        write(tops[name], "supabase/migrations/20240701000000_new.sql", text)
        subprocess.run(["git", "add", "-A"], cwd=tops[name], env=env, check=True)
    taken = {name: [] for name in tops}
    for _ in range(runs):
        for name, top in tops.items():
            taken[name].append(timed([binary, "check"], top, env)[0])
    print("\n| one new migration of | whole process | more than for one line |")
    print("|---|--:|--:|")
    least = statistics.median(taken["1 line"])
    for name, times in taken.items():
        more = statistics.median(times) - least
        print(f"| {name} | {least + more:.1f} ms |" + (f" {more:.1f} ms |" if more else " |"), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, for CI")
    parser.add_argument("--binary", default=None, help="the tidegate to measure (default: target/release/tidegate)")
    parser.add_argument("--runs", type=int, default=None)
    options = parser.parse_args()
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(top, "target"))
    binary = os.path.abspath(options.binary or os.path.join(target, "release", "tidegate"))
    runs = options.runs or (15 if options.quick else 100)
    folder = tempfile.mkdtemp(prefix="tidegate-bench-")
    try:
        env = environment(folder)
        print("| repository | staged | `git diff --cached --name-only` | `tidegate check` | ratio | of CPU time |")
        print("|---|--:|--:|--:|--:|--:|")
        for name, files, migrations in (("200 files, 100 migrations", 200, 100), ("20,000 files, 1,000 migrations", 20000, 1000)):
            path = os.path.join(folder, f"r{files}")
            repository(path, env, files, migrations)
            for count in (1, 50):
                stage(path, env, count)
                print(f"| {name} | {count} | {compare(path, env, binary, runs)} |", flush=True)
        statements(folder, env, binary, max(runs // 4, 5))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
