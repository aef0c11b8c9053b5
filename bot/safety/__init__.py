"""The crisis screen, its contacts and its replies.

Pure code over texts that lie in memory: no database, no network, no Rasa. It answers
when everything else is down.
"""

from bot.safety.normalise import clean_message
from bot.safety.screen import Screening, screen

__all__ = ["Screening", "clean_message", "screen"]
