"""The append-only log, and the revision numbers that live views read to see that something changed."""
