"""Trying a workshop out before its people come: a copy of it, made-up attendees, and one click that ends it."""
