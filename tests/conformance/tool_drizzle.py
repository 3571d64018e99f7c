"""Drizzle: `drizzle-kit migrate`. Get it: npm install drizzle-kit@0.31.11 drizzle-orm@0.45.4 pg, then --program
node_modules/.bin/drizzle-kit.

The program prints neither the file nor, with some errors, the message: the migrator that it calls is called again on
the same database, which is as before after a failure, by drizzle.mjs beside this file. The file is the one with the
query that failed.

Dropped: nothing.
"""

import json
import os
import re
import shutil

from common import call, find, refused

TRACKING = ["drizzle.__drizzle_migrations"]
SCHEMAS = ["drizzle"]
RECORDED = "select created_at from drizzle.__drizzle_migrations order by id"
HEAD = ["`drizzle-kit migrate` with a drizzle.config.json of three lines; messages of drizzle-orm's migrator."]
FOLDER = "drizzle"


def find_program():
    return find("drizzle-kit", "npm install drizzle-kit@0.31.11 drizzle-orm@0.45.4 pg")


def modules(program):
    return os.path.dirname(os.path.dirname(os.path.abspath(program)))


def version(program):
    def of(name):
        with open(os.path.join(modules(program), name, "package.json")) as file:
            return json.load(file)["version"]
    return f"drizzle-kit {of('drizzle-kit')} with drizzle-orm {of('drizzle-orm')}"


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    os.symlink(modules(program), os.path.join(top, "node_modules"))
    with open(os.path.join(top, "drizzle.config.json"), "w") as file:
        json.dump({"dialect": "postgresql", "out": f"./{FOLDER}", "dbCredentials": {"url": url}}, file)
    code, text = call([program, "migrate"], top, environment)
    if code == 0:
        return {"accepted": True}
    said, output = migrator(top, url, environment)
    return refused(said.get("file", ""), said.get("message") or output or text)


def migrator(top, url, environment):
    """What drizzle-orm's migrator says, and prints."""
    shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), "drizzle.mjs"), os.path.join(top, "again.mjs"))
    _, output = call(["node", "again.mjs", url, FOLDER], top, environment)
    return (json.loads(output.splitlines()[-1]) if output.strip().startswith("{") else {"message": output}), output
