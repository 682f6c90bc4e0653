"""The demo process: its content as data, loaded by ``ideenboard demo``."""
