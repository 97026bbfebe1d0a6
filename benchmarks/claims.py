"""`python -m benchmarks.claims`: what a claim costs, whatever is owed: 25 messages of 10³, 10⁵ and 10⁶ that are due."""

import statistics
import sys
import time

from benchmarks import owed
from benchmarks.growth import Growth
from bot.clock import machine_now
from db.engine import Database
from db.queries import outbox

AT_ONCE = 25
WARM_UP = 5


async def _measure(url: str, messages: int, claims: int) -> float:
    """Milliseconds of a claim, from BEGIN to COMMIT: the median. Nothing is settled: what is in hand grows."""
    await owed.owe(url, messages)
    database = Database(url)
    took = list[float]()
    for number in range(WARM_UP + claims):
        begun = time.perf_counter()
        async with database.transaction() as db:
            await outbox.claim(db, f"bench:{number}", now=machine_now(), limit=AT_ONCE, lease=600)
        took.append(1000 * (time.perf_counter() - begun))
    await database.close()
    return statistics.median(took[WARM_UP:])


GROWTH = Growth("claims", "claim_ms", "owed", "claims", _measure)


if __name__ == "__main__":
    sys.exit(GROWTH.main(sys.argv[1:], __doc__))
