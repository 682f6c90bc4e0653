"""How well similar contributions and groups are found, on any folder of collections."""
