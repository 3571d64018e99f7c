#!/usr/bin/env bash
# Tests install.sh with a server on 127.0.0.1 and invented releases: what it installs and what it refuses.
#
#     bash tests/install-sh.sh
#
# Needs python3 (for its http.server), curl or wget, tar. Touches nothing outside a temporary folder.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
server=
passed=0
failed=0

clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap clean_up EXIT

# proves TEXT COMMAND...: prints one line of the result.
proves() {
    if "${@:2}"; then
        passed=$((passed + 1))
        echo "ok - $1"
    else
        failed=$((failed + 1))
        echo "not ok - $1"
        printf '    exit code %s\n' "$code"
        sed 's/^/    /' "$work/output"
    fi
}

# install ARGUMENTS...: runs a copy of install.sh outside a checkout, as after a download; sets $code and $work/output.
install() {
    code=0
    rm -rf "${work:?}/bin"
    run_install "$@" || code=$?
}

run_install() {
    env -i PATH="${path:-$PATH}" HOME="$work/home" TMPDIR="$work/tmp" TIDEGATE_DOWNLOAD_BASE="${base-$releases/download}" \
        "${shell:-sh}" "$work/alone/install.sh" --to "$work/bin" "$@" >"$work/output" 2>&1
}

installed() {
    [ "$code" = 0 ] && [ "$("$work/bin/tidegate" --version)" = "tidegate $1" ] && left_nothing_else
}

# refused TEXT: a non-zero exit code, the text in the output, and nothing installed.
refused() {
    [ "$code" != 0 ] && grep -qF -- "$1" "$work/output" && [ ! -e "$work/bin/tidegate" ] && left_nothing_else
}

left_nothing_else() {
    [ -z "$(ls -A "$work/tmp")" ] && [ -z "$(ls -A "$work/home")" ] && [ -z "$(find "$work/bin" -mindepth 1 -name '.*' 2>/dev/null)" ]
}

# release FOLDER VERSION TARGET: an archive with a dummy binary, and its line in SHA256SUMS.
release() {
    local folder=$work/server/releases/$1 name=tidegate-$3
    mkdir -p "$folder" "$work/built/$name"
    printf '#!/bin/sh\necho "tidegate %s"\n' "$2" >"$work/built/$name/tidegate"
    chmod +x "$work/built/$name/tidegate"
    tar -czf "$folder/$name.tar.gz" -C "$work/built" "$name"
    (cd "$folder" && sha256 "$name.tar.gz" >>SHA256SUMS)
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi
}

# only NAMES...: a folder with only these commands, like a machine without the others.
only() {
    local folder=$work/only-$1 name
    mkdir -p "$folder"
    for name in "$@" sh awk basename cat chmod cp dirname env getconf grep gzip ls mkdir mktemp mv rm sed tar uname; do
        [ ! -x "$(type -P "$name")" ] || ln -sf "$(type -P "$name")" "$folder/$name"
    done
    echo "$folder"
}

start_server() {
    mkdir -p "$work/server"
    python3 -u -m http.server --bind 127.0.0.1 --directory "$work/server" 0 >"$work/server.log" 2>&1 &
    server=$!
    local port="" attempt
    for attempt in $(seq 100); do
        port=$(sed -n 's/.* port \([0-9]*\) .*/\1/p' "$work/server.log")
        [ -z "$port" ] || break
        sleep 0.1
    done
    [ -n "$port" ] || {
        echo "the local server did not start within ${attempt}00 ms:" >&2
        cat "$work/server.log" >&2
        exit 1
    }
    releases=http://127.0.0.1:$port/releases
}

mkdir -p "$work/alone" "$work/home" "$work/tmp"
cp "$top/install.sh" "$work/alone/install.sh"
start_server

case $(uname -s)-$(uname -m) in
    Linux-x86_64) here=x86_64-unknown-linux-gnu ;;
    Linux-aarch64) here=aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) here=x86_64-apple-darwin ;;
    Darwin-arm64) here=aarch64-apple-darwin ;;
    *)
        echo "install-sh.sh: skipped, no release for this machine" >&2
        [ "${CI:-}" != true ]
        exit
        ;;
esac

