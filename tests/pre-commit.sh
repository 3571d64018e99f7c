#!/usr/bin/env bash
# Tests .pre-commit-hooks.yaml with the real pre-commit and the real prek, installed as on a user's machine.
#
#     bash tests/pre-commit.sh target/release/tidegate WHEEL
#
# WHEEL is built by maturin in packaging/pypi. Needs python3 with pip; pre-commit and prek come from PyPI into a cache
# outside the checkout (see .ci/tools.sh). The hook environments are then created from WHEEL alone, without any index, and
# everything happens in a temporary directory with its own HOME and without the user's git settings.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# = 2 ] || {
    sed -n '2,5s/^# *//p' "${BASH_SOURCE[0]}" >&2
    exit 2
}
binary=$(realpath -- "$1")
wheel=$(realpath -- "$2")
tools=$(bash "$top/.ci/tools.sh")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
code=0
rev=v$(sed -n 's/^version = "\(.*\)"$/\1/p' "$top/Cargo.toml" | head -n 1)

main() {
    hermetic
    collect_wheels
    publish_hooks
    for manager in pre-commit prek; do
        new_project ""
        hooks_block_invalid_changes
        ranges_are_checked
        binary_on_path_is_used
        pushed_commits_are_replayed
    done
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}

# ---- test cases ------------------------------------------------------------------------------------------------------

hooks_block_invalid_changes() {
    manage validate-manifest "$top/.pre-commit-hooks.yaml"
    proves "the manifest is valid" test "$code" = 0

    manage install --hook-type pre-commit --hook-type pre-merge-commit --hook-type pre-push
    local started=$SECONDS
    manage run --all-files --verbose
    echo "# $manager: first run, with the installation of the hooks: $((SECONDS - started)) s"
    proves "run --all-files checks good migrations and passes" checked_and_passed

    stage supabase/migrations/20240104000000_Add-Orders.sql "create table orders (id bigint primary key);"
    tried git commit --quiet --message "bad name"
    proves "a staged migration with a bad name is blocked" blocked_by invalid-name
    undo

    stage supabase/migrations/20240104000000_add_orders.sql "create table orders (id bigint primary key);"
    tried git commit --quiet --message "good name"
    proves "a good migration is committed" test "$code" = 0
    keep

    git rm --quiet supabase/migrations/20240102000000_add_email.sql
    tried git commit --quiet --message "delete"
    proves "a deleted migration, which no list of files shows, is blocked" blocked_by edited-migration
    undo

    git mv supabase/migrations/20240102000000_add_email.sql supabase/migrations/20240102000000_add_mail.sql
    tried git commit --quiet --message "rename"
    proves "a renamed migration is blocked" blocked_by edited-migration
    undo

    stage supabase/migrations/20240102000000_add_email.sql "alter table customers add column mail text;"
    tried git commit --quiet --message "edit"
    proves "an edited migration is blocked" blocked_by edited-migration
    undo

    ln -s ../../elsewhere.sql supabase/migrations/20240105000000_link.sql
    git add supabase/migrations
    tried git commit --quiet --message "link"
    proves "a symbolic link among the migrations is blocked" blocked_by not-a-regular-file
    undo

    stage notes.md "a file that tidegate ignores"
    tried git commit --quiet --message "notes"
    proves "a commit without migrations passes" test "$code" = 0

    manage run tidegate-history --verbose
    proves "with nothing staged it reports that there is nothing to check" said "nothing to check"

    git switch --quiet --create side
    stage supabase/migrations/20240105000000_right.sql "create table on_the_right (id bigint primary key);"
    git commit --quiet --no-verify --message "right"
    git switch --quiet main
    stage supabase/migrations/20240105000000_left.sql "create table on_the_left (id bigint primary key);"
    git commit --quiet --no-verify --message "left"
    tried git merge --quiet --no-edit side
    proves "a clean merge that creates a duplicate version is blocked" blocked_by duplicate-version
    undo
    tried git merge --quiet --no-ff --no-edit side
    proves "a clean merge of a good migration passes" test "$code" = 0
    keep

    git init --quiet --bare "$work/strict-$manager.git"
    stage supabase/migrations/20240105000000_twice.sql "create table twice (id bigint primary key);"
    git commit --quiet --no-verify --message "bypass the hook"
    tried git push --quiet "$work/strict-$manager.git" main
    proves "a first push, for which there is no range, of a duplicate version is blocked" blocked_by duplicate-version
    undo

    git init --quiet --bare "$work/remote-$manager.git"
    git remote add origin "$work/remote-$manager.git"
    tried git push --quiet --set-upstream origin main
    proves "the first push of good migrations passes" test "$code" = 0
    stage supabase/migrations/20240106000000_Pushed.sql "create table pushed (id bigint primary key);"
    git commit --quiet --no-verify --message "bypass the hook"
    tried git push --quiet origin main
    proves "a push of a commit that bypassed the hook is blocked" blocked_by invalid-name
    undo
}

