"""Programs that come to harm while they keep a journal; run as `python -m tests.journal.child WHAT FILE`."""

import resource
import sys
from pathlib import Path

from snom_dialer.journal.store import Journal
from tests.journal.sample import Notebook, ended, ringing

SMALL = 300_000


def steadily(path: Path) -> None:
    """Write one call after the other, and say so each time, until killed."""
    journal = Journal(path, Notebook())
    for number in range(1_000_000):
        journal.put(ringing(number))
        if number % 2:
            journal.put(ended(number))
        assert journal.flush(20)
        print(number, flush=True)


def hastily(path: Path) -> None:
    """Write as fast as it goes, until killed."""
    journal = Journal(path, Notebook())
    for number in range(1_000_000):
        journal.put(ringing(number))
        if number % 100 == 0:
            journal.flush(20)
            print(number, flush=True)


def full_disk(path: Path) -> None:
    """Fill the disk that `path` is on, then make room: a ballast file beside it goes away, and limits are lifted."""
    ballast = path.with_name("ballast")
    ballast.write_bytes(bytes(SMALL))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, hard))
    notebook = Notebook()
    journal = Journal(path, notebook, retry_after=0.05)
    written = 0
    while not notebook.told:
        journal.put(ended(written))
        journal.flush(0.1)
        written += 1
    journal.put(ended(written))
    refused_meanwhile = not journal.flush(0.3)
    readable_meanwhile = len(journal.calls(10)) == 10
    ballast.unlink()
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert journal.flush(20)
    kept = len(journal.calls(1_000_000))
    assert journal.close()
    print(refused_meanwhile, readable_meanwhile, kept == written + 1, *notebook.codes)


if __name__ == "__main__":
    {"steadily": steadily, "hastily": hastily, "full_disk": full_disk}[sys.argv[1]](Path(sys.argv[2]))