# glibc VERSION: a folder whose getconf reports this version, or none.
glibc() {
    local folder=$work/glibc-${1:-none}
    mkdir -p "$folder"
    printf '#!/bin/sh\n[ -n "%s" ] && echo "glibc %s"\n' "$1" "$1" >"$folder/getconf"
    chmod +x "$folder/getconf"
    echo "$folder"
}

# On Linux the release depends on the glibc; from here on all machines have the same.
PATH=$(glibc 2.35):$PATH

release download/v1.0.0 1.0.0 "$here"
release download/v1.0.0 1.0.0 aarch64-apple-darwin
release latest/download 1.1.0 "$here"

install --version 1.0.0
proves "an archive with the right checksum is installed" installed 1.0.0
install --version v1.0.0
proves "a version may be given with its v" installed 1.0.0
install
proves "without --version the latest release is installed" installed 1.1.0
install --version 1.0.0 --target "$here"
proves "--target may name this machine" installed 1.0.0
install --version 1.0.0 --target aarch64-apple-darwin
proves "--target fetches another platform's release" installed 1.0.0

if [ "$(uname -s)" = Linux ]; then
    release download/v1.5.0 1.5.0-gnu "$here"
    release download/v1.5.0 1.5.0-musl "${here%-gnu}-musl"
    for version in 2.35 2.41.9000; do
        path=$(glibc "$version"):$PATH install --version 1.5.0
        proves "glibc $version gets the release with embedded PostgreSQL" installed 1.5.0-gnu
    done
    for version in 2.34 2.9 ""; do
        path=$(glibc "$version"):$PATH install --version 1.5.0
        proves "glibc ${version:-(none)} gets the static release" installed 1.5.0-musl
    done
    printf '#!/bin/sh\nexit 1\n' >"$work/built/tidegate-$here/tidegate"
    broken=$work/server/releases/download/v1.6.0
    mkdir -p "$broken"
    tar -czf "$broken/tidegate-$here.tar.gz" -C "$work/built" "tidegate-$here"
    (cd "$broken" && sha256 "tidegate-$here.tar.gz" >SHA256SUMS)
    install --version 1.6.0
    proves "for a release that does not run here, the one that runs is named" refused "--target ${here%-gnu}-musl"
fi

mkdir -p "$work/bin"
echo old >"$work/bin/tidegate"
code=0
run_install --version 1.0.0 || code=$?
proves "an older binary is replaced" installed 1.0.0

release download/v2.0.0 2.0.0 "$here"
echo tampered >>"$work/server/releases/download/v2.0.0/tidegate-$here.tar.gz"
install --version 2.0.0
proves "an archive with a wrong checksum is refused" refused "checksum of tidegate-$here.tar.gz is wrong"
mkdir -p "$work/bin"
echo old >"$work/bin/tidegate"
code=0
run_install --version 2.0.0 || code=$?
kept_old() { [ "$code" != 0 ] && [ "$(cat "$work/bin/tidegate")" = old ] && left_nothing_else; }
proves "a refused archive does not change the older binary" kept_old

release download/v3.0.0 3.0.0 "$here"
sed -i.old "s/tidegate-/other-tidegate-/" "$work/server/releases/download/v3.0.0/SHA256SUMS"
install --version 3.0.0
proves "an archive without a line in SHA256SUMS is refused" refused "SHA256SUMS has no line for tidegate-$here.tar.gz"
rm "$work/server/releases/download/v3.0.0/SHA256SUMS"
install --version 3.0.0
proves "an archive without SHA256SUMS is refused" refused "cannot fetch $releases/download/v3.0.0/SHA256SUMS"
printf '%s\n%s\n' "1 tidegate-$here.tar.gz" "2 tidegate-$here.tar.gz" >"$work/server/releases/download/v3.0.0/SHA256SUMS"
install --version 3.0.0
proves "two lines for one archive are refused" refused "SHA256SUMS has no usable line"

release download/v4.0.0 4.0.0 "$here"
rm "$work/server/releases/download/v4.0.0/SHA256SUMS" "$work/built/tidegate-$here/tidegate"
tar -czf "$work/server/releases/download/v4.0.0/tidegate-$here.tar.gz" -C "$work/built" "tidegate-$here"
(cd "$work/server/releases/download/v4.0.0" && sha256 "tidegate-$here.tar.gz" >SHA256SUMS)
install --version 4.0.0
proves "an archive without the binary is refused" refused "does not contain tidegate-$here/tidegate"

