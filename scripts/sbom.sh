#!/bin/sh
# Writes what is locked as a CycloneDX bill of materials. Usage: scripts/sbom.sh FILE
# The same lock gives the same file. It is checked against CycloneDX's schema.
set -eu
file=$(realpath -m "${1:?usage: scripts/sbom.sh FILE}")
cd "$(dirname "$0")/.."
. scripts/audit-env.sh
mkdir -p "$(dirname "$file")"
PYTHONWARNINGS=ignore exec .venv-audit/bin/cyclonedx-py requirements requirements.txt \
    --pyproject pyproject.toml --output-reproducible --of JSON --output-file "$file"
