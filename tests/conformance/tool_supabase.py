"""The Supabase CLI: `supabase migration up` with an address. Get it: npm install supabase@3.1.0, then --program
node_modules/@supabase/cli-linux-x64/bin/supabase.

Dropped: nothing.
"""

import os
import re

from common import call, find, refused

TRACKING = ["supabase_migrations.schema_migrations"]
SCHEMAS = ["supabase_migrations"]
RECORDED = "select version from supabase_migrations.schema_migrations order by version"
HEAD = ["`supabase migration up --remote=<address>` on a plain PostgreSQL: no auth, no storage."]
FOLDER = "supabase/migrations"


def find_program():
    return find("supabase", "npm install supabase@3.1.0")


def version(program):
    return "Supabase CLI " + call([program, "--version"], "/", {"HOME": "/tmp", "SUPABASE_TELEMETRY_DISABLED": "1"})[1].split()[-1]


def run(program, top, url, environment, case):
    environment = {"DO_NOT_TRACK": "1", "SUPABASE_TELEMETRY_DISABLED": "1", **environment}
    code, text = call([program, "migration", "up", f"--remote={url}?sslmode=disable", "--yes"], top, environment)
    if code == 0:
        return {"accepted": True}
    started = re.findall(r"^Applying migration (.*)\.\.\.$", text, re.M)
    said = [line for line in text.splitlines() if line and not re.match(
        r"Applying migration |Target: |Confirmed by|Warning: |Skipping migration |Connecting to|Try rerunning", line)]
    path = os.path.join(FOLDER, started[-1]) if started else ""
    return refused(path, said[0] if said else text)
