"""Starts Rasa with logs that cannot hold anybody's words.

Rasa logs the message, the slots and, on an error, every local variable. Its
anonymiser is for paying customers, so its place in the chain of log processors is
taken by one that keeps the event's name and where an error came from, and drops
the rest.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Final

NEVER_USED: Final = (
    # channels: the gateway is the only one
    *("aiogram", "fbmessenger", "mattermostwrapper", "oauth2client", "rocketchat_API"),
    *("slack_sdk", "twilio", "webexteamssdk"),
    # trackers, locks and event brokers elsewhere: the tracker is our database
    *("aio_pika", "aiormq", "boto3", "botocore", "bson", "kafka", "pamqp", "pymongo"),
    "redis",
    # plots, the shell, and extractors that are not ours
    *("matplotlib", "prompt_toolkit", "questionary", "sklearn_crfsuite"),
)
"""Packages that Rasa imports and that neither serving nor training uses."""
UNUSED: Final = (*NEVER_USED, "joblib", "networkx", "sklearn")
"""Packages that Rasa imports when it starts and that serving never uses: 85 MB."""

KEPT_KEYS = frozenset({"event", "level", "timestamp"})


def environment() -> dict[str, str]:
    """Return what must be in the environment before numpy or Rasa is imported."""
    return {
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "FORCE_JSON_LOGGING": "1",
    }


def describe_error(exc_info: Any) -> dict[str, Any]:
    """Return type and places of an exception: no message, no local variables."""
    kind: type[BaseException] | None
    trace: TracebackType | None
    if isinstance(exc_info, BaseException):
        kind, trace = type(exc_info), exc_info.__traceback__
    elif isinstance(exc_info, tuple):
        kind, trace = exc_info[0], exc_info[2]
    else:
        kind, _, trace = sys.exc_info()
    if kind is None:
        return {}
    frames = traceback.extract_tb(trace)[-8:]
    places = [f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return {"error": kind.__name__, "at": places}


def drop_private(_logger: Any, _method: str, event_dict: dict[str, Any]) -> Any:
    """A structlog processor: keep names and places, drop everything else."""
    kept = {key: event_dict[key] for key in KEPT_KEYS if key in event_dict}
    if event_dict.get("exc_info"):
        kept.update(describe_error(event_dict["exc_info"]))
    return kept


def short_errors(make: Callable[..., logging.LogRecord]) -> Any:
    """Wrap a log record factory: an exception is kept as its type and its places."""

    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        if record.exc_info:
            described = describe_error(record.exc_info)
            record.msg, record.args = f"{record.name}: {described}", ()
            record.exc_info = None
        return record

    return factory


def validate_answers_once() -> None:
    """Check the answers of actions against a schema that is itself checked once.

    Rasa checks the schema anew for every answer: two thirds of an action call's
    processor time.
    """
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_action: Any, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def leave_out(packages: Iterable[str] = UNUSED) -> None:
    """Spare the memory and the start-up time of packages that Rasa only imports.

    With the real TensorFlow (docs/adr/0002) everything is loaded as it is.
    """
    import tensorflow

    if hasattr(tensorflow, "leave_out"):
        tensorflow.leave_out(*packages)


def main() -> None:
    """Run ``rasa`` with this process's arguments."""
    os.environ.update(environment())
    warnings.filterwarnings("ignore")
    leave_out()
    logging.setLogRecordFactory(short_errors(logging.getLogRecordFactory()))
    from rasa.utils import log_utils

    log_utils._anonymizer = drop_private
    validate_answers_once()
    from rasa.__main__ import main as rasa_main

    rasa_main()


if __name__ == "__main__":
    main()
