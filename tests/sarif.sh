#!/usr/bin/env bash
# Validates `tidegate check --format sarif` against the official schema and the rules of the standard with Microsoft's SARIF
# multitool, the reference validator. It comes from npm and includes the schema.
#
#     bash tests/sarif.sh path/to/tidegate
#
# Needs git and npm. Without npm it prints that it was skipped, and fails only in CI.
set -euo pipefail

version=5.7.0
program=$(cd "$(dirname "${1:?usage: tests/sarif.sh path/to/tidegate}")" && pwd)/$(basename "$1")
cache=${TIDEGATE_CI_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/tidegate-ci}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

main() {
    if ! command -v npm >/dev/null; then
        [ "${CI:-}" != true ] || fail "npm is needed in CI and was not found"
        echo "sarif.sh: skipped, npm was not found"
        exit 0
    fi
    find_validator
    make_repository
    run_check clean 0 --from-ref HEAD --to-ref HEAD
    run_check problems 1
    TIDEGATE_SKIP=conflict-markers run_check skipped 1
    refuses_an_invalid_file
    echo "sarif.sh: every log file is valid SARIF 2.1.0"
}

fail() {
    echo "sarif.sh: $*" >&2
    exit 1
}

# The validator is kept outside the checkout: 43 MB for one platform.
find_validator() {
    local folder=$cache/sarif-multitool-$version package
    case $(uname -s) in
        Linux) package=linux ;;
        Darwin) package=darwin ;;
        *) package=win32 ;;
    esac
    if [ ! -e "$folder/complete" ]; then
        rm -rf "$folder"
        mkdir -p "$folder"
        npm install --silent --no-audit --no-fund --prefix "$folder" "@microsoft/sarif-multitool-$package@$version"
        touch "$folder/complete"
    fi
    validator=$(find "$folder/node_modules/@microsoft/sarif-multitool-$package" -maxdepth 1 \
        \( -name Sarif.Multitool -o -name Sarif.Multitool.exe \))
    chmod +x "$validator"
    # The validator is a .NET program; without libicu it runs in the invariant culture.
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
}

# Problems with and without a line, accepted ones of both kinds, a rule that could not run, and names that need encoding.
make_repository() {
    mkdir -p "$work/home" "$work/repo/supabase/migrations"
    cd "$work/repo"
    export HOME=$work/home GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 TIDEGATE_NOW=2025-01-31T12:00:00Z
    unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
    git init -q -b main .
    git config user.name Ada
    git config user.email ada@example.org
    echo 'create table users ();' >supabase/migrations/20240101000000_create_users.sql
    printf '[[allow]]\nrule = "future-timestamp"\npath = "supabase"\nreason = "they know"\n' >tidegate.toml
    git add .
    git commit -q -m first
    cd supabase/migrations
    echo 'create table a ();' >'20251301080000_a b,c %0A ä'\''s.sql'
    echo 'create table b ();' >20260101080000_later.sql
    printf -- '-- tidegate:allow out-of-order by hand\ncreate table c ();\n' >20230101000000_earlier.sql
    printf 'select '\''ä'\'';\n<<<<<<< HEAD\n' >20250102080000_conflict.sql
    : >20250103080000_empty.sql
    cd ../..
    git add .
}

run_check() {
    local name=$1 expected=$2 code=0
    "$program" check --format sarif "${@:3}" >"$work/$name.sarif" || code=$?
    [ "$code" = "$expected" ] || fail "$name: exit code $code instead of $expected"
    validate "$work/$name.sarif"
    # SARIF2017 expects a region where there is none: in a file name.
    if grep -E '(error|warning) (JSON|SARIF)' "$work/verdict" | grep -v 'warning SARIF2017'; then
        fail "$name: not valid, see above"
    fi
    echo "$name: valid"
}

# The exit code of the validator is always 0; its findings are in $work/verdict.
validate() {
    "$validator" validate "$1" >"$work/verdict"
    grep -q 'Analysis completed successfully' "$work/verdict" || fail "the validator did not finish: $(<"$work/verdict")"
}

# Checks that the validator reports an invalid file.
refuses_an_invalid_file() {
    sed 's/"executionSuccessful"/"executionSuccesful"/' "$work/problems.sarif" >"$work/broken.sarif"
    validate "$work/broken.sarif"
    grep -q 'error JSON' "$work/verdict" || fail "the validator does not see a misspelt key"
}

main
