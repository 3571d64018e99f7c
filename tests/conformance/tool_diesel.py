"""Diesel: `diesel migration run`. Get it: cargo install diesel_cli --no-default-features --features postgres (needs libpq).
`--program source` records what diesel_source.py does instead, and marks the answers.

Dropped: two folders with one version and different content. Diesel runs the later one in the listing of the folder, which
is another one on every file system.
"""

import os
import re

import diesel_source
from common import call, find, refused

TRACKING = ["__diesel_schema_migrations", "public.__diesel_schema_migrations"]
SCHEMAS = []
RECORDED = "select version from public.__diesel_schema_migrations order by version"
HEAD = ["`diesel migration run`. Answers with `from = \"source\"` are those of diesel_source.py."]
FOLDER = "migrations"


def find_program():
    return find("diesel", "cargo install diesel_cli --no-default-features --features postgres")


def version(program):
    if program == "source":
        return "Diesel 2.3.14, by its source"
    return "Diesel CLI " + re.search(r"\d+\.\d+\.\d+", call([program, "--version"], "/", {"HOME": "/tmp"})[1])[0]


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    if program == "source":
        return {**by_source(top, url), "from": "source"}
    with open(os.path.join(top, "diesel.toml"), "w") as file:
        file.write(f'[migrations_directory]\ndir = "{FOLDER}"\n')
    code, text = call([program, "migration", "run", "--no-schema", "--database-url", url], top, environment)
    if code == 0:
        return {"accepted": True}
    started = re.findall(r"^Running migration (.*)$", text, re.M)
    said = [line for line in text.splitlines() if line and not line.startswith("Running migration ")]
    failed = re.search(r"Failed to run (\S+)", text)
    name = failed[1] if failed else started[-1] if started else ""
    return refused(os.path.join(FOLDER, name, "up.sql") if name else "", said[0] if said else text)


def by_source(top, url):
    stopped = diesel_source.run(os.path.join(top, FOLDER), url)
    if stopped is None:
        return {"accepted": True}
    name, reason = stopped
    return refused(os.path.join(FOLDER, name, "up.sql") if name else "", reason)
