"""Ranking, pure: candidates and a query go in, an explained order comes out."""

from services_db.ranking.candidate import Candidate
from services_db.ranking.order import arrange
from services_db.ranking.score import Scored, score_all

__all__ = ["Candidate", "Scored", "arrange", "score_all"]
