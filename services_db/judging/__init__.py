"""How good a search is: judged queries, and what is counted over their answers."""

from services_db.judging.judged import Judged, JudgedSetBroken, read_judged
from services_db.judging.metrics import Figures, figures
from services_db.judging.peers import Peer, peers
from services_db.judging.pool import write_pools
from services_db.judging.run import judge

__all__ = [
    "Figures",
    "Judged",
    "JudgedSetBroken",
    "Peer",
    "figures",
    "judge",
    "peers",
    "read_judged",
    "write_pools",
]