install --version 9.9.9
proves "a version that was never released is reported" refused "cannot fetch $releases/download/v9.9.9/tidegate-$here.tar.gz"
install --version 1.0.0 --target sparc-sun-solaris
proves "an unknown target is reported" refused "there is no release for the target sparc-sun-solaris"
install --version ../../etc
proves "an invalid version is refused" refused "invalid version"
install --colour
proves "an unknown argument is refused" refused "unknown argument --colour"
install --version
proves "a missing value is reported" refused "--version needs a value"

strange=$(only curl wget sha256sum shasum)
rm "$strange/uname"
cat >"$strange/uname" <<'END'
#!/bin/sh
case $1 in -s) echo Plan9 ;; *) echo mips ;; esac
END
chmod +x "$strange/uname"
path=$strange install
proves "a machine without a release is reported" refused "there is no release for Plan9 on mips"

for bad in http://example.invalid/releases http://127.0.0.1:80@example.invalid/releases http://127.0.0.1.example.invalid:80/x \
    http://localhost:80/releases ftp://127.0.0.1/releases file:///tmp/releases; do
    base=$bad install --version 1.0.0
    proves "a download base of $bad is refused" refused "must be an https address"
done

# github ANSWER...: a folder with a gh whose commands (help, auth, verify) end with these exit codes.
github() {
    local folder=$work/gh-$1-$2-$3
    mkdir -p "$folder"
    cat >"$folder/gh" <<END
#!/bin/sh
case "\$*" in
"attestation verify --help") exit $1 ;;
"auth status") exit $2 ;;
"attestation verify "*"/tidegate-$here.tar.gz --repo tidegate/tidegate --signer-workflow tidegate/tidegate/.github/workflows/release.yml")
    echo "sigstore says $3"
    exit $3
    ;;
esac
exit 9
END
    chmod +x "$folder/gh"
    echo "$folder"
}
said() { installed "$1" && grep -qF -- "$2" "$work/output"; }
path=$(github 0 0 0):$PATH install --version 1.0.0
proves "the attestation is verified with gh" said 1.0.0 "verified the attestation of tidegate-$here.tar.gz"
path=$(github 0 0 1):$PATH install --version 1.0.0
proves "a release without a valid attestation is refused" refused "cannot be verified; nothing was installed"
proves "the reason is shown" refused "sigstore says 1"
path=$(github 0 1 1):$PATH install --version 1.0.0
proves "a gh that is not logged in is reported" said 1.0.0 "gh is not logged in"
path=$(github 1 0 1):$PATH install --version 1.0.0
proves "a gh that cannot verify is reported" said 1.0.0 "is older than 2.49"
path=$(only curl wget sha256sum shasum) install --version 1.0.0
proves "a machine without gh is reported" said 1.0.0 "(gh) is not installed"

rm -rf "${work:?}/bin"
mkdir -p "$work/bin"
echo precious >"$work/precious"
ln -s "$work/precious" "$work/bin/tidegate"
code=0
run_install --version 1.0.0 || code=$?
replaced_link() { installed 1.0.0 && [ ! -L "$work/bin/tidegate" ] && [ "$(cat "$work/precious")" = precious ]; }
proves "a link at the destination is replaced and not followed" replaced_link
rm -rf "${work:?}/bin"
mkdir -p "$work/bin" "$work/elsewhere"
ln -s "$work/elsewhere" "$work/bin/tidegate"
code=0
run_install --version 1.0.0 || code=$?
kept_folder() { [ "$code" != 0 ] && [ -z "$(ls -A "$work/elsewhere")" ] && left_nothing_else; }
proves "nothing is written into a folder that a link at the destination names" kept_folder
rm -rf "${work:?}/bin"
mkdir -p "$work/bin"
chmod 777 "$work/bin"
code=0
run_install --version 1.0.0 || code=$?
proves "a folder that every user can write to is refused" refused "every user can write to $work/bin"

