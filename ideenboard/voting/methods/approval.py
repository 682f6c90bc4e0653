"""Agree, neutral, disagree: one answer to each proposal. Whoever leaves one out has not answered."""

from ideenboard.voting.methods.counting import Method, Side, estimate_shares, share_of_agreement

SIDES: dict[int, Side] = {1: "A", 0: "N", -1: "D"}

APPROVAL = Method(
    name="approval",
    allows=SIDES.__contains__,
    side=SIDES.__getitem__,
    silent=None,
    scale="share",
    scores=share_of_agreement,
    estimate=estimate_shares,
    values=lambda limits: range(-1, 2),
    wants_all=True,
)
