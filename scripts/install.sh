#!/bin/sh
# Makes .venv from the hash-locked requirements. Usage: scripts/install.sh run|dev
# Needs uv, or a Python with venv or pip to get uv with. No root, no download host named.
set -eu
cd "$(dirname "$0")/.."
group=${1:-run}
case $group in
run) requirements=requirements.txt ;;
dev) requirements=requirements-dev.txt ;;
*) echo "usage: scripts/install.sh run|dev" >&2; exit 2 ;;
esac

fingerprint() {
    cat "$1" pyproject.toml vendor/tensorflow/pyproject.toml \
        vendor/tensorflow/src/tensorflow/__init__.py scripts/install.sh | sha256sum
}
installed() {
    [ -x .venv/bin/laituri ] && [ -f ".venv/laituri-$1" ] &&
        [ "$(cat ".venv/laituri-$1")" = "$(fingerprint "$2")" ]
}
installed dev requirements-dev.txt && exit 0
installed "$group" "$requirements" && exit 0

fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; }

find_uv() {
    for candidate in "$(command -v uv || true)" .venv-uv/bin/uv; do
        if [ -n "$candidate" ] && "$candidate" --version >/dev/null 2>&1; then
            echo "$candidate"
            return
        fi
    done
}
uv=$(find_uv)
if [ -z "$uv" ]; then
    echo "Getting uv ..." >&2
    for python in python3.12 python3.11 python3 python; do
        "$python" --version >/dev/null 2>&1 || continue
        rm -rf .venv-uv
        if "$python" -m venv .venv-uv >/dev/null 2>&1 && [ -x .venv-uv/bin/pip ]; then
            .venv-uv/bin/pip install -q --require-hashes -r requirements-uv.txt && break
        fi
        rm -rf .venv-uv
        "$python" -m pip install -q --target .venv-uv --require-hashes \
            -r requirements-uv.txt 2>/dev/null && break
    done
    uv=$(find_uv)
fi
if [ -z "$uv" ]; then
    echo "uv is missing and could not be installed: this Python has neither venv nor pip." >&2
    echo "Install uv, or your system's python3-venv package, and try again." >&2
    exit 1
fi

python=
for candidate in python3.12 python3.11 python3; do
    if fits "$candidate"; then
        python=$(command -v "$candidate")
        break
    fi
done
if ! { [ -x .venv/bin/python ] && fits .venv/bin/python; }; then
    "$uv" venv --quiet --clear --python "${python:->=3.11,<3.13}" .venv
fi
echo "Installing Laituri into .venv ($group) ..." >&2
rm -f .venv/laituri-run .venv/laituri-dev
"$uv" pip sync --quiet --python .venv/bin/python --require-hashes "$requirements"
"$uv" --no-config pip install --quiet --python .venv/bin/python --no-deps \
    --no-build-isolation --reinstall ./vendor/tensorflow
"$uv" --no-config pip install --quiet --python .venv/bin/python --no-deps \
    --no-build-isolation --editable .
fingerprint "$requirements" >".venv/laituri-$group"
