"""Makes a home ready to serve: databases, the shipped catalogue, a model.

Runs as a process of its own, so that the supervisor stays small. Prints one line
when a step is done: ``model: <path>`` and ``catalogue: <counts>``.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

from bot.settings import Settings, get_settings


def prepare_catalogue(settings: Settings) -> str:
    """Migrate the catalogue and bring the shipped records up to date."""
    from services_db import import_curated

    return str(import_curated(settings.catalogue_url))


def prepare_model(settings: Settings) -> str:
    """Train when there is no model or what it was trained from has changed."""
    from bot.nlu.training import ensure_model

    return str(ensure_model(settings))


STEPS = {"model": prepare_model, "catalogue": prepare_catalogue}


def main() -> None:
    """Prepare the home of this process's settings, both steps side by side."""
    settings = get_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    failed = False
    with ThreadPoolExecutor(len(STEPS)) as pool:
        running = {pool.submit(step, settings): name for name, step in STEPS.items()}
        for done in as_completed(running):
            name = running[done]
            try:
                print(f"{name}: {done.result()}", flush=True)
            except Exception as error:  # one line for the operator, not a traceback
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                failed = True
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