# A mv that waits, so that the script is killed with the binary staged and not installed.
mkdir -p "$work/slow"
printf '#!/bin/sh\necho waiting >"%s"\nsleep 30\n' "$work/is-waiting" >"$work/slow/mv"
chmod +x "$work/slow/mv"
for signal in TERM INT HUP KILL; do
    rm -rf "${work:?}/bin" "$work/is-waiting" "${work:?}/tmp"
    mkdir -p "$work/bin" "$work/tmp"
    echo old >"$work/bin/tidegate"
    set -m
    path=$work/slow:$PATH run_install --version 1.0.0 &
    job=$!
    set +m
    for _ in $(seq 300); do
        [ -e "$work/is-waiting" ] && break
        sleep 0.1
    done
    mode=$(stat -c %a "$work"/bin/.tidegate-* 2>/dev/null || stat -f %Lp "$work"/bin/.tidegate-*)
    kill -s "$signal" -- "-$job"
    wait "$job" 2>/dev/null || true
    kept_whole() { [ "$(cat "$work/bin/tidegate")" = old ] && [ "$mode" = 700 ] && { [ "$signal" = KILL ] || left_nothing_else; }; }
    code=$signal
    proves "killed by SIG$signal while it installs, the older binary is whole" kept_whole
done
rm -rf "${work:?}/tmp"
mkdir "$work/tmp"

if type -P wget >/dev/null; then
    path=$(only wget sha256sum shasum) install --version 1.0.0
    proves "wget is used if curl is missing" installed 1.0.0
fi
path=$(only sha256sum shasum) install --version 1.0.0
proves "a machine without curl and wget gets an error" test "$code" != 0
if type -P shasum >/dev/null; then
    path=$(only shasum curl wget) install --version 1.0.0
    proves "shasum is used if sha256sum is missing" installed 1.0.0
fi
path=$(only tar curl wget) install --version 1.0.0
proves "nothing is installed if no checksum can be computed" refused "sha256sum or shasum is needed to verify"

if type -P dash >/dev/null; then
    shell=dash install --version 1.0.0
    proves "dash runs it" installed 1.0.0
fi
shell=bash install --version 1.0.0
proves "bash runs it" installed 1.0.0

sed '$d' "$top/install.sh" >"$work/alone/install.sh"
install --version 1.0.0
broken_off() { [ "$code" = 0 ] && [ ! -s "$work/output" ] && [ ! -e "$work/bin" ]; }
proves "a download of the script that broke off before its last line does nothing" broken_off
cp "$top/install.sh" "$work/alone/install.sh"

code=0
(cd "$top" && env -i PATH="$PATH" HOME="$work/home" TMPDIR="$work/tmp" TIDEGATE_DOWNLOAD_BASE="$releases/download" \
    sh -s -- --to "$work/bin" --version 1.0.0 <install.sh) >"$work/output" 2>&1 || code=$?
proves "it runs from a pipe" installed 1.0.0

mkdir -p "$work/checkout" "$work/cargo"
cp "$top/install.sh" "$top/Cargo.toml" "$work/checkout/"
cat >"$work/cargo/cargo" <<'END'
#!/bin/sh
echo "cargo $*"
while [ $# -gt 0 ]; do
    case $1 in --root) root=$2 ;; esac
    shift
done
mkdir -p "$root/bin"
printf '#!/bin/sh\necho "tidegate built"\n' >"$root/bin/tidegate"
END
chmod +x "$work/cargo/cargo"
rm -rf "${work:?}/bin"
code=0
env -i PATH="$work/cargo:$PATH" HOME="$work/home" TMPDIR="$work/tmp" sh "$work/checkout/install.sh" --to "$work/bin" \
    >"$work/output" 2>&1 || code=$?
built() { installed built && grep -qF "cargo install --locked --quiet --no-track --path $work/checkout" "$work/output"; }
proves "inside a checkout the sources are built, with the versions of Cargo.lock" built
rm -rf "${work:?}/bin"
code=0
env -i PATH="$(only curl wget sha256sum shasum)" HOME="$work/home" TMPDIR="$work/tmp" sh "$work/checkout/install.sh" \
    --to "$work/bin" >"$work/output" 2>&1 || code=$?
proves "a checkout on a machine without cargo gets an error" refused "cargo is needed to build the checkout"

code=0
sh "$top/install.sh" --help >"$work/output" 2>&1 || code=$?
helped() { [ "$code" = 0 ] && grep -q -- '--target TARGET' "$work/output"; }
proves "--help explains every option" helped

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
