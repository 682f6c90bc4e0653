"""The scripts of a page share one space of names: two of the same name in two files stop the second file."""

import re
from collections import defaultdict
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
NAME = re.compile(r"^(?:const|let|class|(?:async )?function)\s+(\w+)", re.M)


def test_no_two_scripts_use_the_same_name_outside_of_blocks() -> None:
    used = defaultdict(list)
    for script in sorted(SCRIPTS.glob("*.js")):
        for name in set(NAME.findall(script.read_text())):
            used[name].append(script.name)
    assert {name: files for name, files in used.items() if len(files) > 1} == {}
