"""Threads: comments of participants, responses of the city, internal notes."""
