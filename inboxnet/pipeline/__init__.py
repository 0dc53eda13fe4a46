"""The pipeline: `ingest` writes facts, `derive` rebuilds all else from them, `scan` does both.

Plain arguments only, the clock included: nothing here reads configuration or the environment.
"""

from inboxnet.pipeline.run import RunSummary, scan
from inboxnet.pipeline.progress import Progress

__all__ = ["Progress", "RunSummary", "scan"]
