"""The queue of what waits, and every decision about it with its reason."""
