"""golang-migrate: `migrate up` with the driver `postgres`. Get it: go install -tags postgres
github.com/golang-migrate/migrate/v4/cmd/migrate@v4.19.1.

A case adds to the address with `address` (`x-multi-statement=true`). Dropped: nothing.
"""

import os
import re

from common import call, entries, find, refused

TRACKING = ["schema_migrations", "public.schema_migrations"]
SCHEMAS = []
RECORDED = "select version || case when dirty then ' dirty' else '' end from public.schema_migrations"
HEAD = ["`migrate -path migrations -database <address> up`; `recorded` is the one row of its table."]
FOLDER = "migrations"
NAME = re.compile(r"([0-9]+)_(.*)\.(down|up)\.(.*)$", re.S)


def find_program():
    return find("migrate", "go install -tags postgres github.com/golang-migrate/migrate/v4/cmd/migrate@v4.19.1")


def version(program):
    return "golang-migrate " + call([program, "-version"], "/", {"HOME": "/tmp"})[1].strip()


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    address = "&".join([url + "?sslmode=disable", *filter(None, [case.get("address")])])
    code, text = call([program, "-path", FOLDER, "-database", address, "up"], top, environment)
    if code == 0:
        return {"accepted": True}
    said = re.search(r"^error: (.*?)(?: in line \d+: .*?)?(?: \(details: .*)?$", text, re.M)
    message = said[1] if said else re.split(r"\n\ngoroutine ", text)[0]
    applied = {int(number) for number in re.findall(r"^(\d+)/u ", text, re.M)}
    found = [(int(name[1]), name[0]) for name in map(NAME.match, entries(top, FOLDER)) if name and int(name[1]) < 2**64]
    waiting = sorted((number, name) for number, name in found if number not in applied)
    if not waiting or "duplicate migration file" in message or message.startswith("first "):
        return refused("", message)
    up = [name for number, name in waiting if number == waiting[0][0] and NAME.match(name)[3] == "up"]
    return refused(os.path.join(FOLDER, (up or [waiting[0][1]])[0]), message)
