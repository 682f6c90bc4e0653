"""Groups of contributions that belong together; membership has a history, nothing is ever merged away."""
