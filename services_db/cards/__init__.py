"""From the rows of a service to the card that a reader sees."""

from services_db.cards.build import build_card
from services_db.cards.load import Loaded, load_services
from services_db.cards.reader import Reader

__all__ = ["Loaded", "Reader", "build_card", "load_services"]
