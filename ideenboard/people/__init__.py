"""Accounts of coordinators with their sessions, and participants without any account."""
