"""Choosing ports."""

from __future__ import annotations

import socket

from plenum.stack import ports


def test_a_wished_port_is_taken_when_it_is_free() -> None:
    """A stack that comes up again keeps its addresses."""
    with socket.socket() as mine:
        # Bound so that nobody else gets it meanwhile; free, since nobody listens there.
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        mine.bind(("127.0.0.1", 0))
        wished = mine.getsockname()[1]
        assert ports.choose(("redis",), {"redis": wished}) == {"redis": wished}


def test_a_port_somebody_listens_on_is_passed_over() -> None:
    """Two stacks on one machine never share a port."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert not ports.is_free(taken)
        assert ports.choose(("redis",), {"redis": taken})["redis"] != taken


def test_a_port_of_a_stack_that_is_up_is_passed_over_though_nobody_listens() -> None:
    """Its server may be on its way back."""
    wished = ports.choose(("redis",), {})["redis"]
    assert ports.choose(("redis",), {"redis": wished}, {wished})["redis"] != wished


def test_all_ports_of_a_stack_differ() -> None:
    """Also when the wishes collide."""
    chosen = ports.choose(tuple(ports.CUSTOMARY), dict.fromkeys(ports.CUSTOMARY, 16_999))
    assert set(chosen) == set(ports.CUSTOMARY)
    assert len(set(chosen.values())) == len(chosen)
