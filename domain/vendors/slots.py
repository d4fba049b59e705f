"""How many of a vendor's slots each worker process gets, so that the fleet keeps to the vendor's total."""

from collections.abc import Mapping

from domain.value import Value


class Demand(Value):
    """What one process reported. `held`: slots that no other may use now; `wanted`: calls in flight, and waiting."""

    held: int = 0
    wanted: int = 0


def fair_shares(total: int, wanted: Mapping[str, int], *, turn: int = 0) -> dict[str, int]:
    """Max-min fair: no process gets more than it wants, nor less than another that could give one away.

    The remainder goes round: `turn` says which process is first, so that with more processes than slots each has its
    time.
    """
    shares = dict.fromkeys(wanted, 0)
    left = total
    names = sorted(name for name in wanted if wanted[name] > 0)
    if names:
        start = turn % len(names)
        names = names[start:] + names[:start]
    while left and names:
        each = max(1, left // len(names))
        for name in names:
            given = min(each, wanted[name] - shares[name], left)
            shares[name] += given
            left -= given
        names = [name for name in names if shares[name] < wanted[name]]
    return shares


def allowed(total: int, wanted: int, others: Mapping[str, Demand], *, me: str, turn: int) -> int:
    """Slots that `me` may use: its share, as far as others have left it."""
    share = fair_shares(total, {me: wanted, **{name: one.wanted for name, one in others.items()}}, turn=turn)[me]
    return max(0, min(share, total - sum(one.held for one in others.values())))
