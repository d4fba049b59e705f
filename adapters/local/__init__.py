"""What needs no account and sends nothing off this machine: the extractive writer, and neural voices."""

from adapters.local.vendor import VENDOR

__all__ = ["VENDOR"]
