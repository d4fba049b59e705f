"""Doubles in process, for tests: a vendor of both roles, and the ports around it."""

from adapters.fake.vendor import VENDOR

__all__ = ["VENDOR"]
