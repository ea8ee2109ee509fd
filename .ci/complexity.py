"""Whether every function is small enough to be seen whole.

    python .ci/complexity.py [FOLDER or FILE ...]      1 and a line for each function that is not

At most 50 lines, a cyclomatic complexity of at most 12 as radon counts it (ruff's C901 sees neither `and` nor
comprehensions), and at most 6 parameters, `self` and `cls` not counted. More parameters may be right: then a
line of the signature ends by `# parameters: why`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from radon.complexity import cc_visit_ast

ROOT: Final = Path(__file__).resolve().parents[1]
PLACES: Final = ("shared/plenum", "services", "benchmarks", "docs", ".ci")
LINES: Final = 50
COMPLEXITY: Final = 12
PARAMETERS: Final = 6
_REASON: Final = re.compile(r"# parameters: \S+")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def complaints(source: str) -> Iterator[tuple[int, str]]:
    """Line and words for each function of a source that is too large, and for each reason that none needs."""
    lines = source.splitlines()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, Function):
            continue
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LINES:
            yield function.lineno, f"{function.name} has {length} lines, over {LINES}"
        complexity = complexity_of(function)
        if complexity > COMPLEXITY:
            yield function.lineno, f"{function.name} has complexity {complexity}, over {COMPLEXITY}"
        signature = lines[function.lineno - 1 : function.body[0].lineno - 1]
        reason = any(_REASON.search(line) for line in signature)
        parameters = len(parameters_of(function))
        if parameters > PARAMETERS and not reason:
            yield (
                function.lineno,
                f"{function.name} has {parameters} parameters, over {PARAMETERS}, and no reason",
            )
        if parameters <= PARAMETERS and reason:
            yield function.lineno, f"{function.name} has a reason for {parameters} parameters, and needs none"


def complexity_of(function: Function) -> int:
    """As radon counts: what a function inside holds is that function's own."""
    return int(cc_visit_ast(ast.Module([function], []))[0].complexity)


def parameters_of(function: Function) -> list[str]:
    """All that a caller can give; what a method is called on is not given."""
    given = function.args
    named = [each.arg for each in (*given.posonlyargs, *given.args)]
    if named[:1] in (["self"], ["cls"]):
        del named[0]
    named += [each.arg for each in given.kwonlyargs]
    return named + [each.arg for each in (given.vararg, given.kwarg) if each is not None]


def sources(places: Iterable[str]) -> list[Path]:
    """Every Python file of these folders and files."""
    found = [ROOT / place for place in places]
    return sorted(file for place in found for file in ([place] if place.is_file() else place.rglob("*.py")))


def main(places: Iterable[str]) -> int:
    """The exit code."""
    files = sources(places)
    count = 0
    for file in files:
        for line, words in complaints(file.read_text(encoding="utf-8")):
            sys.stderr.write(f"{file.relative_to(ROOT)}:{line}: {words}\n")
            count += 1
    sys.stdout.write(f"{len(files)} files, {count} functions too large\n")
    return int(bool(count))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or PLACES))
