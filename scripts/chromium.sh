#!/bin/sh
# Makes sure that the browser tests find a Chromium: one that is there, else Debian's
# package where it may be installed, else Playwright's own.
set -eu
cd "$(dirname "$0")/.."

found() {
    for name in "${LAITURI_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    .venv/bin/python - <<'PY'
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as p:
    sys.exit(not Path(p.chromium.executable_path).exists())
PY
}
found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium ..." >&2
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium \
        fonts-dejavu-core; } >/dev/null 2>&1 || true
    found && exit 0
fi
.venv/bin/playwright install chromium >/dev/null 2>&1 || true
found && exit 0
echo "No Chromium for the browser tests. Install the package chromium, or set" >&2
echo "LAITURI_CHROMIUM to the path of one, and run make test again." >&2
