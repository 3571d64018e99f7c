#!/usr/bin/env python3
"""Which histories can be replayed, without and with their platform, and why the others cannot.

    tests/corpus.py [--binary PATH] [--engine local] [--list FILE] [FOLDER...]

Each FOLDER is a migrations folder of a checkout, treated as a Supabase project. FILE has a line for each folder: the
folder, its name in the table and its layout, separated by tabs. Every history is copied into a temporary repository and
replayed with `tidegate verify --all`: with `layout = "plain"`, which has no platform, and with its own layout on each
engine named. Then `verify --write` writes a schema file, which another `verify` must report as equal, and as different
in a single table after that table is added to the file. Prints a Markdown table, the totals, and the causes by the
number of histories that they stop. The default cache folder is used.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import tempfile

# The folder that a history is copied to, by layout; any other layout keeps the folder's name.
FOLDERS = {"supabase": "supabase/migrations", "prisma": "prisma/migrations"}

ADDED = """
--
-- Name: added_by_hand; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE "public"."added_by_hand" ();
"""


def documents(text):
    """One JSON object after the other."""
    found, decoder, text = [], json.JSONDecoder(), text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:].strip()
    return found


class History:
    def __init__(self, folder, name, layout, top):
        self.folder, self.name, self.layout, self.top = folder.rstrip("/"), name, layout, top
        self.migrations = FOLDERS.get(layout, os.path.join("db", os.path.basename(self.folder)))
        shutil.copytree(self.folder, os.path.join(top, self.migrations))
        for file in ("config.toml", "roles.sql"):
            beside = os.path.join(os.path.dirname(self.folder), file)
            if layout == "supabase" and os.path.exists(beside):
                shutil.copy(beside, os.path.join(top, "supabase", file))
        subprocess.run(["git", "init", "-q", top], check=True)

    def verify(self, binary, engine, layout, *arguments):
        with open(os.path.join(self.top, "tidegate.toml"), "w", encoding="utf-8") as file:
            platform = 'platform = "none"\n' if layout == "plain" else ""
            file.write(f'layout = "{layout}"\nmigrations = "{self.migrations}"\n{platform}')
        command = [binary, "verify", "--all", "--engine", engine, "--format", "json", *arguments]
        ran = subprocess.run(command, cwd=self.top, capture_output=True, text=True)
        if ran.returncode not in (0, 1):
            return {"replay": {"total": 0, "replayed": 0, "failure": {"message": ran.stderr.strip(), "cause": None, "sqlstate": ""}}}
        found = [document for document in documents(ran.stdout) if document["replay"]]
        return found[0] if found else {"replay": {"total": 0, "replayed": 0, "failure": None}}

    def is_equal_to_its_own_schema(self, binary, engine):
        self.verify(binary, engine, self.layout, "--write")
        schema = self.verify(binary, engine, self.layout).get("schema") or {}
        if not schema.get("equal"):
            return False
        with open(os.path.join(self.top, schema["file"]), "a", encoding="utf-8") as file:
            file.write(ADDED)
        changes = (self.verify(binary, engine, self.layout).get("schema") or {}).get("changes", [])
        return [(change["change"], change["kind"], change["name"]) for change in changes] == [("extra", "table", "added_by_hand")]


def shown(outcome):
    replay = outcome["replay"]
    return f"{replay['replayed']}/{replay['total']}"


def is_whole(outcome):
    return outcome["replay"]["failure"] is None and outcome["replay"]["total"] > 0


def reason(outcome):
    """The cause, or the server's message if there is none."""
    failure = outcome["replay"]["failure"]
    if failure is None:
        return "" if outcome["replay"]["total"] else "no file has a name that the tool reads"
    text = failure["cause"] or f"{failure['sqlstate']}: {failure['message']}"
    return " ".join(text.split()).replace("|", "\\|")


def kind(text):
    """A reason without names, so that equal reasons can be counted."""
    return re.sub(r"\S+/\S+\.sql", "FILE", re.sub(r"`[^`]*`", "`…`", text))


def measure(options, folder, name, layout):
    top = tempfile.mkdtemp(prefix="tidegate-corpus-")
    try:
        history = History(folder, name, layout, os.path.join(top, "project"))
        plain = history.verify(options.binary, options.engine[0], "plain")
        own = [history.verify(options.binary, engine, layout) for engine in options.engine]
        equal = [is_whole(outcome) and history.is_equal_to_its_own_schema(options.binary, engine)
                 for engine, outcome in zip(options.engine, own)]
        return plain, own, equal
    finally:
        shutil.rmtree(top, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--engine", type=lambda names: names.split(","), default=["local"])
    parser.add_argument("--list", default=None)
    parser.add_argument("folders", nargs="*")
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    histories = [(folder, folder, "supabase") for folder in options.folders]
    if options.list:
        with open(options.list, encoding="utf-8") as file:
            histories += [tuple(line.rstrip("\n").split("\t")) for line in file if line.strip()]
    columns = " | ".join(f"`{engine}`" for engine in options.engine)
    print(f"| history | plain | {columns} | stubs | why not |")
    print("|---|--:|" + "--:|" * len(options.engine) + "---|---|")
    counts, reasons = collections.Counter(), collections.Counter()
    for folder, name, layout in histories:
        plain, own, equal = measure(options, folder, name, layout)
        # A plain server has no stubs either.
        is_plain = is_whole(plain) and not plain["replay"]["stubs"]
        why = reason(own[0])
        counts["plain"] += is_plain
        for engine, outcome, same in zip(options.engine, own, equal):
            counts[engine] += is_whole(outcome)
            counts[engine, "equal"] += same
        reasons[kind(why)] += bool(why)
        stubs = ", ".join(own[0]["replay"].get("stubs", []))
        print(f"| {name} | {shown(plain)} | {' | '.join(shown(outcome) for outcome in own)} | {stubs} | {why} |", flush=True)
    print(f"\n{len(histories)} histories; {counts['plain']} replay completely without platform and stubs", end="")
    for engine in options.engine:
        print(f"; {counts[engine]} on `{engine}` as their tool would, {counts[engine, 'equal']} of them equal to their own schema file", end="")
    print(".\n")
    for text, count in reasons.most_common():
        print(f"- {count}: {text}") if count else None


if __name__ == "__main__":
    main()
