"""Support: each person ticks as many proposals as they like. Whoever did not tick one has not supported it."""

from ideenboard.voting.methods.counting import Method, estimate_shares, share_of_agreement

SUPPORT = Method(
    name="support",
    allows=lambda value: value in (0, 1),
    side=lambda value: "A" if value else "D",
    silent="D",
    scale="share",
    scores=share_of_agreement,
    estimate=estimate_shares,
    values=lambda limits: range(0, 2),
    extremes=lambda limits: (0, 1),
)
