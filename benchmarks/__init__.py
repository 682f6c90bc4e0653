"""Measures that need the real server as a process of its own: what it loses, doubles and refuses under stress."""