ranges_are_checked() {
    git switch --quiet --create feature main
    stage supabase/migrations/20240107000000_Bad-Range.sql "create table ranges (id bigint primary key);"
    git commit --quiet --no-verify --message "bad in a range"
    stage notes.md "a later commit of the range"
    git commit --quiet --no-verify --message "notes"
    manage run --from-ref main --to-ref feature
    proves "run --from-ref --to-ref finds a bad migration of the range" blocked_by invalid-name

    git switch --quiet --create removing main
    git rm --quiet supabase/migrations/20240101000000_create_customers.sql
    git commit --quiet --no-verify --message "delete in a range"
    manage run --from-ref main --to-ref removing
    proves "run --from-ref --to-ref finds a deleted migration" blocked_by edited-migration

    git switch --quiet --create fine main
    stage supabase/migrations/20240108000000_fine.sql "create table fine (id bigint primary key);"
    git commit --quiet --no-verify --message "good in a range"
    manage run --from-ref main --to-ref fine --verbose
    proves "run --from-ref --to-ref checks a good range and passes" checked_and_passed
    git switch --quiet main
}

binary_on_path_is_used() {
    new_project -system
    mkdir -p "$work/on-path"
    ln -sf "$binary" "$work/on-path/tidegate"
    local PATH=$work/on-path:$PATH
    stage supabase/migrations/20240104000000_Add-Orders.sql "create table orders (id bigint primary key);"
    manage run
    proves "the -system hooks run the binary on PATH" blocked_by invalid-name
    undo
}

pushed_commits_are_replayed() {
    local PATH=$work/on-path:$PATH
    new_project -system tidegate-verify-system
    manage install --hook-type pre-push
    git init --quiet --bare "$work/replay-$manager.git"
    git remote add origin "$work/replay-$manager.git"
    tried git push --quiet --set-upstream origin main
    proves "the first push of a branch is replayed" replayed "3 migrations"

    stage supabase/migrations/20240104000000_add_phone.sql "alter table customers add column phone text;"
    manage run tidegate-verify-system --hook-stage manual --verbose
    proves "run by hand, staged migrations are replayed" replayed "4 staged migrations"
    git commit --quiet --no-verify --message "phone"
    git rm --quiet supabase/migrations/20240104000000_add_phone.sql
    git commit --quiet --no-verify --message "no phone"
    stage supabase/migrations/20240105000000_tenants.sql "alter table tenants add column if not exists name text;"
    git commit --quiet --no-verify --message "a table that nothing creates"
    tried git push --quiet origin main
    proves "a push of a migration that cannot run is blocked" blocked_by 42P01
    undo

    stage notes.md "nothing to replay"
    git commit --quiet --message "notes"
    tried git push --quiet origin main
    proves "a push without migrations is not replayed" nothing_replayed
}

# ---- helpers ---------------------------------------------------------------------------------------------------------

# proves TEXT COMMAND...: prints one line of the result, and after a failure the output of the tool.
proves() {
    if "${@:2}"; then
        passed=$((passed + 1))
        echo "ok - $manager: $1"
    else
        failed=$((failed + 1))
        echo "not ok - $manager: $1"
        echo "    exit code $code"
        sed 's/^/    /' "$work/output"
    fi
}

# tried COMMAND...: sets $code and $work/output.
tried() {
    code=0
    "$@" >"$work/output" 2>&1 </dev/null || code=$?
}

manage() {
    tried "$tools/$manager" "$@"
}

blocked_by() { [ "$code" != 0 ] && said "$1"; }

# Passes only if something was checked.
checked_and_passed() { [ "$code" = 0 ] && ! said "no files to check" && said_by_hook tidegate && ! said_by_hook tidegate "nothing to check"; }

replayed() { [ "$code" = 0 ] && said "replayed $1" && said "on PostgreSQL"; }

