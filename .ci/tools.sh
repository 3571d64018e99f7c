#!/usr/bin/env bash
# Installs the tools of requirements.txt into a virtual environment outside the checkout, once, and prints its bin folder.
#
#     tools=$(bash .ci/tools.sh)
#
# Needs python3 with pip; the cache is $TIDEGATE_CI_CACHE, else tidegate-ci in the user's cache folder.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TIDEGATE_CI_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/tidegate-ci}

fail() {
    echo "tools.sh: $*" >&2
    exit 1
}

command -v python3 >/dev/null || fail "python3 is needed"
python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip (on Debian: apt-get install python3-pip)"

# One environment per list of tools and Python: a changed pin creates a new one instead of changing the old one.
name=$(python3 - "$here/requirements.txt" <<'END'
import hashlib, pathlib, sys
print(hashlib.sha256(pathlib.Path(sys.argv[1]).read_bytes() + sys.version.encode()).hexdigest()[:16])
END
)
tools=$cache/tools-$name
if [ ! -e "$tools/complete" ]; then
    rm -rf "$tools"
    mkdir -p "$cache"
    if python3 -m venv "$tools" >/dev/null 2>&1; then
        "$tools/bin/python" -m pip install --quiet --requirement "$here/requirements.txt" >&2
    else
        # Debian's python3 without python3-venv: the environment cannot have its own pip, so the system's pip installs into it.
        rm -rf "$tools"
        python3 -m venv --without-pip "$tools"
        python3 -m pip --python "$tools/bin/python" install --quiet --requirement "$here/requirements.txt" >&2
    fi
    touch "$tools/complete"
fi
echo "$tools/bin"
