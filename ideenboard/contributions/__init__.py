"""What people bring in: contributions, their revisions, their supporters and their receipts."""
