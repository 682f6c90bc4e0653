"""What a ballot says: the ranking, how the groups see it, and the published results."""
