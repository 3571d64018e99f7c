"""Prisma Migrate: `prisma migrate deploy`. Get it: npm install prisma@6.19.3 @prisma/adapter-pg@6.19.3 pg, then --program
node_modules/prisma/build/index.js.

The native engine is a download of its own, so the engine that is part of the package (WebAssembly, of the same source)
runs with the adapter `pg`. prisma.config.mjs makes the adapter do what the native engine does, by its source
(schema-engine/connectors/sql-schema-connector/src/flavour/postgres/connector/native): one session, the schema as a start-up
parameter, a script as one message, and the refusals of its driver. CONFORMANCE_ENGINE=js records the adapter as it is: it
cuts a script at every semicolon.
"""

import os
import re
import shutil

from common import call, entries, find, refused

TRACKING = ["_prisma_migrations", "public._prisma_migrations"]
SCHEMAS = []
RECORDED = "select migration_name from public._prisma_migrations where finished_at is not null order by 1"
HEAD = ["`prisma migrate deploy` with the engine of the package, made to run scripts as the native engine does: see tool_prisma.py."]
FOLDER = "prisma/migrations"
SCHEMA = 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n'
CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)), "prisma.config.mjs")
QUIET = {"CHECKPOINT_DISABLE": "1", "PRISMA_HIDE_UPDATE_MESSAGE": "1", "PRISMA_QUERY_ENGINE_LIBRARY": "/bin/true",
         "PRISMA_SCHEMA_ENGINE_BINARY": "/bin/true"}


def find_program():
    return find("prisma", "npm install prisma@6.19.3 @prisma/adapter-pg@6.19.3 pg")


def modules(program):
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(program))))


def version(program):
    with open(os.path.join(modules(program), "prisma/package.json")) as file:
        return "Prisma " + re.search(r'"version": "([^"]*)"', file.read())[1]


def run(program, top, url, environment, case):
    with open(os.path.join(top, "prisma/schema.prisma"), "w") as file:
        file.write(SCHEMA)
    shutil.copy(CONFIG, os.path.join(top, "prisma.config.mjs"))
    os.symlink(modules(program), os.path.join(top, "node_modules"))
    environment = {**QUIET, "DATABASE_URL": url, "CONFORMANCE_ENGINE": os.environ.get("CONFORMANCE_ENGINE", "native"), **environment}
    code, text = call(["node", program, "migrate", "deploy", "--config", "prisma.config.mjs"], top, environment)
    if code == 0:
        return {"accepted": True}
    name = running(top, text)
    said = re.search(r"^Error: (.*?)(?=\n {3}0: |\Z)", text, re.M | re.S)
    path = os.path.join(FOLDER, name, "migration.sql") if name else ""
    server = os.path.join(top, "refusal.txt")
    if os.path.exists(server):
        with open(server) as file:
            return refused(path, file.read())
    return refused(path, said[1] if said else text)


def running(top, text):
    """The folder whose script was the last to be sent; the first without a script if the engine misses one."""
    folders = [name for name in entries(top, FOLDER) if os.path.isdir(os.path.join(top, FOLDER, name))]
    if "P3015" in text:
        return next(name for name in folders if "migration.sql" not in entries(top, os.path.join(FOLDER, name)))
    sent = os.path.join(top, "script.txt")
    if "P3019" in text or not os.path.exists(sent):
        return ""
    with open(sent, "rb") as file:
        script = file.read()
    for name in folders:
        with open(os.path.join(top, FOLDER, name, "migration.sql"), "rb") as file:
            if file.read().decode(errors="replace").encode() == script:
                return name
    return ""
