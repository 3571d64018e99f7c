"""Diesel: `diesel migration run`. Get it: cargo install diesel_cli --no-default-features --features postgres (needs libpq).

Dropped: nothing.
"""

import os
import re

from common import call, find, refused

TRACKING = ["__diesel_schema_migrations", "public.__diesel_schema_migrations"]
SCHEMAS = []
RECORDED = "select version from public.__diesel_schema_migrations order by version"
HEAD = ["`diesel migration run`."]
FOLDER = "migrations"


def find_program():
    return find("diesel", "cargo install diesel_cli --no-default-features --features postgres")


def version(program):
    return "Diesel CLI " + re.search(r"\d+\.\d+\.\d+", call([program, "--version"], "/", {"HOME": "/tmp"})[1])[0]


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    with open(os.path.join(top, "diesel.toml"), "w") as file:
        file.write(f'[migrations_directory]\ndir = "{FOLDER}"\n')
    code, text = call([program, "migration", "run", "--no-schema", "--database-url", url], top, environment)
    if code == 0:
        return {"accepted": True}
    started = re.findall(r"^Running migration (.*)$", text, re.M)
    said = [line for line in text.splitlines() if line and not line.startswith("Running migration ")]
    return refused(os.path.join(FOLDER, started[-1], "up.sql") if started else "", said[0] if said else text)
