# Sourced in the checkout: .venv-audit, the environment of what looks at the locked
# requirements. pip-audit needs a newer packaging than Rasa allows.
locked=requirements-audit.txt
if ! { [ -x .venv-audit/bin/pip-audit ] && cmp -s "$locked" .venv-audit/locked; }; then
    PATH="$PWD/.venv-uv/bin:$PATH"
    uv --no-config venv --quiet --clear --python .venv/bin/python .venv-audit
    uv --no-config pip sync --quiet --python .venv-audit/bin/python --require-hashes "$locked"
    cp "$locked" .venv-audit/locked
fi
