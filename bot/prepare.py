"""Makes a home ready to serve: databases, the shipped catalogue, a model.

Runs as a process of its own, so that the supervisor stays small. Prints one line
per step and, last, the path of the model.
"""

from __future__ import annotations

import sys

from bot.settings import Settings, get_settings


def prepare_catalogue(settings: Settings) -> str:
    """Migrate the catalogue and bring the shipped records up to date."""
    from services_db import import_curated

    return str(import_curated(settings.catalogue_url))


def prepare_model(settings: Settings) -> str:
    """Train when there is no model or what it was trained from has changed."""
    from bot.nlu.training import ensure_model

    return str(ensure_model(settings))


def main() -> None:
    """Prepare the home of this process's settings."""
    settings = get_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    for name, step in (("catalogue", prepare_catalogue), ("model", prepare_model)):
        try:
            print(f"{name}: {step(settings)}", flush=True)
        except Exception as error:  # one line for the operator, not a traceback
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            sys.exit(1)


if __name__ == "__main__":
    main()
