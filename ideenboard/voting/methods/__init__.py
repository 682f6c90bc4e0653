"""The voting methods: what a vote may be, how it is counted, scored and estimated, a module for each.

A new one is a module here, a template of the same name under `templates/voting/methods` that says it, a line in
METHODS, and a member of `voting.models.Method` with its name in `voting.forms`.
"""

from collections.abc import Mapping

from ideenboard.voting.methods.approval import APPROVAL
from ideenboard.voting.methods.budget import BUDGET
from ideenboard.voting.methods.consensus import CONSENSUS
from ideenboard.voting.methods.counting import Method
from ideenboard.voting.methods.points import POINTS
from ideenboard.voting.methods.ranking import RANKING
from ideenboard.voting.methods.support import SUPPORT

METHODS: Mapping[str, Method] = {
    method.name: method for method in (SUPPORT, POINTS, APPROVAL, CONSENSUS, RANKING, BUDGET)
}
