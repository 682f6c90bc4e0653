"""Which contributions say nearly the same: the nearest to some words, pairs, proposed groups. It never decides."""
