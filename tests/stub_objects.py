#!/usr/bin/env python3
"""Records the objects of an extension from its public SQL, and compares stubs with that record.

    stub_objects.py record NAME --version V FILE...   writes tests/it/stubs/objects/NAME.txt
    stub_objects.py missing [NAME...]                 prints what stubs lack
    stub_objects.py lacks [NAME...]                   writes what stubs lack into their heads
    stub_objects.py generate NAME [EFFECTS]           prints what a stub lacks as lines of a stub; EFFECTS matches
                                                      the names of functions that must fail

The scripts of an extension run without its library: functions of language C are bound to one of the
server's own, as only their signatures matter. PGHOST and the like name a server for temporary databases,
and the role must be a superuser there. Tests hold the heads of stubs against the records without this.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
STUBS = os.path.join(ROOT, "../src/platform/stubs")
RECORDS = os.path.join(ROOT, "it/stubs/objects")
QUERY = open(os.path.join(ROOT, "stub_objects.sql")).read()


def head(name):
    with open(os.path.join(STUBS, name + ".sql")) as file:
        return dict(word.split("=", 1) for word in file.readline().split() if "=" in word)


def sql_of_stub(name, schema):
    text = open(os.path.join(STUBS, name + ".sql")).read()

    def part(line):
        _, _, rest = line.partition("-- part: ")
        name, *parameters = rest.split()
        body = open(os.path.join(STUBS, "../extension", name + ".sql")).read()
        for parameter in parameters:
            key, value = parameter.split("=", 1)
            body = body.replace(f"@{key}@", value)
        return body

    lines = [part(line) if line.startswith("-- part: ") else line for line in text.splitlines()]
    return "\n".join(lines).replace("@extschema@", schema)


def sql_of_extension(files, schema):
    text = "\n".join(open(file).read() for file in files)
    text = re.sub(r"(?m)^\\.*$", "", text)
    text = re.sub(r"(?ims)^INSERT INTO \"?spatial_ref_sys\b.*?\);\s*$", "", text)
    text = re.sub(r"(?is)\bAS\s+'(MODULE_PATHNAME|@MODULE_PATHNAME@|\$libdir/[^']*)'(\s*,\s*'[^']*'|\s*,\s*\$\w*\$\w+\$\w*\$)?", "AS 'textin'", text)
    text = re.sub(r"(?i)\bLANGUAGE\s+'?c'?(?=[\s;])", "LANGUAGE internal", text)
    text = re.sub(r"(?is)(RETURNS index_am_handler\b[^;]*?)'textin'", r"\1'gisthandler'", text)
    text = re.sub(r"(?i)pg_catalog\.pg_extension_config_dump\s*\(", "pg_catalog.concat(", text)
    text = re.sub(r"(?i)\bpg_extension_config_dump\s*\(", "pg_catalog.concat(", text)
    return text.replace("@extschema@", schema)


def registered(name):
    """The SQL of a stub with what enters it in `pg_extension`."""
    about = head(name)
    names = {"name": f"'{name}'", "version": f"'{about['version']}'", "namespace": "'public'", "relocatable": "true"}
    text = ["", sql_of_stub(name, "public"), ""]
    for at, file in (0, "open"), (2, "close"):
        text[at] = open(os.path.join(STUBS, "../extension", file + ".sql")).read()
        for key, value in names.items():
            text[at] = text[at].replace(f"@{key}@", value)
    return "begin;" + ";\n".join(text) + "; commit;"


def psql(database, sql, *options):
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *options, "-d", database]
    ran = subprocess.run(command, input=sql, capture_output=True, text=True)
    if ran.returncode:
        sys.exit(ran.stderr[:2000])
    return ran.stdout


def objects(name, load, installed=False):
    """The objects that `load` creates, after what the extension requires."""
    database = f"stub_{os.getpid()}"
    about = head(name) if os.path.exists(os.path.join(STUBS, name + ".sql")) else {}
    schema = about.get("schema", "current")
    schema = "public" if schema == "current" else schema
    psql("postgres", f"create database {database}")
    try:
        required = about.get("requires")
        before = ""
        if required:
            before = f"create extension \"{required}\"" if installed else registered(required)
        if schema not in ("public", "pg_catalog"):
            before += f";\ncreate schema if not exists {schema}"
        psql(database, f"set client_min_messages = error; {before}")
        after = psql(database, "select greatest(16383, max(oid::bigint)) from (select oid from pg_proc union all select oid from "
                     "pg_class union all select oid from pg_type union all select oid from pg_namespace) x").strip()
        psql(database, f"set client_min_messages = error; set search_path = {schema}, public; {load(schema)}")
        query = QUERY.replace("@after@", after)
        return psql(database, f"set search_path = {schema}, public; {query}").splitlines()
    finally:
        psql("postgres", f"drop database {database}")


def record(name, version, files):
    load = (lambda schema: f"create extension \"{name}\" cascade") if files == ["installed"] else (lambda schema: sql_of_extension(files, schema))
    lines = objects(name, load, files == ["installed"])
    os.makedirs(RECORDS, exist_ok=True)
    with open(os.path.join(RECORDS, name + ".txt"), "w") as file:
        file.write(f"{name} {version}\n" + "".join(line + "\n" for line in lines))


def recorded(name):
    return open(os.path.join(RECORDS, name + ".txt")).read().splitlines()[1:]


def missing(name):
    if not os.path.exists(os.path.join(STUBS, name + ".sql")):
        return recorded(name)
    own = set(objects(name, lambda schema: sql_of_stub(name, schema)))
    return [line for line in recorded(name) if line not in own]


def identity(line):
    """What a head says of a missing object: kind and name."""
    kind, rest = line.split(" ", 1)
    if kind in ("function", "procedure", "aggregate", "window", "table", "view", "type"):
        rest = re.split(r"[ (]", rest)[0]
    elif kind in ("operator", "class"):
        rest = re.split(r" (?:commutator|negator)", rest)[0] if kind == "operator" else rest.split()[0]
    return f"{kind} {rest}"


def lacks(name):
    """Writes what a stub lacks into its head."""
    path = os.path.join(STUBS, name + ".sql")
    lines = [line for line in open(path).read().splitlines() if not line.startswith("-- Lacks ")]
    identities = list(dict.fromkeys(map(identity, missing(name))))
    at = next(at for at, line in enumerate(lines) if not line.startswith("--"))
    with open(path, "w") as file:
        file.write("\n".join(lines[:at] + [f"-- Lacks {one}." for one in identities] + lines[at:]) + "\n")


def types_of(name):
    lines = recorded(name)
    return [line.split()[1] for line in lines if line.split()[0] in ("type", "table", "view", "enum", "domain")]


# What a name of a type may precede, apart from a second word of the name of an argument.
END = r"(?=(\[\])?(?:[,)]| DEFAULT| ORDER| immutable| stable| returns|$))"


def generate(name, effects):
    """What a stub lacks, as lines for `-- part: objects_open`."""
    required = head(name).get("requires")
    marks = [("~", types_of(name))] + ([("^", types_of(required))] if required else [])

    def marked(text):
        for mark, types in marks:
            types = "|".join(sorted(map(re.escape, types), key=len, reverse=True)) or "-"
            text = re.sub(rf"(?<![\w~^.\"'])(?:[a-z_]+\.)?({types}){END}", mark + r"\1", text)
        return re.sub(r"'([^']*)'::(text|character varying|text\[\]|double precision|jsonb|regclass|integer\[\]|interval|bpchar|character|bigint)(?![\w\[])", r"'\1'", text)

    order = ["enum", "type", "table", "view", "aggregate", "window", "procedure", "function", "cast", "operator"]
    lines = [line for line in missing(name) if line.split()[0] in order and "_handler" not in line]
    for line in sorted(lines, key=lambda line: order.index(line.split()[0])):
        kind = line.split()[0]
        if kind == "type" and "(" not in line or kind == "operator" and "," not in line:
            print(f"-- {line}")
        elif kind in ("type", "table", "view"):
            begin, columns = line.split(" (", 1)
            print(f"{begin} ({marked(columns)}")
        elif kind == "cast":
            word = line.split(" ")
            print("cast", marked(word[1]), marked(word[2]), word[3])
        elif kind == "operator":
            print(line)
        else:
            line = re.sub("^function ", "", marked(line))
            called = re.match(r"(?:\w+ )?([^(]+)\(", line).group(1)
            print("!" + line if effects and re.fullmatch(effects, called) and not re.search(" (immutable|stable)$", line) else line)


def main(arguments):
    match arguments:
        case ["record", name, "--version", version, *files]:
            record(name, version, files)
        case ["missing", *names]:
            for name in names or sorted(file[:-4] for file in os.listdir(RECORDS)):
                lines = missing(name)
                print(f"{name}: lacks {len(lines)} of {len(recorded(name))}", *(lines if names else []), sep="\n  ")
        case ["lacks", *names]:
            for name in names or sorted(file[:-4] for file in os.listdir(RECORDS)):
                lacks(name)
        case ["generate", name, *effects]:
            generate(name, *effects or [None])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
