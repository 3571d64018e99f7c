#!/usr/bin/env python3
"""tidegate and the migration tools themselves on one database, in both directions.

Starts a PostgreSQL server on a socket in a temporary folder, and for each tool goes through the states of a tracking table:
applied by the tool, applied by tidegate, an edited file, a row without a file, a file before applied ones, a file that
fails, rows that either has repaired, and both at once. Prints one line for each state, and exits with 1 if one differs.

    tests/interop.py [--binary PATH] [--tools FOLDER] [--install] [--postgres BIN]

`--install` fills the folder with the Supabase CLI, dbmate and Prisma from npm; `cargo install sqlx-cli diesel_cli --root FOLDER`
adds sqlx and Diesel. A tool that is not there is named and left out. Prisma runs with its JavaScript engine and the
adapter of `pg`, which need no download besides npm.
"""

import argparse
import getpass
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

PACKAGES = ["@supabase/cli-linux-x64@3.1.0", "dbmate@2.36.0", "prisma@6.19.3", "@prisma/adapter-pg@6.19.3", "@prisma/client@6.19.3", "pg@8"]

PRISMA_CONFIG = """
import { defineConfig } from "prisma/config";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
// Columns of type name and arrays of it arrive as text, which the adapter reads.
pg.types.setTypeParser(19, (text) => text);
class Adapter extends PrismaPg {
  async connect() { return wrap(await super.connect()); }
  async connectToShadowDb() { return wrap(await super.connectToShadowDb()); }
}
function wrap(adapter) {
  const query = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = (asked) => query({ ...asked, sql: cast(asked.sql) });
  return adapter;
}
function cast(sql) {
  return sql.replace(/\\b(\\w+\\.)?(relname|nspname)\\b(?=\\s+(as|AS)\\b)/g, "$&::text");
}
export default defineConfig({
  schema: "prisma/schema.prisma",
  engine: "js",
  experimental: { adapter: true },
  adapter: async () => new Adapter({ connectionString: process.env.DATABASE_URL }),
});
"""


