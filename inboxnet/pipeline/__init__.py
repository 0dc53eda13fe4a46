"""The pipeline: `ingest` writes facts, `derive` rebuilds all else from them, `scan` does both.

`correct` writes down what the owner says of it, and derives again.

Plain arguments only, the clock included: nothing here reads configuration or the environment.
"""

from inboxnet.pipeline.progress import Progress
from inboxnet.pipeline.run import RunSummary, scan

__all__ = ["Progress", "RunSummary", "scan"]
