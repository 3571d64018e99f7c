#!/usr/bin/env python3
"""How many migrations of a history a check reports, if each had been committed separately.

    tests/noise.py [--binary PATH] CHECKOUT...

Takes the migrations of each checkout (supabase/migrations, prisma/migrations, migrations, db/migrations, or the folder
that its tidegate.toml names), commits each in the order of their names to a temporary repository with that tidegate.toml,
runs `tidegate check` on every commit as a range, and prints how many files have an error or any problem, in total and by
rule. The rules about names and versions are counted separately. `--findings FILE` writes every finding as a line of JSON.
"""

import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

SETTINGS = "tidegate.toml"
FOLDERS = ["supabase/migrations", "prisma/migrations", "migrations", "db/migrations"]
NAMES = {"invalid-name", "invalid-timestamp", "future-timestamp", "duplicate-version", "out-of-order", "edited-migration",
         "schema-not-staged", "schema-changed-alone", "stale-seal", "misplaced-migration", "skipped-by-cli", "untracked-migration",
         "case-collision", "not-a-regular-file"}


def folders(checkout):
    """The folders of migrations: the one that its settings name, or the usual ones."""
    settings = os.path.join(checkout, SETTINGS)
    if not os.path.exists(settings):
        return FOLDERS
    with open(settings, "rb") as file:
        return [tomllib.load(file)["migrations"]]


def migrations(checkout):
    """The files of each migration, by its path without the endings of a pair, in the order of their numbers and names."""
    found = collections.defaultdict(list)
    for folder in folders(checkout):
        top = os.path.join(checkout, folder)
        for name in os.listdir(top) if os.path.isdir(top) else []:
            path = os.path.join(folder, name)
            below = sorted(os.listdir(os.path.join(checkout, path))) if os.path.isdir(os.path.join(checkout, path)) else None
            files = [path] if below is None else [os.path.join(path, file) for file in below]
            files = [file for file in files if file.endswith((".sql", "migration_lock.toml"))]
            if files:
                found[re.sub(r"\.(up|down)\.sql$", "", path)] += files
    # Numbers without leading zeros are ordered as numbers, timestamps of any length as texts.
    numbered = lambda path: re.sub(r"\d+", lambda number: number[0].zfill(6), path)
    for path in sorted(found, key=numbered):
        yield path, sorted(found[path])


def write_journal(checkout, top):
    """Drizzle's journal with the entries of the migrations that are there."""
    for folder in folders(checkout):
        journal = os.path.join(folder, "meta", "_journal.json")
        if os.path.exists(os.path.join(checkout, journal)):
            with open(os.path.join(checkout, journal), "rb") as file:
                content = json.load(file)
            is_there = lambda entry: os.path.exists(os.path.join(top, folder, entry["tag"] + ".sql"))
            content["entries"] = [entry for entry in content["entries"] if is_there(entry)]
            os.makedirs(os.path.dirname(os.path.join(top, journal)), exist_ok=True)
            with open(os.path.join(top, journal), "w", encoding="utf-8") as file:
                json.dump(content, file)


def git(top, *arguments):
    names = ["-c", "user.name=noise", "-c", "user.email=noise@example.com", "-c", "gc.auto=0", "-c", "core.hooksPath=/dev/null"]
    return subprocess.run(["git", *names, *arguments], cwd=top, check=True, capture_output=True, text=True).stdout.strip()


def check_each(checkout, binary, counts, rules, findings):
    with tempfile.TemporaryDirectory() as top:
        git(top, "init", "-q", "-b", "main")
        if os.path.exists(os.path.join(checkout, SETTINGS)):
            shutil.copy(os.path.join(checkout, SETTINGS), top)
            git(top, "add", SETTINGS)
        git(top, "commit", "-q", "--allow-empty", "-m", "start")
        for path, files in migrations(checkout):
            for file in files:
                os.makedirs(os.path.dirname(os.path.join(top, file)), exist_ok=True)
                with open(os.path.join(checkout, file), "rb") as source, open(os.path.join(top, file), "wb") as target:
                    target.write(source.read())
            write_journal(checkout, top)
            git(top, "add", "-A")
            git(top, "commit", "-q", "-m", path)
            checked = subprocess.run([binary, "check", "--from-ref", "HEAD~1", "--to-ref", "HEAD", "--format", "json"],
                                     cwd=top, capture_output=True, text=True)
            if checked.returncode not in (0, 1):
                sys.exit(f"{checkout}: {path}: {checked.stderr}")
            diagnostics = json.loads(checked.stdout)["diagnostics"]
            count(diagnostics, counts, rules)
            findings += [{"checkout": checkout, **diagnostic} for diagnostic in diagnostics]


def count(diagnostics, counts, rules):
    counts["files"] += 1
    for kind, chosen in (("all rules", diagnostics), ("SQL and content", [d for d in diagnostics if d["rule"] not in NAMES])):
        counts[kind, "anything"] += bool(chosen)
        counts[kind, "an error"] += any(d["severity"] == "error" for d in chosen)
    rules.update({d["rule"] for d in diagnostics})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/tidegate")
    parser.add_argument("--findings")
    parser.add_argument("checkouts", nargs="+")
    options = parser.parse_args()
    counts, rules, findings = collections.Counter(), collections.Counter(), []
    for checkout in options.checkouts:
        check_each(checkout, os.path.abspath(options.binary), counts, rules, findings)
    if options.findings:
        with open(options.findings, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(finding) + "\n" for finding in findings)
    share = lambda number: f"{100 * number / max(counts['files'], 1):.1f} %"
    print(f"{counts['files']} migrations of {len(options.checkouts)} checkouts")
    for kind in ("SQL and content", "all rules"):
        print(f"{kind}: {share(counts[kind, 'an error'])} of files with an error, {share(counts[kind, 'anything'])} with anything")
    for rule, number in rules.most_common():
        print(f"  {rule}: {share(number)}")


main()
