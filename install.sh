#!/bin/sh
# Installs tidegate: downloads the release for this machine, verifies its SHA-256 and, with the GitHub CLI, its attestation,
# and installs the binary.
# Run inside a checkout, it builds that checkout instead.
#
#     curl --proto '=https' --tlsv1.2 -sSf https://raw.githubusercontent.com/tidegate/tidegate/main/install.sh | sh
#
# Everything is in functions, called on the last line: a download that is cut off runs nothing.

set -eu

usage() {
    cat <<'END'
Install tidegate, which keeps Postgres migrations and schema.sql in step.

Usage: install.sh [--version VERSION] [--to FOLDER] [--target TARGET]

Options:
  --version VERSION  the release to install, such as 0.1.0 (default: the latest)
  --to FOLDER        folder for the binary (default: $XDG_BIN_HOME, else ~/.local/bin)
  --target TARGET    the platform to install for (default: this one); with embedded Postgres
                         x86_64-unknown-linux-gnu     aarch64-unknown-linux-gnu
                         x86_64-pc-windows-msvc       aarch64-apple-darwin
                     and without it
                         x86_64-unknown-linux-musl    aarch64-unknown-linux-musl
                         x86_64-apple-darwin
  --help             print this

Inside a checkout of tidegate the sources are built with cargo, unless --version or --target asks for a release.

The checksum of a release is always verified. If the GitHub CLI `gh` is installed and logged in, its attestation is as
well: that the release workflow of tidegate built exactly this file.

Environment:
  TIDEGATE_DOWNLOAD_BASE  address from which releases are fetched
                          (default: https://github.com/tidegate/tidegate/releases/download)
END
}

say() {
    printf 'tidegate: %s\n' "$*" >&2
}

fail() {
    say "error: $*"
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

main() {
    version=
    to=
    target=
    while [ $# -gt 0 ]; do
        case $1 in
            --version | --to | --target)
                { [ $# -ge 2 ] && [ -n "$2" ]; } || usage_error "$1 needs a value"
                case $1 in
                    --version) version=${2#v} ;;
                    --to) to=$2 ;;
                    --target) target=$2 ;;
                esac
                shift 2
                ;;
            -h | --help)
                usage
                exit 0
                ;;
            *) usage_error "unknown argument $1" ;;
        esac
    done
    case $version in
        *[!0-9A-Za-z.+-]*) usage_error "invalid version $version" ;;
    esac

    [ -n "$to" ] || to=${XDG_BIN_HOME:-${HOME:?is not set, and no --to FOLDER is given}/.local/bin}

    work=$(mktemp -d) || fail "cannot create a temporary folder"
    staged=
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    checkout=
    [ -n "$version$target" ] || checkout=$(checkout_beside_script)
    if [ -n "$checkout" ]; then
        build "$checkout"
    else
        download
    fi
    install_binary
    next_steps
}

usage_error() {
    say "error: $1"
    say "help: see install.sh --help"
    exit 2
}

clean_up() {
    rm -rf "$work"
    [ -z "$staged" ] || rm -rf "$staged"
}

# The folder of this script, if the script is a file in a checkout of tidegate; nothing when it came through a pipe.
checkout_beside_script() {
    case $0 in
        install.sh | */install.sh) ;;
        *) return 0 ;;
    esac
    folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || return 0
    if grep -q '^name = "tidegate"$' "$folder/Cargo.toml" 2>/dev/null; then
        printf '%s\n' "$folder"
    fi
}

build() {
    has cargo || fail "cargo is needed to build the checkout in $1
  help: install Rust from https://rustup.rs, or fetch a release with install.sh --version VERSION"
    say "building $1 with cargo"
    cargo install --locked --quiet --no-track --path "$1" --root "$work/root" >&2 || fail "cargo cannot build $1"
    exe=
    [ -f "$work/root/bin/tidegate" ] || exe=.exe
    binary=$work/root/bin/tidegate$exe
}

download() {
    base=${TIDEGATE_DOWNLOAD_BASE:-https://github.com/tidegate/tidegate/releases/download}
    base=${base%/}
    check_base

    host=$(host_target)
    if [ -z "$target" ]; then
        target=$host
        [ -n "$target" ] || fail "there is no release for $(uname -s) on $(uname -m)
  help: build it from a checkout: cargo install --locked --path ."
    fi
    exe=
    case $target in
        x86_64-unknown-linux-gnu | aarch64-unknown-linux-gnu) kind=tar.gz ;;
        x86_64-unknown-linux-musl | aarch64-unknown-linux-musl) kind=tar.gz ;;
        x86_64-apple-darwin | aarch64-apple-darwin) kind=tar.gz ;;
        x86_64-pc-windows-msvc) kind=zip exe=.exe ;;
        *) fail "there is no release for the target $target
  help: see the targets in install.sh --help, or build it from a checkout: cargo install --locked --path ." ;;
    esac

    if [ -n "$version" ]; then
        from=$base/v$version
    else
        from=${base%/download}/latest/download
    fi
    archive=tidegate-$target.$kind

    say "fetching $from/$archive"
    fetch "$from/$archive" "$work/$archive"
    fetch "$from/SHA256SUMS" "$work/SHA256SUMS"
    verify "$archive"
    verify_attestation "$archive"
    unpack "$archive"

    binary=$work/tidegate-$target/tidegate$exe
    { [ -f "$binary" ] && [ ! -L "$binary" ]; } || fail "$archive does not contain tidegate-$target/tidegate$exe"
    if [ "$target" = "$host" ]; then
        chmod 755 "$binary"
        if ! "$binary" --version >/dev/null; then
            case $target in
                *-gnu) fail "the tidegate in $archive does not run on this machine
  help: install the static binary: install.sh --target ${target%-gnu}-musl" ;;
                *) fail "the tidegate in $archive does not run on this machine" ;;
            esac
        fi
    fi
}