nothing_replayed() { [ "$code" = 0 ] && said "nothing to replay, no project has changed"; }

said() { grep -qiF -- "$1" "$work/output"; }

# said_by_hook ID [TEXT]: the verbose output of the managers has a line `- hook id: ID`, then what the hook printed.
said_by_hook() {
    awk -v id="- hook id: $1" -v text="${2:-}" '
        /^- hook id: / { inside = ($0 == id); next }
        /^- / { next }
        inside && NF && index(tolower($0), text) { found = 1 }
        END { exit !found }' "$work/output"
}

stage() {
    mkdir -p "$(dirname "$1")"
    printf '%s\n' "$2" >"$1"
    git add -- "$1"
}

# keep: from here on, `undo` resets to this commit, also after a commit that should have been blocked.
keep() { kept=$(git rev-parse HEAD); }

undo() { git reset --quiet --hard "$kept"; }

# ---- environment -----------------------------------------------------------------------------------------------------

hermetic() {
    local name
    for name in $(compgen -e | grep -E '^(GIT_|PRE_COMMIT|PREK_|PIP_|UV_|TIDEGATE|VIRTUAL_ENV$|SKIP$|GITHUB_|NO_COLOR$)'); do
        unset "$name"
    done
    export HOME=$work/home XDG_CONFIG_HOME=$work/home/.config XDG_CACHE_HOME=$work/home/.cache XDG_DATA_HOME=$work/home/.local
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
    export GIT_AUTHOR_NAME=Someone GIT_AUTHOR_EMAIL=someone@example.invalid
    export GIT_COMMITTER_NAME=Someone GIT_COMMITTER_EMAIL=someone@example.invalid
    export PRE_COMMIT_HOME=$work/pre-commit PREK_HOME=$work/prek
    export PIP_NO_INDEX=1 PIP_FIND_LINKS=$work/wheels PIP_DISABLE_PIP_VERSION_CHECK=1
    export UV_OFFLINE=1 UV_FIND_LINKS=$work/wheels UV_PYTHON_DOWNLOADS=never UV_CACHE_DIR=$work/uv
    # prek uses an installed uv instead of fetching one.
    export PATH=$tools:$PATH TERM=dumb LC_ALL=C
    mkdir -p "$HOME"
}

# Collects the wheel under test, and setuptools, with which pip and uv build the placeholder package of setup.py.
collect_wheels() {
    local cache=$tools/../wheels
    if [ ! -e "$cache/complete" ]; then
        env -u PIP_NO_INDEX -u PIP_FIND_LINKS "$tools/python" -m pip download --quiet --no-deps --dest "$cache" \
            "$(grep ^setuptools "$top/.ci/requirements.txt")" >&2
        touch "$cache/complete"
    fi
    mkdir -p "$work/wheels"
    cp "$cache"/*.whl "$wheel" "$work/wheels/"
}

# Creates the repository that the managers clone, with the manifest and the placeholder package, tagged like a release.
publish_hooks() {
    mkdir -p "$work/hooks"
    cp "$top/.pre-commit-hooks.yaml" "$top/setup.py" "$work/hooks/"
    git -C "$work/hooks" init --quiet --initial-branch main
    git -C "$work/hooks" add --all
    git -C "$work/hooks" commit --quiet --message "release"
    git -C "$work/hooks" tag "$rev"
}

# new_project SUFFIX [ID]: a repository with three good migrations on main, set up with the hooks whose ids end in
# SUFFIX, and with one more, whose output is shown.
new_project() {
    local project=$work/project-$manager$1${2:-}
    mkdir -p "$project"
    cd "$project"
    git init --quiet --initial-branch main
    cat >.pre-commit-config.yaml <<END
repos:
  - repo: $work/hooks
    rev: $rev
    hooks:
      - id: tidegate$1
      - id: tidegate-history$1
END
    [ -z "${2:-}" ] || printf '      - { id: %s, verbose: true }\n' "$2" >>.pre-commit-config.yaml
    git add .pre-commit-config.yaml
    stage supabase/migrations/20240101000000_create_customers.sql "create table customers (id bigint primary key);"
    stage supabase/migrations/20240102000000_add_email.sql "alter table customers add column email text;"
    stage supabase/migrations/20240103000000_index_email.sql "create index customers_email on customers (email);"
    git commit --quiet --message "start"
    keep
}

main
