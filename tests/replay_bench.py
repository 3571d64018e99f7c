#!/usr/bin/env python3
"""The time of a replay, compared with a common shell script for the same task.

Creates a temporary project of 200 migrations and runs, in turn and each time as whole processes,

  script    initdb, start of the server, `psql -f` for each file, pg_dump, diff, stop of the server
  service   the same on a running server, such as a service container in CI
  cold      `tidegate verify` with an empty cache folder
  again     `tidegate verify --no-cache`: everything is run, on the server of the cache folder
  new       `tidegate verify` with one new migration since the last run
  write     `tidegate verify --write` with one new migration
  unchanged `tidegate verify` with nothing new

and prints the fastest, the median and the slowest time of each with the median of the ratios to `script`, and the same
for the CPU time, servers included (except for `service`, whose server is not its own), which is more reliable on a busy
machine. All files are in one folder, by default in the temporary directory; on a slow disk every time is longer.

    tests/replay_bench.py [--rounds N] [--files N] [--folder FOLDER] [--binary PATH]
"""

import argparse
import glob
import os
import pwd
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from bench import environment, write

# The steps of a common workflow for drift detection: one psql a file, one pg_dump, one diff.
REPLAY = r"""
export PGHOST="$1" PGUSER=postgres PGDATABASE="$2"
for file in supabase/migrations/*.sql; do
  psql -q -f "$file"
done
pg_dump \
  --schema-only \
  --schema=public \
  --quote-all-identifiers \
  --no-owner \
  --no-privileges \
  --exclude-schema='pg_*|information_schema' \
  > "$3/generated_schema.sql"
# pg_dump writes a new \restrict key every time, which diff would report as drift.
diff -u <(grep -v restrict "$3/schema.sql") <(grep -v restrict "$3/generated_schema.sql") > "$3/schema_diff.txt"
"""

SCRIPT = r"""
set -e
data=$(mktemp -d "$3/data-XXXXXX")
initdb -D "$data" -U postgres --auth=trust > "$data.log"
# A child of this script, so that its CPU time is counted; `pg_ctl start` would wait for it in the same way.
postgres -D "$data" -k "$1" -c listen_addresses= > "$data.server" 2>&1 &
server=$!
until pg_isready -q -h "$1"; do sleep 0.02; done
set +e
""" + REPLAY + r"""
code=$?
pg_ctl -D "$data" -m fast stop > /dev/null
wait "$server"
rm -rf "$data" "$data.log" "$data.server"
exit "$code"
"""

SERVICE = r"""
createdb -h "$1" -U postgres "$2"
""" + REPLAY + r"""
code=$?
dropdb -h "$1" -U postgres "$2"
exit "$code"
"""

MIGRATION = """-- Step {0}: what part {0} of the application keeps.
create table public.part_{0} (
  id bigint generated always as identity primary key,
  owner_id bigint not null,
  title text not null check (char_length(title) between 1 and 200),
  state text not null default 'open' check (state in ('open', 'paused', 'closed')),
  amount numeric(12, 2) not null default 0,
  payload jsonb not null default '{{}}',
  tags text[] not null default '{{}}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (owner_id, title)
);

create index part_{0}_state_idx on public.part_{0} (state, created_at desc);
create index part_{0}_payload_idx on public.part_{0} using gin (payload);

create function public.touch_part_{0}() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  if new.state = 'closed' and old.state <> 'closed' then
    new.payload := new.payload || jsonb_build_object('closed_at', now());
  end if;
  return new;
end;
$$;

create trigger part_{0}_touch before update on public.part_{0}
  for each row execute function public.touch_part_{0}();

alter table public.part_{0} enable row level security;
create policy "part {0} is read by its owner" on public.part_{0} for select using (owner_id > 0);

comment on table public.part_{0} is 'Part {0}; one row for each item of work';
"""

EVERY_FOURTH = """
alter table public.part_{1} add column part_{0}_id bigint references public.part_{0} (id);
create view public.open_{0} as
  select p.id, p.title, p.amount, count(q.id) as linked
  from public.part_{0} p left join public.part_{1} q on q.part_{0}_id = p.id
  where p.state = 'open' group by p.id;
"""


