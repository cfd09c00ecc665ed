-- A store as tickerd 0.1 wrote it in its second schema.
PRAGMA application_id = 1953063787;
PRAGMA user_version = 2;
CREATE TABLE meta(
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  created_at TEXT NOT NULL) STRICT;
CREATE TABLE rates(
  pair TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  precision_kind TEXT NOT NULL,
  precision_digits INTEGER NOT NULL,
  basis_kind TEXT,
  basis_value TEXT,
  basis_as_of TEXT,
  as_of TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  source TEXT NOT NULL,
  status TEXT NOT NULL,
  seq INTEGER NOT NULL,
  quarantined TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE TABLE closes(
  feed TEXT NOT NULL,
  base TEXT NOT NULL,
  quote TEXT NOT NULL,
  value_date TEXT NOT NULL,
  value TEXT NOT NULL,
  as_of TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  PRIMARY KEY (feed, base, quote, value_date)) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES (1, '0123456789abcdef', 42, '2026-05-18T05:02:11.480Z');
INSERT INTO rates VALUES ('TJS/USD', '0.10709963', 'significant', 5, 'previous_close',
  '0.10700910', '2026-05-18', '2026-05-19', '2026-05-19T05:02:11.480Z', 'nbt', 'live', 42, '');
INSERT INTO closes VALUES ('nbt', 'USD', 'TJS', '2026-05-18', '9.345', '2026-05-18',
  '2026-05-18T05:02:11.480Z');
INSERT INTO closes VALUES ('nbt', 'USD', 'TJS', '2026-05-19', '9.3371', '2026-05-19',
  '2026-05-19T05:02:11.480Z');
