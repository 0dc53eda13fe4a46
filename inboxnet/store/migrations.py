"""The schema, as numbered append-only migrations.

Facts (``mail``, ``mail_msg_id``, ``mail_recipient``, ``address``, ``locator``, ``left_out``,
``mailbox``, ``quarantine``, ``owner_address``, ``correction``, ``runs``) are written by ingestion
and by the owner. All other tables are derived from them and may be emptied at any time. Views give
the public relations their names. A migration that has been released is never changed: add another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils.migrations import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x696E6278
"""PRAGMA application_id of our databases: the letters ``inbx``."""

DERIVED_TABLES = (
    "candidates",
    "employers",
    "evidence",
    "labels",
    "reciprocity",
    "exchanges",
    "replies",
    "unseen_originals",
    "mail_derived",
    "threads",
    "address_person",
    "people",
    "exclusions",
    "coverage",
)
"""In an order in which they can be emptied without breaking a foreign key."""

migrations = Migrations("inboxnet")


@migrations(name="001_facts")
def _facts(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE address (
          id INTEGER PRIMARY KEY,
          addr_spec TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE mail (
          id INTEGER PRIMARY KEY,
          fingerprint TEXT NOT NULL UNIQUE,
          msg_id TEXT,
          sent_at TEXT,
          date_source TEXT NOT NULL,
          author_address_id INTEGER REFERENCES address(id),
          author_name TEXT NOT NULL,
          sender_address_id INTEGER REFERENCES address(id),
          subject TEXT NOT NULL,
          text TEXT NOT NULL,
          signature TEXT NOT NULL,
          forwarded INTEGER NOT NULL,
          automatic TEXT,
          list_id TEXT,
          in_reply_to TEXT NOT NULL,
          refs TEXT NOT NULL,
          reply_to TEXT NOT NULL,
          delivered_to TEXT NOT NULL,
          quoted TEXT NOT NULL,
          traits TEXT NOT NULL,
          defects TEXT NOT NULL,
          bytes INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX mail_by_msg_id ON mail(msg_id);
        CREATE INDEX mail_sent_at ON mail(sent_at);

        CREATE TABLE mail_msg_id (
          mail_id INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
          msg_id TEXT NOT NULL,
          PRIMARY KEY (msg_id, mail_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX mail_msg_id_mail ON mail_msg_id(mail_id);

        CREATE TABLE mail_recipient (
          mail_id INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
          field TEXT NOT NULL CHECK (field IN ('to', 'cc', 'bcc')),
          position INTEGER NOT NULL,
          address_id INTEGER NOT NULL REFERENCES address(id),
          display_name TEXT NOT NULL,
          PRIMARY KEY (mail_id, field, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX mail_recipient_address ON mail_recipient(address_id);

        CREATE TABLE mailbox (
          id INTEGER PRIMARY KEY,
          account TEXT NOT NULL,
          name TEXT NOT NULL,
          role TEXT NOT NULL,
          role_reason TEXT NOT NULL,
          uidvalidity INTEGER,
          token TEXT,
          complete INTEGER NOT NULL DEFAULT 0,
          vanished INTEGER NOT NULL DEFAULT 0,
          since TEXT,
          note TEXT,
          UNIQUE (account, name)
        ) STRICT;

        CREATE TABLE locator (
          mailbox_id INTEGER NOT NULL REFERENCES mailbox(id),
          uidvalidity INTEGER NOT NULL,
          key TEXT NOT NULL,
          mail_id INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
          PRIMARY KEY (mailbox_id, uidvalidity, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX locator_mail ON locator(mail_id);

        CREATE TABLE left_out (
          mailbox_id INTEGER NOT NULL REFERENCES mailbox(id),
          uidvalidity INTEGER NOT NULL,
          key TEXT NOT NULL,
          PRIMARY KEY (mailbox_id, uidvalidity, key)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quarantine (
          account TEXT NOT NULL,
          mailbox TEXT NOT NULL,
          uidvalidity INTEGER NOT NULL,
          locator TEXT NOT NULL,
          sha256 TEXT,
          bytes INTEGER,
          stage TEXT NOT NULL,
          reason TEXT NOT NULL,
          first_seen_at TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          PRIMARY KEY (account, mailbox, uidvalidity, locator)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE owner_address (
          addr_spec TEXT PRIMARY KEY
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE correction (
          id INTEGER PRIMARY KEY,
          made_at TEXT NOT NULL,
          kind TEXT NOT NULL,
          target TEXT NOT NULL,
          value TEXT NOT NULL,
          undone_at TEXT
        ) STRICT;

        CREATE TABLE runs (
          run_id INTEGER PRIMARY KEY,
          started_at TEXT NOT NULL,
          ended_at TEXT,
          command TEXT NOT NULL,
          status TEXT NOT NULL,
          messages_new INTEGER,
          messages_total INTEGER,
          quarantined INTEGER,
          seconds REAL,
          error TEXT
        ) STRICT;

        CREATE TABLE derived_state (
          key TEXT PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
    )
    db.execute(
        "CREATE VIRTUAL TABLE messages_fts USING fts5("
        "subject, text, content='mail', content_rowid='id', tokenize='unicode61')"
    )


@migrations(name="002_derived")
def _derived(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE people (
          person_id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('owner', 'person', 'role', 'list', 'automated')),
          organization TEXT,
          title TEXT,
          primary_address TEXT NOT NULL,
          first_message_at TEXT,
          last_message_at TEXT,
          last_two_way_at TEXT,
          received INTEGER NOT NULL,
          sent INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE address_person (
          address_id INTEGER PRIMARY KEY REFERENCES address(id),
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          display_name TEXT NOT NULL,
          messages INTEGER NOT NULL,
          reason TEXT NOT NULL
        ) STRICT;
        CREATE INDEX address_person_person ON address_person(person_id);

        CREATE TABLE threads (
          thread_id INTEGER PRIMARY KEY,
          subject TEXT NOT NULL,
          first_at TEXT,
          last_at TEXT,
          messages INTEGER NOT NULL,
          people INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE mail_derived (
          mail_id INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
          direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'self', 'other')),
          author_id INTEGER REFERENCES people(person_id),
          thread_id INTEGER NOT NULL REFERENCES threads(thread_id),
          expects_reply REAL
        ) STRICT;
        CREATE INDEX mail_derived_author ON mail_derived(author_id);
        CREATE INDEX mail_derived_thread ON mail_derived(thread_id);

        CREATE TABLE replies (
          message_id INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
          answered_by INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
          latency_seconds INTEGER,
          working_seconds INTEGER,
          method TEXT NOT NULL,
          confidence REAL NOT NULL
        ) STRICT;
        CREATE INDEX replies_answered_by ON replies(answered_by);

        CREATE TABLE exchanges (
          exchange_id INTEGER PRIMARY KEY,
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          direction TEXT NOT NULL CHECK (direction IN ('to_me', 'from_me')),
          thread_id INTEGER NOT NULL REFERENCES threads(thread_id),
          opened_by INTEGER NOT NULL REFERENCES mail(id) ON DELETE CASCADE,
          opened_at TEXT,
          chasers INTEGER NOT NULL,
          answered_by INTEGER REFERENCES mail(id) ON DELETE CASCADE,
          answered_at TEXT,
          latency_seconds INTEGER,
          working_seconds INTEGER,
          expects_reply REAL NOT NULL,
          state TEXT NOT NULL
            CHECK (state IN ('answered', 'open', 'closed', 'settled', 'unknown')),
          why TEXT NOT NULL
        ) STRICT;
        CREATE INDEX exchanges_person ON exchanges(person_id);
        CREATE INDEX exchanges_opened_by ON exchanges(opened_by);
        CREATE INDEX exchanges_answered_by ON exchanges(answered_by);

        CREATE TABLE labels (
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          label TEXT NOT NULL CHECK (label IN
            ('recruiter', 'client', 'decision_maker', 'vendor', 'colleague', 'personal')),
          probability REAL NOT NULL,
          assigned INTEGER NOT NULL,
          source TEXT NOT NULL CHECK (source IN ('model', 'owner')),
          model_version TEXT NOT NULL,
          PRIMARY KEY (person_id, label)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE evidence (
          evidence_id INTEGER PRIMARY KEY,
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          label TEXT NOT NULL,
          message_id INTEGER REFERENCES mail(id) ON DELETE CASCADE,
          quote TEXT NOT NULL,
          start INTEGER NOT NULL,
          "end" INTEGER NOT NULL,
          weight REAL NOT NULL,
          what TEXT NOT NULL
        ) STRICT;
        CREATE INDEX evidence_person ON evidence(person_id);
        CREATE INDEX evidence_message ON evidence(message_id);

        CREATE TABLE reciprocity (
          person_id INTEGER PRIMARY KEY REFERENCES people(person_id),
          turns_to_me INTEGER NOT NULL,
          answered_by_me INTEGER NOT NULL,
          p_1d_me REAL,
          p_3d_me REAL,
          p_7d_me REAL,
          rmst_me_seconds REAL,
          turns_to_them INTEGER NOT NULL,
          answered_by_them INTEGER NOT NULL,
          p_1d_them REAL,
          p_3d_them REAL,
          p_7d_them REAL,
          rmst_them_seconds REAL,
          golden_gap REAL,
          golden_gap_low REAL,
          golden_gap_high REAL,
          initiated_by_me INTEGER,
          initiated_by_them INTEGER,
          balance REAL,
          open_to_me INTEGER NOT NULL,
          oldest_open_at TEXT,
          strength REAL,
          priority REAL
        ) STRICT;

        CREATE TABLE exclusions (
          address_or_domain TEXT NOT NULL,
          rule TEXT NOT NULL,
          messages INTEGER NOT NULL,
          sample_message_id INTEGER REFERENCES mail(id) ON DELETE CASCADE,
          PRIMARY KEY (address_or_domain, rule)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE coverage (
          account TEXT NOT NULL,
          mailbox TEXT NOT NULL,
          role TEXT NOT NULL,
          first_at TEXT,
          last_at TEXT,
          messages INTEGER NOT NULL,
          quarantined INTEGER NOT NULL,
          complete INTEGER NOT NULL,
          note TEXT,
          PRIMARY KEY (account, mailbox)
        ) STRICT, WITHOUT ROWID;
        """
    )


