#!/usr/bin/env python3
"""The cost of the repository's own jobs in a hook, beside other hook managers.

Creates a temporary repository with 2,000 files for each manager and commits in turn:

  none      a commit on which no job applies
  one       one job that does nothing
  ten       ten jobs that do nothing
  format    a job that changes each of 200 staged files, which are staged again

Managers are tidegate, lefthook (npm), prek (PyPI), pre-commit (PyPI) and husky with lint-staged (npm), as far as they are
found in the folder of `--tools`, which `--install` fills, and git without a hook. Prints the median of the wall time of
`git commit` and of its CPU time, in milliseconds, and the difference to git without a hook. All rounds of a case are
interleaved, so that a change of the machine meets every manager.

    tests/jobs_bench.py [--rounds N] [--tools FOLDER] [--case CASE] [--install] [--binary PATH]
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

from bench import environment, timed, write

FILES, CHANGED = 2000, 200

# Upper case is what the job changes; a second run changes nothing.
FORMAT = '#!/bin/sh\nfor file in "$@"; do tr a-z A-Z < "$file" > "$file.new" && cat "$file.new" > "$file"; rm "$file.new"; done\n'

CASES = ["none", "one", "ten", "format"]

VERSIONS = {"lefthook": "2.2.2", "husky": "9.1.7", "lint-staged": "17.6.1"}


def install(folder):
    """Fills a folder with the other managers."""
    os.makedirs(folder, exist_ok=True)
    names = ["lefthook", "husky", "lint-staged"]
    # The script of lefthook's package installs hooks in the repository from which npm is started.
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--prefix", folder, *[f"{name}@{VERSIONS[name]}" for name in names]], check=True)
    subprocess.run([sys.executable, "-m", "venv", os.path.join(folder, "venv")], check=True)
    subprocess.run([os.path.join(folder, "venv/bin/pip"), "install", "--quiet", "prek", "pre-commit"], check=True)


def programs(folder, binary):
    """The program of each manager that there is."""
    found = {"git": None, "tidegate": binary}
    # The hook that `lefthook install` writes starts the program itself, and not the script for node beside it.
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    native = f"node_modules/lefthook-{platform.system().lower()}-{machine}/bin/lefthook"
    places = {"lefthook": native, "prek": "venv/bin/prek", "pre-commit": "venv/bin/pre-commit", "lint-staged": "node_modules/.bin/lint-staged"}
    for name, place in places.items():
        path = os.path.join(folder, place)
        if os.path.exists(path):
            found[name] = path
        else:
            print(f"{name} is not in {folder}, and is left out", file=sys.stderr)
    return found


def jobs(case):
    """The jobs of a case: a name, a program with its arguments, a pattern, and whether it fixes files."""
    if case == "none":
        return [("lint", ["true"], "*.never", False)]
    if case == "format":
        return [("format", ["./format.sh"], "*.ts", True)]
    return [(f"job{number}", ["true"], "*.ts", False) for number in range(1 if case == "one" else 10)]


def configure(manager, program, case, top, env):
    """Writes the configuration of a manager for a case, and installs its hook."""
    hook = os.path.join(top, ".git/hooks/pre-commit")

    def script(text):
        write(top, ".git/hooks/pre-commit", f"#!/bin/sh\n{text}\n")
        os.chmod(hook, 0o755)

    if manager == "tidegate":
        lines = [f'[[hooks.pre-commit.jobs]]\nname = "{name}"\nrun = {json.dumps([*words, "{files}"])}\nfiles = ["{files}"]\nfixes = {str(fixes).lower()}\nneeds-files = ["format.sh"]\n' for name, words, files, fixes in jobs(case)]
        write(top, "tidegate.toml", "\n".join(lines))
        for command in (["install", "--script"], ["trust"]):
            subprocess.run([program, *command], cwd=top, env=env, check=True, capture_output=True)
    elif manager == "lefthook":
        commands = {name: {"run": " ".join([*words, "{staged_files}"]), "glob": files, "stage_fixed": fixes} for name, words, files, fixes in jobs(case)}
        write(top, "lefthook.yml", json.dumps({"output": ["failure"], "pre-commit": {"parallel": True, "commands": commands}}))
        script(f'exec "{program}" run pre-commit --no-auto-install "$@"')
    elif manager in ("prek", "pre-commit"):
        hooks = [{"id": name, "name": name, "entry": words[0], "language": "system", "files": files.replace("*.", "\\.") + "$"} for name, words, files, _ in jobs(case)]
        write(top, ".pre-commit-config.yaml", json.dumps({"repos": [{"repo": "local", "hooks": hooks}]}))
        # Neither stages what a job has changed: that is done by hand, and the hook runs again.
        script(f'"{program}" run || {{ git add --update; "{program}" run; }}' if case == "format" else f'exec "{program}" run')
    elif manager == "lint-staged":
        by_pattern = {}
        for name, words, files, _ in jobs(case):
            by_pattern.setdefault(files, []).append(words[0])
        write(top, ".lintstagedrc.json", json.dumps(by_pattern))
        # As husky runs it.
        script(f'exec sh -e -c \'"{program}" --quiet\'')


def repository(top, env):
    def git(*arguments):
        subprocess.run(["git", "-c", "gc.auto=0", *arguments], cwd=top, env=env, check=True, stdout=subprocess.DEVNULL)

    os.makedirs(top)
    git("init", "-q", "-b", "main")
    for number in range(FILES):
        write(top, f"src/folder{number // 50}/file{number}.ts", f"export const value{number} = {number};\n")
    write(top, "format.sh", FORMAT)
    os.chmod(os.path.join(top, "format.sh"), 0o755)
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    git("gc", "-q")


def stage(top, env, count, number):
    for file in range(count):
        write(top, f"src/folder{file // 50}/file{file}.ts", f"export const value{file} = {number};\n")
    subprocess.run(["git", "add", "src"], cwd=top, env=env, check=True)


def measure(case, found, folder, env, rounds):
    """Times of each manager in a case, interleaved."""
    tops = {}
    for manager, program in found.items():
        tops[manager] = os.path.join(folder, case, manager)
        repository(tops[manager], env)
        configure(manager, program, case, tops[manager], env)
        subprocess.run(["git", "add", "-A"], cwd=tops[manager], env=env, check=True)
        subprocess.run(["git", "commit", "-q", "--no-verify", "--allow-empty", "-m", "configuration"], cwd=tops[manager], env=env, check=True)
    times = {manager: [] for manager in found}
    for number in range(rounds + 1):
        for manager, top in tops.items():
            stage(top, env, CHANGED if case == "format" else 3, number)
            time = timed(["git", "commit", "-q", "-m", "next"], top, env)
            if number > 0:
                times[manager].append(time)
    if case == "format":
        for manager in [name for name in found if name != "git"]:
            text = subprocess.run(["git", "show", "HEAD:src/folder0/file0.ts"], cwd=tops[manager], env=env, check=True, capture_output=True, text=True).stdout
            if not text.startswith("EXPORT"):
                sys.exit(f"{manager} has not committed what the job has changed")
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--tools", default=os.path.join(tempfile.gettempdir(), "tidegate-bench-tools"))
    parser.add_argument("--case", choices=CASES, action="append", help="a case in place of all")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--binary", default=os.path.join(os.path.dirname(__file__), "../target/release/tidegate"))
    arguments = parser.parse_args()
    if arguments.install:
        install(arguments.tools)
    found = programs(arguments.tools, os.path.realpath(arguments.binary))
    folder = tempfile.mkdtemp()
    try:
        home = os.path.join(folder, "home")
        os.makedirs(home)
        env = environment(home)
        print("| case | manager | wall, ms | CPU, ms | more than git alone, ms |\n|---|---|---|---|---|")
        for case in arguments.case or CASES:
            times = measure(case, found, folder, env, arguments.rounds)
            alone = statistics.median(wall for wall, _ in times["git"])
            for manager in found:
                wall, cpu = (statistics.median(column) for column in zip(*times[manager]))
                print(f"| {case} | {manager} | {wall:.1f} | {cpu:.1f} | {wall - alone:+.1f} |", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
