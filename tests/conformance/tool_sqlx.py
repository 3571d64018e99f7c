"""sqlx: `sqlx migrate run`. Get it: cargo install sqlx-cli --no-default-features --features postgres,rustls.

Dropped: nothing.
"""

import os
import re

from common import call, entries, find, refused

TRACKING = ["_sqlx_migrations", "public._sqlx_migrations"]
SCHEMAS = []
RECORDED = "select version from public._sqlx_migrations order by version"
HEAD = ["`sqlx migrate run`."]
FOLDER = "migrations"


def find_program():
    return find("sqlx", "cargo install sqlx-cli --no-default-features --features postgres,rustls")


def version(program):
    return call([program, "--version"], "/", {"HOME": "/tmp"})[1].strip()


def number(name):
    found = re.match(r"([+-]?\d+)_.*\.sql$", name, re.S)
    return int(found[1]) if found else None


def run(program, top, url, environment, case):
    code, text = call([program, "migrate", "run", "--database-url", url + "?sslmode=disable"], top, environment)
    if code == 0:
        return {"accepted": True}
    applied = [int(version) for version in re.findall(r"^Applied (-?\d+)/", text, re.M)]
    said = [line for line in text.splitlines() if line.startswith("error")] or [text]
    scripts = sorted((number(name), name) for name in entries(top, FOLDER)
                     if number(name) is not None and not name.endswith(".down.sql"))
    names = []
    for version, name in scripts:
        if version in applied:
            applied.remove(version)
        else:
            names.append(name)
    unread = "while resolving migrations" in text or not scripts
    return refused("" if unread or not names else os.path.join(FOLDER, names[0]), said[0])