class Server:
    """A server on a socket, and a port of the loopback interface that leads to it, for tools without sockets."""

    def __init__(self, programs):
        self.folder = tempfile.mkdtemp(prefix="interop")
        self.home = os.path.join(self.folder, "home")
        os.mkdir(self.home)
        self.user = "postgres" if os.geteuid() == 0 else getpass.getuser()
        os.chmod(self.folder, 0o755)
        data = os.path.join(self.folder, "data")
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        self.control = [os.path.join(programs, "pg_ctl"), "--pgdata", data]
        self.run([os.path.join(programs, "initdb"), "--pgdata", data, "--auth=trust", "--username=postgres", "--no-sync"])
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.run([*self.control, "--wait", "--log", os.path.join(self.folder, "log"), "--options", options, "start"])
        self.psql_program = os.path.join(programs, "psql")
        self.port = self.proxy()

    def run(self, command):
        as_owner = ["setpriv", "--reuid", self.user, "--regid", self.user, "--clear-groups"] if os.geteuid() == 0 else []
        subprocess.run([*as_owner, *command], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def proxy(self):
        listener = socket.create_server(("127.0.0.1", 0))

        def pump(source, target):
            try:
                while data := source.recv(65536):
                    target.sendall(data)
            except OSError:
                pass
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        def accept():
            while True:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(os.path.join(self.folder, ".s.PGSQL.5432"))
                threading.Thread(target=pump, args=(client, server), daemon=True).start()
                threading.Thread(target=pump, args=(server, client), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return listener.getsockname()[1]

    def psql(self, sql, database="app"):
        command = [self.psql_program, "-h", self.folder, "-U", "postgres", "-d", database, "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def fresh(self):
        self.psql("drop database if exists app with (force)", "template1")
        self.psql("create database app", "template1")

    def address(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/app?sslmode=disable"

    def stop(self):
        self.run([*self.control, "--mode", "immediate", "stop"])
        shutil.rmtree(self.folder)


class Tool:
    """A tool in a project of its own."""

    name = ""
    edits_are_seen = True

    def __init__(self, server, binary, tools):
        self.server, self.binary, self.tools = server, binary, tools
        self.folder = tempfile.mkdtemp(prefix=self.name)
        self.environment = {**os.environ, "HOME": server.home, "CI": "1", "DATABASE_URL": server.address()}
        subprocess.run(["git", "init", "--quiet", self.folder], check=True)
        self.prepare()

    def prepare(self):
        pass

    def write(self, path, text):
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, command):
        done = subprocess.run(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
        return done.returncode, done.stdout + done.stderr

    def tidegate(self, *words):
        return self.run([self.binary, *words, "--db", self.server.address()])

    def states(self):
        """The states of the migrations, in order of their versions."""
        import json

        done = subprocess.run([self.binary, "status", "--format", "json", "--db", self.server.address()], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if not done.stdout:
            return done.stderr
        return [migration["state"] for migration in json.loads(done.stdout)["migrations"]]


class Supabase(Tool):
    name = "supabase"

    def prepare(self):
        self.program = os.path.join(self.tools, "node_modules/@supabase/cli-linux-x64/bin/supabase")
        self.write("supabase/config.toml", 'project_id = "interop"\n')

    def migration(self, version, sql):
        self.write(f"supabase/migrations/2025010{version}000000_m{version}.sql", sql + "\n")

    def remove(self, version):
        os.remove(os.path.join(self.folder, f"supabase/migrations/2025010{version}000000_m{version}.sql"))

    def version(self, version):
        return f"2025010{version}000000"

    def up(self):
        return self.run([self.program, "db", "push", "--yes", f"--remote={self.server.address()}"])

    def is_up_to_date(self):
        code, text = self.run([self.program, "db", "push", "--dry-run", "--yes", f"--remote={self.server.address()}"])
        return code == 0 and "up to date" in text.lower(), text

    def repair(self, version, status):
        return self.run([self.program, "migration", "repair", self.version(version), "--status", status, "--yes", f"--remote={self.server.address()}"])

    def insert_unknown(self):
        self.server.psql("insert into supabase_migrations.schema_migrations (version, name) values ('20250109000000', 'elsewhere')")


class Dbmate(Tool):
    name = "dbmate"
    edits_are_seen = False

    def prepare(self):
        self.program = os.path.join(self.tools, "node_modules/.bin/dbmate")

    def migration(self, version, sql):
        self.write(f"db/migrations/2025010{version}000000_m{version}.sql", f"-- migrate:up\n{sql}\n-- migrate:down\n")

    def remove(self, version):
        os.remove(os.path.join(self.folder, f"db/migrations/2025010{version}000000_m{version}.sql"))

    def version(self, version):
        return f"2025010{version}000000"

    def up(self):
        return self.run([self.program, "--no-dump-schema", "up"])

    def is_up_to_date(self):
        code, text = self.run([self.program, "status", "--exit-code"])
        return code == 0 and "Pending: 0" in text, text

    repair = None

    def insert_unknown(self):
        self.server.psql("insert into schema_migrations values ('20250109000000')")


class Prisma(Tool):
    name = "prisma"

    def prepare(self):
        self.program = os.path.join(self.tools, "node_modules/.bin/prisma")
        os.symlink(os.path.join(self.tools, "node_modules"), os.path.join(self.folder, "node_modules"))
        self.write(".gitignore", "node_modules\n")
        self.write("prisma.config.mjs", PRISMA_CONFIG)
        self.write("prisma/schema.prisma", 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n')
        self.write("prisma/migrations/migration_lock.toml", 'provider = "postgresql"\n')
        # Any file stops the download of engines that are not used.
        self.environment.update(PRISMA_QUERY_ENGINE_LIBRARY="/bin/true", PRISMA_SCHEMA_ENGINE_BINARY="/bin/true", CHECKPOINT_DISABLE="1", PRISMA_HIDE_UPDATE_MESSAGE="1")

    def migration(self, version, sql):
        self.write(f"prisma/migrations/2025010{version}000000_m{version}/migration.sql", sql + "\n")

    def remove(self, version):
        shutil.rmtree(os.path.join(self.folder, f"prisma/migrations/2025010{version}000000_m{version}"))

    def version(self, version):
        return f"2025010{version}000000_m{version}"

    def prisma(self, *words):
        return self.run([self.program, *words, "--config", "prisma.config.mjs"])

    def up(self):
        return self.prisma("migrate", "deploy")

    def is_up_to_date(self):
        code, text = self.prisma("migrate", "status")
        return code == 0 and "up to date" in text, text

    def repair(self, version, status):
        return self.prisma("migrate", "resolve", f"--{'applied' if status == 'applied' else 'rolled-back'}", self.version(version))

    def insert_unknown(self):
        checksum = hashlib.sha256(b"").hexdigest()
        self.server.psql(f"insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values (gen_random_uuid()::text, '{checksum}', now(), '20250109000000_elsewhere', 1)")


class Sqlx(Tool):
    name = "sqlx"

    def prepare(self):
        self.program = os.path.join(self.tools, "bin/sqlx")
        self.write("tidegate.toml", 'layout = "sqlx"\n')
        os.mkdir(os.path.join(self.folder, "migrations"))

    def migration(self, version, sql):
        self.write(f"migrations/2025010{version}000000_m{version}.sql", sql + "\n")

    def remove(self, version):
        os.remove(os.path.join(self.folder, f"migrations/2025010{version}000000_m{version}.sql"))

    def version(self, version):
        return f"2025010{version}000000"

    def up(self):
        return self.run([self.program, "migrate", "run"])

    def is_up_to_date(self):
        # `info` always exits with 0, and `run` refuses what differs.
        code, text = self.run([self.program, "migrate", "run"])
        listed = self.run([self.program, "migrate", "info"])[1]
        is_installed = all("/installed" in line and "different" not in line for line in listed.splitlines() if line[:4] == "2025")
        return code == 0 and "Applied" not in text and is_installed, text + listed

    repair = None

    def insert_unknown(self):
        self.server.psql("insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (20250109000000, 'elsewhere', true, '\\x00', 0)")


class Diesel(Tool):
    name = "diesel"
    edits_are_seen = False

    def prepare(self):
        self.program = os.path.join(self.tools, "bin/diesel")
        self.write("tidegate.toml", 'layout = "diesel"\n')
        self.write("diesel.toml", "")
        os.mkdir(os.path.join(self.folder, "migrations"))

    def migration(self, version, sql):
        folder = f"migrations/2025010{version}000000_m{version}"
        self.write(f"{folder}/up.sql", sql + "\n")
        self.write(f"{folder}/down.sql", "select 1;\n")

    def remove(self, version):
        shutil.rmtree(os.path.join(self.folder, f"migrations/2025010{version}000000_m{version}"))

    def version(self, version):
        return f"2025010{version}000000"

    def up(self):
        return self.run([self.program, "migration", "run"])

    def is_up_to_date(self):
        code, text = self.run([self.program, "migration", "pending"])
        return code == 0 and text.strip().endswith("false"), text

    repair = None

    def insert_unknown(self):
        self.server.psql("insert into __diesel_schema_migrations (version) values ('20250109000000')")


class Run:
    """The states of one tool."""

    def __init__(self, tool):
        self.tool, self.failed, self.count = tool, 0, 0

    def check(self, what, is_right, text=""):
        self.count += 1
        print(f"{self.tool.name:<9} {'ok    ' if is_right else 'FAILED'} {what}")
        if not is_right:
            self.failed += 1
            print("\n".join("          " + line for line in str(text).splitlines()[-15:]))

    def reads(self, what, expected):
        states = self.tool.states()
        self.check(f"tidegate reads: {what}", states == expected, states)

    def accepts(self, what):
        is_right, text = self.tool.is_up_to_date()
        self.check(f"the tool is up to date: {what}", is_right, text)

    def all(self):
        tool, server = self.tool, self.tool.server
        first = ["create table public.a (id int);\ncreate table public.b (id int);", "alter table public.a add column n int;"]

        server.fresh()
        for number, sql in enumerate(first, 1):
            tool.migration(number, sql)
        self.reads("nothing applied", ["pending", "pending"])
        code, text = tool.up()
        self.check("the tool applies", code == 0, text)
        self.reads("applied by the tool", ["applied", "applied"])

        server.fresh()
        code, text = tool.tidegate("apply", "--yes")
        self.check("tidegate applies", code == 0, text)
        self.accepts("applied by tidegate")
        self.reads("applied by tidegate", ["applied", "applied"])

        tool.migration(3, "create table public.c (id int);")
        code, text = tool.up()
        self.check("the tool goes on after tidegate", code == 0, text)
        self.reads("both", ["applied"] * 3)
        tool.migration(4, "create table public.d (id int);")
        code, text = tool.tidegate("apply", "--yes")
        self.check("tidegate goes on after the tool", code == 0, text)
        self.accepts("both")

        tool.migration(4, "create table public.d (id int, edited int);")
        self.reads("an edited file", ["applied"] * 3 + ["edited" if tool.edits_are_seen else "applied"])
        tool.migration(4, "create table public.d (id int);")
        tool.insert_unknown()
        self.reads("a row without a file", ["applied"] * 4 + ["unknown"])
        code, text = tool.tidegate("repair", "--yes", "--reverted", "20250109000000" + ("_elsewhere" if tool.name == "prisma" else ""))
        self.check("tidegate forgets a row", code == 0, text)
        if tool.name == "prisma":
            server.psql("delete from _prisma_migrations where migration_name like '%elsewhere'")
        self.accepts("a row was forgotten")

        self.repaired()
        self.out_of_order()
        self.failing()
        self.at_once()
        return self.failed

    def repaired(self):
        tool = self.tool
        tool.migration(5, "create table public.e (id int);")
        code, text = tool.tidegate("repair", "--yes", "--applied", tool.version(5))
        self.check("tidegate records without running", code == 0, text)
        self.accepts("recorded by tidegate")
        if tool.repair:
            tool.migration(6, "create table public.f (id int);")
            code, text = tool.repair(6, "applied")
            self.check("the tool records without running", code == 0, text)
            self.reads("recorded by the tool", ["applied"] * 6)
            tool.remove(6)
        tool.remove(5)

    def out_of_order(self):
        tool = self.tool
        tool.server.fresh()
        for number in (3, 4):
            tool.remove(number)
        tool.migration(3, "create table public.c (id int);")
        tool.remove(2)
        code, text = tool.up()
        self.check("the tool applies 1 and 3", code == 0, text)
        tool.migration(2, "alter table public.a add column n int;")
        self.reads("a file before applied ones", ["applied", "out-of-order", "applied"])
        code, text = tool.tidegate("apply", "--yes", "--out-of-order")
        self.check("tidegate applies it", code == 0, text)
        self.accepts("applied out of order")

    def failing(self):
        tool = self.tool
        tool.migration(4, "create table public.d (id int);\nselect 1 / 0;")
        code, text = tool.up()
        self.check("the tool fails", code != 0, text)
        states = tool.states()
        self.check("tidegate reads: failed, or pending", states[:3] == ["applied"] * 3 and states[3:] in (["failed"], ["pending"]), states)
        if states[3:] == ["failed"]:
            code, text = tool.tidegate("repair", "--yes", "--reverted", tool.version(4))
            self.check("tidegate marks it as rolled back", code == 0, text)
        tool.server.psql("drop table if exists public.d")
        tool.migration(4, "create table public.d (id int);")
        code, text = tool.up()
        self.check("the tool applies the corrected file", code == 0, text)
        self.reads("corrected", ["applied"] * 4)

    def at_once(self):
        tool = self.tool
        for number in range(1, 5):
            tool.migration(number, f"create table public.t{number} (id int);\nselect pg_sleep(0.3);")
        for order in range(4):
            tool.server.fresh()
            results = {}
            one = threading.Thread(target=lambda: results.update(tool=tool.up()))
            other = threading.Thread(target=lambda: results.update(tidegate=tool.tidegate("apply", "--yes")))
            one.start()
            time.sleep(0.35 * order)
            other.start()
            one.join()
            other.join()
            # Whoever was refused goes on when the other is done.
            code, text = tool.tidegate("apply", "--yes")
            what = f"both at once, {0.35 * order:.2f} s apart"
            self.check(f"{what}: completed", code == 0, f"{results}\n{text}")
            self.reads(what, ["applied"] * 4)
            tables = tool.server.psql("select count(*) from pg_tables where schemaname = 'public' and tablename like 't_'")
            self.check(f"{what}: every table once", tables == "4", tables)
            self.accepts(what)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--binary", default="target/debug/tidegate")
    arguments.add_argument("--tools", default=os.path.expanduser("~/.cache/tidegate-interop"))
    arguments.add_argument("--install", action="store_true")
    arguments.add_argument("--postgres", default="/usr/lib/postgresql/15/bin")
    arguments = arguments.parse_args()
    if arguments.install:
        os.makedirs(arguments.tools, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", arguments.tools, *PACKAGES], check=True)
    server = Server(arguments.postgres)
    failed = 0
    try:
        for kind in (Supabase, Dbmate, Prisma, Sqlx, Diesel):
            tool = kind(server, os.path.abspath(arguments.binary), os.path.abspath(arguments.tools))
            if not os.path.exists(tool.program):
                print(f"{kind.name} is not in {arguments.tools}, and is left out", file=sys.stderr)
                continue
            run = Run(tool)
            failed += run.all()
            print(f"{kind.name}: {run.count - run.failed} of {run.count}")
            shutil.rmtree(tool.folder)
    finally:
        server.stop()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
