#!/bin/sh
# Audits the locked requirements; see scripts/audit.py, which gets the arguments.
set -eu
cd "$(dirname "$0")/.."
. scripts/audit-env.sh
exec .venv/bin/python scripts/audit.py "$@"
