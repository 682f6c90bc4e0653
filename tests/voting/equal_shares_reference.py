"""Elections drawn by a seed, and what pabutools 1.2 pays for in them: `python -m tests.voting.equal_shares_reference`.

pabutools brings a commercial solver with it, so it is asked by hand in an environment of its own; the tests read what
it said from equal_shares.json. Projects are named so that its order of names is the order of the options.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).with_name("equal_shares.json")
Election = dict[str, Any]


def elections(count: int = 40) -> list[Election]:
    """Costs, a total, and what each person ticked."""
    dice = random.Random(20270422)  # noqa: S311
    drawn = []
    for _number in range(count):
        costs = [dice.randint(1, 12) * dice.choice((1, 1, 5)) for _option in range(dice.randint(2, 9))]
        total = max(min(costs), round(sum(costs) * dice.uniform(0.2, 0.8)))
        people = dice.randint(1, 14)
        ticked = [
            [n for n in range(len(costs)) if dice.random() < dice.choice((0.2, 0.5))] for _person in range(people)
        ]
        drawn.append({"costs": costs, "total": total, "ticked": ticked})
    return drawn


def main() -> None:
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares

    answers = []
    for election in elections():
        projects = [Project(f"{n:02}", cost) for n, cost in enumerate(election["costs"])]
        profile = ApprovalProfile([ApprovalBallot([projects[n] for n in ticked]) for ticked in election["ticked"]])
        asked = (Instance(projects, budget_limit=election["total"]), profile)
        shares = method_of_equal_shares(*asked, sat_class=Cost_Sat)
        wanted = {n for ticked in election["ticked"] for n in ticked}
        greedy = greedy_utilitarian_welfare(*asked, sat_class=Cost_Sat)
        full = greedy_utilitarian_welfare(*asked, sat_class=Cost_Sat, initial_budget_allocation=list(shares))
        # What nobody ticked is never paid for here; pabutools spends on it what is left.
        answers.append(
            {
                "shares": sorted(int(project.name) for project in shares),
                "greedy": sorted(int(project.name) for project in greedy if int(project.name) in wanted),
                "full": sorted(int(project.name) for project in full if int(project.name) in wanted),
            }
        )
    ANSWERS.write_text(json.dumps(answers) + "\n")
    sys.stdout.write(f"{len(answers)} elections\n")


if __name__ == "__main__":
    main()
