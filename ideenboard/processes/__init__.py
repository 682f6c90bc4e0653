"""The process, its districts, themes, groups, events and workshops, and what is open now for whom."""