@migrations(name="003_public_views")
def _public_views(db: Database) -> None:
    db.executescript(
        """
        CREATE VIEW addresses AS
          SELECT a.addr_spec AS address, p.person_id, p.display_name, p.messages
          FROM address_person p JOIN address a ON a.id = p.address_id;

        CREATE VIEW messages AS
          SELECT m.id, m.msg_id, m.sent_at, d.direction, d.author_id, m.subject, m.text,
                 d.thread_id,
                 (SELECT b.name FROM locator l JOIN mailbox b ON b.id = l.mailbox_id
                  WHERE l.mail_id = m.id ORDER BY b.id LIMIT 1) AS mailbox,
                 m.automatic, d.expects_reply
          FROM mail m JOIN mail_derived d ON d.mail_id = m.id;

        CREATE VIEW recipients AS
          SELECT r.mail_id AS message_id, p.person_id, a.addr_spec AS address, r.field
          FROM mail_recipient r
          JOIN address a ON a.id = r.address_id
          LEFT JOIN address_person p ON p.address_id = r.address_id;
        """
    )


@migrations(name="004_identity")
def _identity(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE candidates (
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          other_person_id INTEGER NOT NULL REFERENCES people(person_id),
          score REAL NOT NULL,
          evidence TEXT NOT NULL,
          PRIMARY KEY (person_id, other_person_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE employers (
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          organization TEXT,
          domain TEXT NOT NULL,
          address TEXT NOT NULL,
          first_at TEXT,
          last_at TEXT,
          PRIMARY KEY (person_id, domain)
        ) STRICT, WITHOUT ROWID;
        """
    )


@migrations(name="005_unseen_originals")
def _unseen_originals(db: Database) -> None:
    db.executescript(
        """
        CREATE TABLE unseen_originals (
          answered_by INTEGER PRIMARY KEY REFERENCES mail(id) ON DELETE CASCADE,
          person_id INTEGER NOT NULL REFERENCES people(person_id),
          direction TEXT NOT NULL CHECK (direction IN ('to_me', 'from_me')),
          sent_at TEXT NOT NULL,
          latency_seconds INTEGER NOT NULL,
          working_seconds INTEGER,
          method TEXT NOT NULL,
          confidence REAL NOT NULL
        ) STRICT;
        CREATE INDEX unseen_originals_person ON unseen_originals(person_id);
        """
    )


@migrations(name="006_server_thread")
def _server_thread(db: Database) -> None:
    db.execute("ALTER TABLE mail ADD COLUMN server_thread TEXT")
