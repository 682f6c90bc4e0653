"""Ballots, their options, and the votes on them."""
