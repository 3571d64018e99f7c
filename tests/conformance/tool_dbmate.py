"""dbmate: `dbmate migrate`. Get it: npm install dbmate@2.36.0, then --program node_modules/@dbmate/linux-x64/bin/dbmate.

Dropped: nothing.
"""

import os
import re

from common import call, find, refused

TRACKING = ["schema_migrations", "public.schema_migrations"]
SCHEMAS = []
RECORDED = 'select version from public.schema_migrations order by version collate "C"'
HEAD = ["`dbmate --no-dump-schema migrate`."]
FOLDER = "db/migrations"


def find_program():
    return find("dbmate", "npm install dbmate@2.36.0")


def version(program):
    return call([program, "--version"], "/", {"HOME": "/tmp"})[1].strip().replace(" version", "")


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    command = [program, "--url", url + "?sslmode=disable", "--migrations-dir", FOLDER, "--no-dump-schema", "migrate"]
    code, text = call(command, top, environment)
    if code == 0:
        return {"accepted": True}
    started = re.findall(r"^Applying: (.*)$", text, re.M)
    said = re.search(r"^Error: (.*)$", text, re.M)
    return refused(os.path.join(FOLDER, started[-1]) if started else "", said[1] if said else text)
