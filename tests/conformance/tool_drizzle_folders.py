"""Drizzle from 1.0 on, with a folder for each migration. Get it: npm install drizzle-kit@1.0.0-rc.5
drizzle-orm@1.0.0-rc.5 pg, then --program node_modules/.bin/drizzle-kit.

drizzle-orm's migrator is called, as by `drizzle-kit migrate`, which also wants snapshots of the whole schema.

Dropped: nothing.
"""

import os

import tool_drizzle
from common import refused
from tool_drizzle import FOLDER, SCHEMAS, TRACKING, find_program, modules, version  # noqa: F401

RECORDED = "select name from drizzle.__drizzle_migrations order by id"
HEAD = ["drizzle-orm's migrator."]


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    os.symlink(modules(program), os.path.join(top, "node_modules"))
    said, _ = tool_drizzle.migrator(top, url, environment)
    return refused(said.get("file", ""), said["message"]) if said else {"accepted": True}
