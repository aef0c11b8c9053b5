"""Ranking, pure: facts and evidence go in, an explained order comes out."""

from services_db.ranking.columns import Columns, ServiceFacts
from services_db.ranking.order import Ranked
from services_db.ranking.parts import Evidence
from services_db.ranking.score import Scored, Scores, score

__all__ = [
    "Columns",
    "Evidence",
    "Ranked",
    "Scored",
    "Scores",
    "ServiceFacts",
    "score",
]
