"""inboxnet reads the owner's own mail and reports reciprocity.

The way of the data::

    source -> message -> store -> (people, threads) -> reciprocity -> classify -> report

* ``source`` reads mailboxes (mbox, Maildir, folders of files, IMAP read-only) and yields bytes
  with a locator; it knows nothing of what mail means.
* ``message`` turns bytes into a `Message`: value types and pure functions, no I/O.
* ``store`` keeps the facts (mail, where it lies, the owner's corrections) and the tables derived
  from them in one SQLite file. The public relations are views and tables with stable names.
* ``people`` groups addresses into persons by weighed evidence, under the owner's rulings;
  ``threads`` groups messages into conversations and finds which message each one follows, also when
  that one is not here.
* ``reciprocity`` says which message answers which, turns answers into turns and exchanges (who owes
  whom, both sides alike), and says how likely it is that a message was owed an answer.
* ``classify`` says who a person is, with the quotes that prove it. The only importer of spaCy.
* ``pipeline`` joins them: `ingest` writes facts (parsing in other processes once there is much to
  parse), `derive` rebuilds all else from the facts. It is a package, as it also holds the steps
  that need several layers: who is who, samples for the classifier, rows of the derived tables.
* ``report`` reads the public relations alone, as any user's script could.
* ``cli`` is the only reader of the environment and the only printer.

Facts are truth, the rest is derived: deleting every derived table and running `derive` gives the
same database. Imports go down only; import-linter holds the layers of ``pyproject.toml``. Unlike
the values that cross layers, libraries have one owner each: ``imapclient`` in
``source.imap_session``, the mail parsers in ``message.mime``, ``selectolax`` in ``message.text``,
``sqlite_utils`` in ``store``, ``spacy`` in ``classify``, ``rich`` in ``report`` and ``cli``.
"""

__version__ = "0.1.0"
