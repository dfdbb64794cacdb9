"""Refreshes in processes that are killed: `python -m tests.corpus.refreshing.dying` takes orders, one a line.

It imports everything once and forks for each order, so that a refresh that is killed costs no more than a refresh.
"""

import json
import os
import signal
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

import corpus.drafting  # noqa: F401  (here, and not in each child)
from corpus.catalogue import Catalogue
from corpus.fetching import Fetcher
from tests.corpus.refreshing.doubles import refresher, unhurried_fetcher


def refresh(url: str, fatal: int | None, fetcher: Fetcher) -> int:
    """Refresh everything, and die before this statement or commit, counted from 1; gives how many there were."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    with Catalogue.open(url) as catalogue:
        for moment in ("before_cursor_execute", "commit"):
            event.listen(Engine, moment, count)
        refreshes = refresher(catalogue, fetcher)
        refreshes.take(refreshes.look(), by="ana")
    return seen


def _obey(order: dict[str, Any], fetcher: Fetcher) -> dict[str, Any]:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            os.write(write, str(refresh(order["url"], order.get("fatal"), fetcher)).encode())
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(write)
    if "after" in order:
        time.sleep(order["after"])
        os.kill(child, signal.SIGKILL)
    said = os.read(read, 100)
    os.close(read)
    _, status = os.waitpid(child, 0)
    return {"code": os.waitstatus_to_exitcode(status), "points": int(said or 0)}


def main() -> None:
    """Take orders until there are no more."""
    with unhurried_fetcher() as fetcher:  # it has no connection yet; to make one takes longer than a refresh
        for line in sys.stdin:
            print(json.dumps(_obey(json.loads(line), fetcher)), flush=True)


if __name__ == "__main__":
    main()
