#!/bin/sh
# The benchmark of a check; see tests/bench.py.
exec python3 "$(dirname "$0")/bench.py" "$@"
