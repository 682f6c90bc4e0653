"""Impact and effort of the clusters: estimated by each coordinator alone, then agreed upon, then put into a plan."""