class Bench:
    def __init__(self, folder, binary, files):
        self.folder, self.binary, self.files = folder, binary, files
        self.env = environment(folder) | {"TIDEGATE_NOW": "2026-01-31T12:00:00Z"}
        self.programs = max(glob.glob("/usr/lib/postgresql/*/bin"), default="", key=lambda path: int(path.split("/")[-2]))
        if self.programs:
            self.env["PATH"] = f"{self.programs}:{self.env['PATH']}"
        # A server does not run as root.
        self.account = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
        self.top = os.path.join(folder, "project")
        self.scratch = os.path.join(folder, "scratch")
        os.makedirs(self.scratch)
        if self.account is not None:
            os.chown(self.scratch, self.account, -1)

    def git(self, *arguments):
        subprocess.run(["git", "-c", "gc.auto=0", *arguments], cwd=self.top, env=self.env, check=True, stdout=subprocess.DEVNULL)

    def verify(self, cache, *arguments):
        return self.timed([self.binary, "verify", "--engine", "local", *arguments], {"TIDEGATE_CACHE_DIR": cache})

    def script(self, text, database):
        arguments = ["bash", "-c", text, "script", self.scratch, database, self.scratch]
        return self.timed(arguments, {}, self.account)

    def timed(self, command, more, account=None):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(command, cwd=self.top, env=self.env | more, user=account, capture_output=True, text=True)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        if ran.returncode != 0:
            sys.exit(f"{command[:3]} ended with {ran.returncode}: {ran.stdout[-2000:]}{ran.stderr[-2000:]}")
        return wall * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    def prepare(self, rounds):
        """The project, the schema file of the scripts, and for each round a new migration with its schema file."""
        os.makedirs(self.top)
        self.git("init", "-q", "-b", "main")
        for number in range(self.files):
            text = MIGRATION.format(number) + (EVERY_FOURTH.format(number, number - 1) if number % 4 == 3 else "")
            write(self.top, f"supabase/migrations/{20240101000000 + number // 60 * 100 + number % 60:014d}_part_{number}.sql", text)
        self.git("add", "-A")
        cache = os.path.join(self.folder, "prepare")
        self.verify(cache, "--write", "--stage")
        self.git("commit", "-q", "-m", "base")
        self.schemas = []
        for number in range(rounds):
            self.stage(number)
            self.verify(cache, "--write", "--stage")
            with open(os.path.join(self.top, "schema.sql"), encoding="utf-8") as file:
                self.schemas.append(file.read())
            self.reset()
        shutil.rmtree(cache)
        with open(os.path.join(self.scratch, "schema.sql"), "w", encoding="utf-8") as file:
            file.write("")
        self.script(re.sub(r"(?m)^diff -u .*$", "true", SCRIPT), "postgres")
        shutil.copy(os.path.join(self.scratch, "generated_schema.sql"), os.path.join(self.scratch, "schema.sql"))

    def stage(self, number, with_schema=False):
        write(self.top, "supabase/migrations/20250101000000_new.sql", MIGRATION.format(f"new_{number}"))
        if with_schema:
            write(self.top, "schema.sql", self.schemas[number])
        self.git("add", "-A")

    def reset(self):
        self.git("reset", "-q", "--hard")

    def round(self, number):
        cache = os.path.join(self.folder, "cache")
        shutil.rmtree(cache, ignore_errors=True)
        times = {"script": self.script(SCRIPT, "postgres"), "service": self.on_service()}
        times["cold"] = self.verify(cache)
        times["again"] = self.verify(cache, "--no-cache")
        self.verify(cache)
        self.stage(number, with_schema=True)
        times["new"] = self.verify(cache)
        times["unchanged"] = self.verify(cache)
        self.reset()
        other = (number + 1) % len(self.schemas)
        self.stage(other)
        times["write"] = self.verify(cache, "--write")
        self.reset()
        return times

    def on_service(self):
        data = os.path.join(self.scratch, "service")
        run = lambda *command: subprocess.run(command, env=self.env, user=self.account, check=True, stdout=subprocess.DEVNULL)
        run("initdb", "-D", data, "-U", "postgres", "--auth=trust")
        run("pg_ctl", "-D", data, "-o", f"-k {self.scratch} -c listen_addresses=''", "-l", f"{data}.log", "-w", "start")
        try:
            return self.script(SERVICE, "drift")
        finally:
            run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
            shutil.rmtree(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--folder", default=None)
    parser.add_argument("--binary", default=None, help="the tidegate to measure (default: target/release/tidegate)")
    options = parser.parse_args()
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(top, "target"))
    binary = os.path.abspath(options.binary or os.path.join(target, "release", "tidegate"))
    folder = tempfile.mkdtemp(prefix="tidegate-bench-", dir=options.folder)
    os.chmod(folder, 0o755)
    try:
        bench = Bench(folder, binary, options.files)
        bench.prepare(options.rounds)
        rounds = [bench.round(number) for number in range(options.rounds)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{options.files} migrations, {options.rounds} rounds in {options.folder or tempfile.gettempdir()}, milliseconds\n")
    print("| run | fastest | median | slowest | of `script` | CPU | CPU of `script` |\n|---|--:|--:|--:|--:|--:|--:|")
    for name in rounds[0]:
        walls = [times[name][0] for times in rounds]
        ratio = lambda kind: statistics.median(times[name][kind] / times["script"][kind] for times in rounds)
        cpu = statistics.median(times[name][1] for times in rounds)
        cpus = ["", ""] if name == "service" else [f"{cpu:.0f}", f"{ratio(1):.3f}"]
        row = [f"{value:.0f}" for value in (min(walls), statistics.median(walls), max(walls))] + [f"{ratio(0):.3f}"] + cpus
        print(f"| {name} | " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
