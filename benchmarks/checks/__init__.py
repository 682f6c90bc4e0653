"""The claims, one file for each kind of failure."""
