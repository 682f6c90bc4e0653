"""Agree, neutral, disagree: one answer to each proposal. Whoever leaves one out has not answered."""

from ideenboard.voting.methods.counting import Method, OptionId, Side, Tally, estimate_shares, share_of_agreement

SIDES: dict[int, Side] = {1: "A", 0: "N", -1: "D"}


def net_agreement(counted: Tally) -> dict[OptionId, float]:
    """Return by how many more people agreed than disagreed."""
    return {option: count.A - count.D for option, count in counted.counts.items()}


APPROVAL = Method(
    name="approval",
    allows=SIDES.__contains__,
    side=SIDES.__getitem__,
    silent=None,
    scale="share",
    scores=share_of_agreement,
    estimate=estimate_shares,
    values=lambda limits: range(-1, 2),
    extremes=lambda limits: (-1, 1),
    other_scores=net_agreement,
    wants_all=True,
)
