"""node-pg-migrate: `node-pg-migrate up`. Get it: npm install node-pg-migrate@9.0.0 pg, then --program
node_modules/.bin/node-pg-migrate.

Dropped: nothing.
"""

import json
import os
import re

from common import call, find, refused

TRACKING = ["pgmigrations", "public.pgmigrations"]
SCHEMAS = []
RECORDED = "select name from public.pgmigrations order by id"
HEAD = ["`node-pg-migrate up`, with the defaults: all pending migrations in one transaction."]
FOLDER = "migrations"


def find_program():
    return find("node-pg-migrate", "npm install node-pg-migrate@9.0.0 pg")


def version(program):
    with open(os.path.join(os.path.dirname(os.path.realpath(program)), "..", "package.json")) as file:
        return "node-pg-migrate " + json.load(file)["version"]


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    code, text = call([program, "up"], top, {**environment, "DATABASE_URL": url})
    if code == 0:
        return {"accepted": True}
    begun = re.findall(r"^### MIGRATION (.*) \(UP\) ###$", text, re.M)
    name = os.path.join(FOLDER, begun[-1] + ".sql") if begun else ""
    if not os.path.exists(os.path.join(top, name)):
        name = ""
    # The error comes after the statement and before the list of what is rolled back.
    said = re.search(r"^(?:error|Error): (.*)$", text, re.M) or re.search(r"\n\n(.*)\n\n> Rolling back", text)
    return refused(name, said[1] if said else text)
