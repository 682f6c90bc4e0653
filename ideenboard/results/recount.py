"""Zählt ein veröffentlichtes Ergebnis nach. Counts a published result again. Python 3.9 or newer, nothing else.

    python3 recount.py            in the unpacked folder

It checks the files against SHA256SUMS, counts ballots.csv by the rule in result.json, and compares places, counts and
scores with what was published. Ends with code 1 where something differs. Ranges and probabilities are estimates and
not part of this; their method stands on the page of the result.
"""

import csv
import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

Ballot = Dict[str, int]
TOLERANCE = 1e-9
SIDES: Dict[str, Callable[[int], str]] = {
    "support": lambda value: "A" if value else "D",
    "budget": lambda value: "A" if value else "D",
    "points": lambda value: "A" if value else "D",
    "approval": lambda value: {1: "A", 0: "N", -1: "D"}[value],
    "consensus": lambda value: "A" if value <= 3 else "D" if value >= 7 else "N",
    "ranking": lambda value: "A" if value == 1 else "D",
}
# Who left an option out has not answered here; elsewhere that is a no.
ANSWERS_ALONE = ("approval", "consensus")


def count(method: str, ballots: List[Ballot], option: str) -> Dict[str, int]:
    """What one option got: agree, disagree, neutral, sum of the values."""
    values = [ballot[option] for ballot in ballots if option in ballot]
    sides = [SIDES[method](value) for value in values]
    if method not in ANSWERS_ALONE:
        sides += ["D"] * (len(ballots) - len(values))
    return {**{side: sides.count(side) for side in "ADN"}, "total": sum(values)}


def scores(method: str, ballots: List[Ballot], counts: Dict[str, Dict[str, int]]) -> Dict[str, float]:
    """What the options are ordered by."""
    if method == "ranking":
        return beaten(ballots, list(counts))
    found = {}
    for option, got in counts.items():
        answers = got["A"] + got["D"] + got["N"]
        if method == "points":
            found[option] = got["total"] / max(1, len(ballots))
        elif method == "consensus":
            found[option] = (answers - got["total"] / 10 + 1) / (answers + 2)
        else:
            found[option] = (got["A"] + 1) / (got["A"] + got["D"] + 2)
    return found


def beaten(ballots: List[Ballot], options: List[str]) -> Dict[str, float]:
    """Schulze's method: how many others each option beats by its stronger path."""
    last = 11

    def before(one: str, other: str) -> int:
        return sum((ballot.get(one) or last) < (ballot.get(other) or last) for ballot in ballots)

    duels = {(one, other): before(one, other) for one in options for other in options}
    paths = {(a, b): duels[a, b] if duels[a, b] > duels[b, a] else 0 for a, b in duels}
    for via in options:
        for one in options:
            for other in options:
                if len({via, one, other}) == 3:
                    paths[one, other] = max(paths[one, other], min(paths[one, via], paths[via, other]))
    return {one: float(sum(paths[one, other] > paths[other, one] for other in options)) for one in options}


def paid_for(ballots: List[Ballot], costs: Dict[str, int], total: int) -> Dict[str, List[str]]:
    """A budget: by votes, by equal shares, and what is left over after these by votes."""
    fans = {option: [n for n, b in enumerate(ballots) if b.get(option)] for option in costs}
    purses, shares = [Fraction(total, max(1, len(ballots)))] * len(ballots), []
    while True:
        rates = {o: rate(costs[o], [purses[n] for n in fans[o]]) for o in costs if o not in shares}
        able = {option: found for option, found in rates.items() if found is not None}
        if not able:
            break
        option = min(able, key=lambda o: able[o])
        shares.append(option)
        for n in fans[option]:
            purses[n] -= min(purses[n], able[option] * costs[option])
    return {"greedy": by_votes(fans, costs, total, []), "shares": shares, "rest": by_votes(fans, costs, total, shares)}


def by_votes(fans: Dict[str, List[int]], costs: Dict[str, int], total: int, paid: List[str]) -> List[str]:
    """The most votes first, as long as the money suffices."""
    left, chosen = total - sum(costs[option] for option in paid), []
    for option in sorted((o for o in costs if o not in paid), key=lambda o: -len(fans[o])):
        if fans[option] and costs[option] <= left:
            chosen.append(option)
            left -= costs[option]
    return chosen


def rate(cost: int, purses: List[Fraction]) -> Optional[Fraction]:
    """The smallest part of the price so that all who ticked an option come to the whole of it together."""
    missing, heads = Fraction(cost), len(purses)
    for left in sorted(purses):
        if left * heads >= missing:
            return missing / heads / cost
        missing -= left
        heads -= 1
    return None


def read(folder: Path, name: str) -> List[Dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def altered(folder: Path) -> List[str]:
    """Files that are not what SHA256SUMS says."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").split("\n")
    sums = [line.split("  ", 1) for line in lines if line]
    return [
        f"{name}: Datei verändert / file altered"
        for digest, name in sums
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


def differences(folder: Path) -> List[str]:
    """Everything in which the ballots and the published result differ."""
    result: Dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    papers: Dict[str, Ballot] = {}
    for row in read(folder, "ballots.csv"):
        if row["counts"] == "1":
            papers.setdefault(row["ballot"], {})[row["option"]] = int(row["value"])
    ballots, method, published = list(papers.values()), result["method"], result["options"]
    counts = {row["option"]: count(method, ballots, row["option"]) for row in published}
    found = scores(method, ballots, counts)
    wrong = [] if len(ballots) == result["voters"] else [f"voters: {result['voters']} != {len(ballots)}"]
    for row in published:
        option, places = row["option"], sorted(found.values(), reverse=True)
        first = places.index(found[option]) + 1
        again = {**counts[option], "rank": first, "rank_to": first + places.count(found[option]) - 1}
        wrong += [
            f"option {option}, {name}: {row[name]} != {value}" for name, value in again.items() if row[name] != value
        ]
        if abs(row["score"] - found[option]) > TOLERANCE:
            wrong.append(f"option {option}, score: {row['score']} != {found[option]}")
    if result.get("chosen"):
        costs = {row["option"]: row["cost"] for row in published}
        again_paid = paid_for(ballots, costs, result["total"])
        wrong += [
            f"{name}: {result['chosen'][name]} != {options}"
            for name, options in again_paid.items()
            if options != result["chosen"][name]
        ]
    return wrong


def main() -> int:
    """Say whether it agrees."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    wrong = altered(folder) + differences(folder)
    print("\n".join(wrong) or "stimmt überein / agrees")
    print("ballots.csv:", hashlib.sha256((folder / "ballots.csv").read_bytes()).hexdigest())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
