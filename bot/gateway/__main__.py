"""``python -m bot.gateway``: serve with the settings of the environment."""

from __future__ import annotations

import logging
import sys

from pydantic import ValidationError

from bot.gateway import logs
from bot.gateway.app import create_app
from bot.gateway.server import listen, make_server
from bot.settings import get_settings

logger = logging.getLogger("bot.gateway")


def main() -> int:
    """Serve until a signal; return the exit code."""
    try:
        settings = get_settings()
    except ValidationError as error:
        logs.configure("INFO")
        for one in error.errors():
            logger.critical("setting %s: %s", "".join(map(str, one["loc"])), one["msg"])
        return 2
    logs.configure(settings.log_level)
    if settings.rate_limit == "off":
        logger.warning("rate limits are off")
    try:
        app = create_app(settings)
        server = make_server(app, settings.host, settings.port, settings.home)
        bound = listen(server)
    except (OSError, ValueError, RuntimeError) as error:
        logger.critical("cannot start: %s", error)
        return 1
    server.run(sockets=bound)
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
