"""Flyway Community: `flyway migrate`. Get it: the command-line package of Flyway 13, or flyway-commandline and
flyway-database-postgresql of its source with a Java 17; a script that starts org.flywaydb.commandline.Main is the --program.

A case adds arguments with `arguments`. Statements that wait for Flyway's own idle transaction (CREATE INDEX CONCURRENTLY
with the lock that it takes by default, and every exclusive lock on its table) wait for ever: here the server's
statement_timeout ends them, and the answer is a refusal. Dropped: COPY without the line that ends its data, at which
Flyway reads for ever.
"""

import json
import os
import re

from common import call, find, refused

TRACKING = ["flyway_schema_history", "public.flyway_schema_history"]
SCHEMAS = []
RECORDED = ("select coalesce(version, description) || case when success then '' else ' failed' end"
            " from public.flyway_schema_history order by installed_rank")
HEAD = ["`flyway -locations=filesystem:db/migration migrate`; -locations is left out where a case has a flyway.toml or flyway.conf."]
FOLDER = "db/migration"


def find_program():
    return find("flyway", "the command-line package of Flyway 13")


def version(program):
    return "Flyway " + re.search(r"\d+\.\d+\.\d+", call([program, "-v"], "/", {"HOME": "/tmp", "PATH": os.environ["PATH"]})[1])[0]


def answer(command, top, environment):
    code, text = call(command, top, environment)
    found = re.search(r"^\{.*^\}", text, re.M | re.S)
    return code, text, json.loads(found[0]) if found else {}


def run(program, top, url, environment, case):
    os.makedirs(os.path.join(top, FOLDER), exist_ok=True)
    command = [program, f"-url=jdbc:{url.replace('postgres@', '')}", "-user=postgres", "-skipCheckForUpdate", "-loggers=console"]
    if not {"flyway.toml", "flyway.conf"} & set(case["files"]):
        command.append(f"-locations=filesystem:{FOLDER}")
    command += [*case.get("arguments", []), "-outputType=json"]
    code, text, result = answer([*command, "migrate"], top, environment)
    # Without the module flyway-reports, the exit code of a failure is 0.
    if code == 0 and result.get("success"):
        return {"accepted": True}
    message = (result.get("error") or {}).get("message") or text
    scripts = [path for path in case["files"] if path.endswith(".sql")]
    # The script that a message names as a path or as a name; a message about two of them is about none.
    named = [path for path in scripts if re.search(r"\b" + re.escape(os.path.basename(path)) + r"\b(?!\.conf)", message)]
    if not named and not re.match(r"Found |Unknown |Invalid |Failed to configure", message):
        # The message names no script: it is the first that is not applied.
        waiting = answer([*command, "info"], top, environment)[2].get("migrations", [])
        named = [os.path.relpath(one["filepath"], os.path.realpath(top)) for one in waiting if one["state"] == "Pending"][:1]
    message = message.replace(os.path.realpath(top) + "/", "")
    message = re.sub(r" See https:\S* for more information\.", "", message)
    lines = [line for line in message.splitlines() if line.strip() and not re.match(r"[-=]+$", line)]
    said = [line.partition(": ")[2] for line in lines if re.match(r"Message +: ", line)] or lines
    return refused(named[0] if len(named) == 1 else "", said[0])
