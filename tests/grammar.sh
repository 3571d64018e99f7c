#!/usr/bin/env bash
# Compares tidegate's parser and splitter with PostgreSQL: fetches the source package of PostgreSQL 15 from Debian and runs
# its regression and contrib suites through psql and a temporary server.
#
#     bash tests/grammar.sh [CACHE]
#
# Needs apt-get (the package lists are kept in the cache, nothing is installed), python3 and a PostgreSQL server.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
cache=${1:-${TIDEGATE_CI_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/tidegate-ci}}/grammar
suites=$cache/suites

main() {
    if [ ! -f "$suites/done" ]; then
        rm -rf "$cache"
        mkdir -p "$cache"
        fetch
        python3 tests/grammar.py "$cache"/postgresql-15.* "$suites"
        rm -rf "$cache"/postgresql-15*
        touch "$suites/done"
    fi
    TIDEGATE_GRAMMAR=$suites cargo test --locked --test it -- grammar:: catalog::regression::
}

# With its own package lists and sources, so that those of the machine do not change.
fetch() {
    mkdir -p "$cache/lists/partial" "$cache/archives/partial"
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main" \
        >"$cache/sources.list"
    local options=(-o "Dir::Etc::sourcelist=$cache/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$cache/lists" -o "Dir::Cache=$cache" -o APT::Sandbox::User=root)
    apt-get -qq "${options[@]}" update
    (cd "$cache" && apt-get -qq "${options[@]}" source --download-only postgresql-15)
    tar --extract --bzip2 --file "$cache"/postgresql-15_*.orig.tar.bz2 --directory "$cache"
    rm -rf "$cache/lists" "$cache/archives" "$cache"/*.bin
}

main
