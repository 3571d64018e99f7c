#!/usr/bin/env bash
# Installs PgBouncer for the tests, which skip what needs it where it is missing. As root with apt-get, it installs
# Debian's package.
set -euo pipefail

if command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ]; then
    exit
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    if ! { apt-get -qq update && apt-get -qq install --yes --no-install-recommends pgbouncer; } >&2; then
        echo "pgbouncer.sh: the package cannot be installed; the tests behind a pooler are skipped" >&2
    fi
else
    echo "pgbouncer.sh: not installed; the tests behind a pooler are skipped" >&2
fi
