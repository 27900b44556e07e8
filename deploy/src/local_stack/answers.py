"""What the services answer when they refuse."""

import json
from typing import Any


def refusal(what: str, path: str, status: int, content: bytes) -> str:
    """One line on a request that was refused, from its problem document, which repeats no personal value.

    Args:
        what: The request, in words.
        path: That was asked.
        status: 400 or above.
        content: The answer's body.
    """
    try:
        problem: dict[str, Any] = json.loads(content)
    except ValueError:
        problem = {}
    reasons = [f"{each['field']} {each['expected']}" for each in problem.get("errors", [])]
    reasons += [str(each.get("fact", each)) for each in problem.get("reasons", [])]
    detail = "; ".join(reasons) or str(problem.get("detail", ""))
    return f"{what}: {path} answered {status} {detail}".rstrip()
