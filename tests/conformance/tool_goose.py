"""goose: `goose up`. Get it: go install -tags 'no_clickhouse no_libsql no_mssql no_mysql no_sqlite3 no_vertica no_ydb'
github.com/pressly/goose/v3/cmd/goose@v3.27.3.

Dropped: COPY from standard input as a statement of its own, at which goose waits for ever.
"""

import os
import re

from common import call, find, refused

TRACKING = ["goose_db_version", "public.goose_db_version"]
SCHEMAS = []
RECORDED = "select version_id from public.goose_db_version where version_id > 0 order by id"
HEAD = ["`goose -dir migrations postgres <address> up`."]
FOLDER = "migrations"


def find_program():
    return find("goose", "go install github.com/pressly/goose/v3/cmd/goose@v3.27.3")


def version(program):
    return "goose " + re.search(r"\d+\.\d+\.\d+", call([program, "-version"], "/", {"HOME": "/tmp"})[1])[0]


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    code, text = call([program, "-dir", FOLDER, "postgres", url + "?sslmode=disable", "up"], top, environment)
    if code == 0:
        return {"accepted": True}
    failed = re.search(r"goose run: ERROR (.*?\.(?:sql|go)): (.*)", text, re.S)
    if failed:
        return refused(os.path.join(FOLDER, os.path.basename(failed[1])), failed[2])
    said = re.search(r"(?:goose run: |panic: )(.*?)(?:\n\n|\Z)", text, re.S)
    return refused("", said[1] if said else text)
