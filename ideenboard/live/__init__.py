"""The room while it runs: who is here and ready, what its wall shows, what was marked, what is called out to it."""
