"""Queries and ids: what a route does not take is refused, and so is what no name or id holds."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.routing import compile_path

from api.http.links import PREFIX
from api.http.problems import FieldProblem, fields
from domain.visible_text import hidden_in

OF_SIGNATURES = frozenset({"key", "expires", "signature"})
"""What a signed address carries, whatever route it is of."""


class KnownQueries:
    """A dependency of all routes: the application's own document says which queries each of them takes."""

    def __init__(self) -> None:
        self._routes: list[tuple[re.Pattern[str], dict[str, frozenset[str]]]] = []

    async def __call__(self, request: Request) -> None:
        taken = self._taken(request)
        problems = []
        for name, value in request.query_params.multi_items():
            if taken is not None and name not in taken | OF_SIGNATURES:
                message = f"{name!r} is not a query of this address" + (f"; it takes {_listed(taken)}" if taken else "")
                problems.append(FieldProblem(loc=["query", name], msg=message, code="unknown_field"))
            elif problem := hidden_problem(("query", name), value):
                problems.append(problem)
        for name, given in request.path_params.items():
            if problem := hidden_problem(("path", name), str(given)):
                problems.append(problem)
        if problems:
            raise fields(problems)

    def _taken(self, request: Request) -> frozenset[str] | None:
        """None for a route that the document does not show."""
        if not self._routes:
            self._routes = [
                (compile_path(path)[0], {method.upper(): _queries(each) for method, each in operations.items()})
                for path, operations in sorted(request.app.openapi()["paths"].items(), key=lambda item: "{" in item[0])
            ]
        path = request.url.path if request.url.path.startswith(PREFIX) else PREFIX + request.url.path
        for pattern, methods in self._routes:
            if pattern.match(path) and request.method in methods:
                return methods[request.method]
        return None


def hidden_problem(loc: tuple[str | int, ...], text: str) -> FieldProblem | None:
    """A problem for control characters and those that reorder text, which no name, id or sentence holds."""
    hidden = hidden_in(text)
    if not hidden:
        return None
    return FieldProblem(loc=list(loc), msg=f"holds the control character U+{ord(hidden):04X}; leave it out")


def _queries(operation: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(each["name"] for each in operation.get("parameters", ()) if each["in"] == "query")


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