# Only https, except that a test server on the same machine may use plain http: 127.0.0.1, a port, and nothing that could
# turn it into another host.
check_base() {
    local_base=
    case $base in
        https://?*) return 0 ;;
        http://127.0.0.1:*)
            port=${base#http://127.0.0.1:}
            port=${port%%/*}
            case $port in
                '' | *[!0-9]*) ;;
                *)
                    local_base=yes
                    return 0
                    ;;
            esac
            ;;
    esac
    fail "TIDEGATE_DOWNLOAD_BASE must be an https address, not $base"
}

host_target() {
    case $(uname -m) in
        x86_64 | amd64) cpu=x86_64 ;;
        aarch64 | arm64) cpu=aarch64 ;;
        *) return 0 ;;
    esac
    case $(uname -s) in
        Linux) echo "$cpu-unknown-linux-$(linux_libc)" ;;
        Darwin) echo "$cpu-apple-darwin" ;;
        # Windows on ARM runs x86_64 programs.
        MINGW* | MSYS* | CYGWIN*) echo x86_64-pc-windows-msvc ;;
    esac
}

# Binaries with embedded Postgres need a glibc as new as the one that they were built with; the static ones run anywhere.
linux_libc() {
    minor=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed -n 's/^glibc 2\.\([0-9]*\).*/\1/p')
    if [ "${minor:-0}" -ge 35 ]; then echo gnu; else echo musl; fi
}

fetch() {
    if [ -n "$local_base" ]; then
        fetch_locally "$1" "$2" || fail "cannot fetch $1"
    elif has curl; then
        curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --output "$2" "$1" ||
            fail "cannot fetch $1"
    elif has wget && wget --help 2>&1 | grep -q -e --secure-protocol; then
        wget --https-only --secure-protocol=TLSv1_2 --quiet --output-document="$2" "$1" || fail "cannot fetch $1"
    else
        fail "curl or GNU wget is needed to fetch a release"
    fi
}

# Follows no redirect and uses no proxy, so that it cannot leave this machine.
fetch_locally() {
    if has curl; then
        curl --proto '=http' --noproxy '*' --fail --silent --show-error --output "$2" "$1"
    else
        wget --max-redirect=0 --no-proxy --quiet --output-document="$2" "$1"
    fi
}

verify() {
    expected=$(awk -v name="$1" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
    case $expected in
        '') fail "SHA256SUMS has no line for $1, so it cannot be verified; nothing was installed" ;;
        *[!0-9a-f]*) fail "SHA256SUMS has no usable line for $1; nothing was installed" ;;
    esac
    if has sha256sum; then
        actual=$(sha256sum <"$work/$1")
    elif has shasum; then
        actual=$(shasum -a 256 <"$work/$1")
    else
        fail "sha256sum or shasum is needed to verify $1; nothing was installed"
    fi
    actual=${actual%% *}
    [ "$actual" = "$expected" ] || fail "the checksum of $1 is wrong; nothing was installed
  expected $expected
  actual   $actual"
}

# A checksum beside the archive shows that it arrived whole; the attestation, signed for the release workflow, shows who
# built it.
verify_attestation() {
    if ! has gh; then
        say "the attestation of $1 is not verified: the GitHub CLI (gh) is not installed"
    elif ! gh attestation verify --help >/dev/null 2>&1; then
        say "the attestation of $1 is not verified: this gh is older than 2.49"
    elif ! gh auth status >/dev/null 2>&1; then
        say "the attestation of $1 is not verified: gh is not logged in"
    else
        gh attestation verify "$work/$1" --repo tidegate/tidegate \
            --signer-workflow tidegate/tidegate/.github/workflows/release.yml >"$work/attestation" 2>&1 ||
            fail "the attestation of $1 cannot be verified; nothing was installed
$(cat "$work/attestation")"
        say "verified the attestation of $1"
    fi
}

unpack() {
    case $1 in
        *.zip)
            has unzip || fail "unzip is needed to unpack $1"
            unzip -q "$work/$1" -d "$work" || fail "cannot unpack $1"
            ;;
        *) tar -xzf "$work/$1" -C "$work" || fail "cannot unpack $1" ;;
    esac
}

# A rename within one folder: a tidegate that starts meanwhile is the old binary or the new one, never a part of it. Until
# then the binary is in a folder of its own that no one else can enter. A link at the destination is replaced, not followed.
install_binary() {
    mkdir -p "$to" || fail "cannot create the folder $to"
    case $(ls -ldL "$to") in
        ????????w*) fail "every user can write to $to and replace what is installed there; nothing was installed
  help: choose another folder with --to FOLDER" ;;
    esac
    if [ -d "$to/tidegate$exe" ]; then
        fail "$to/tidegate$exe is a folder; nothing was installed"
    fi
    staged=$(mktemp -d "$to/.tidegate-XXXXXX") || fail "cannot write to $to
  help: choose another folder with --to FOLDER"
    {
        cp "$binary" "$staged/tidegate$exe" && chmod 755 "$staged/tidegate$exe" &&
            mv -f "$staged/tidegate$exe" "$to/tidegate$exe"
    } || fail "cannot write to $to
  help: choose another folder with --to FOLDER"
    say "installed $to/tidegate$exe"
}

next_steps() {
    case :${PATH:-}: in
        *":$to:"*) say "next, in your repository: tidegate install" ;;
        *) say "next: put $to on your PATH, then in your repository: tidegate install" ;;
    esac
}

main "$@"
