#!/usr/bin/env python3
"""The size of the sources: files, functions and public items, by module.

    python3 tests/structure.py [CHECKOUT]

Functions and lines of code are counted without test modules and comments, files with them. Import cycles, wording
and missing documentation are checked by tests (`cargo test --locked -- architecture voice`).
"""

import pathlib
import re
import statistics
import sys

FUNCTION = re.compile(r"^( *)(?:pub(?:\([a-z:_ ]+\))? )?(?:const )?fn ([a-z_0-9]+)")
PUBLIC = re.compile(r"^ *pub (?:const fn|fn|struct|enum|trait|type|const|static) ")


def code_of(text):
    return [line for line in text.split("\nmod tests")[0].splitlines() if not line.lstrip().startswith("//")]


def functions(lines):
    for start, line in enumerate(lines):
        found = FUNCTION.match(line)
        if found:
            end = next((at for at in range(start, len(lines)) if lines[at] == found[1] + "}"), start)
            yield end - start + 1


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".") / "src"
    files = {path.relative_to(top): path.read_text() for path in sorted(top.rglob("*.rs"))}
    lengths = [text.count("\n") for text in files.values()]
    sizes = sorted(size for text in files.values() for size in functions(code_of(text)))
    public = {}
    for path, text in files.items():
        module = path.parts[0].removesuffix(".rs")
        public[module] = public.get(module, 0) + sum(bool(PUBLIC.match(line)) for line in code_of(text))
    print(f"files {len(files)}, lines median {statistics.median(lengths):.0f}, largest {max(lengths)}, over 400 {sum(length > 400 for length in lengths)}")
    print(f"functions {len(sizes)}, lines median {statistics.median(sizes):.0f}, p90 {sizes[len(sizes) * 9 // 10]}, largest {sizes[-1]}")
    print("public items", ", ".join(f"{module} {count}" for module, count in sorted(public.items(), key=lambda item: -item[1]) if count))


main()
