"""Makes a home ready to serve: databases, the shipped catalogue, a model.

Runs as a process of its own, so that the supervisor stays small. Prints one line
when a step is done: ``model: <path>`` and ``catalogue: <counts>``. The steps are the
arguments; without any, what is needed to begin to serve.
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
    """Train when there is no model or what it was trained from has changed.

    The first model of a new home is one without sentence embeddings: it is soon there.
    """
    from bot.nlu.training import first_model

    return str(first_model(settings))


def prepare_better_model(settings: Settings) -> str:
    """Train the model with sentence embeddings, where there are any."""
    from bot.nlu.training import ensure_model

    return str(ensure_model(settings))


BETTER_MODEL = "better_model"
STEPS = {
    "model": prepare_model,
    "catalogue": prepare_catalogue,
    BETTER_MODEL: prepare_better_model,
}
AT_START = ("model", "catalogue")


def main() -> None:
    """Prepare the home of this process's settings, the steps side by side."""
    steps = sys.argv[1:] or AT_START
    settings = get_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    failed = False
    with ThreadPoolExecutor(len(steps)) as pool:
        running = {pool.submit(STEPS[name], settings): name for name in steps}
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
