"""All sessions: found again by their secret names, bounded in number."""

from __future__ import annotations

import pytest

from ravine.session import memory
from ravine.session.scheduler import Scheduler
from ravine.session.sessions import GUESTS, Full, Sessions
from ravine.spec.commands import AddLane, Cursor
from session.specs import small
from session.test_host import Guest, open_all


@pytest.fixture
def sessions() -> Sessions:
    return Sessions(Scheduler(2), most=3)  # never started: the turns are given by hand


def test_the_name_of_a_session_cannot_be_guessed(sessions: Sessions) -> None:
    names = {sessions.join(Guest(), None, small(), {}).identifier for _ in range(3)}
    assert len(names) == 3
    assert min(map(len, names)) >= 32


def test_who_knows_the_name_comes_back_to_the_same_session(sessions: Sessions) -> None:
    first = sessions.join(Guest(), None, small(), {})
    assert sessions.join(Guest(), first.identifier, small(1), {}) is first
    assert len(sessions) == 1


def test_a_name_that_is_forgotten_gets_a_new_session(sessions: Sessions) -> None:
    host = sessions.join(Guest(), "long-gone", small(), {1: Cursor(0, 500)})
    assert host.identifier != "long-gone"


def test_a_full_server_says_so(sessions: Sessions) -> None:
    for _ in range(3):
        sessions.join(Guest(), None, small(), {})
    with pytest.raises(Full):
        sessions.join(Guest(), None, small(), {})


def test_one_session_has_room_for_a_bounded_number_of_pages(sessions: Sessions) -> None:
    host = sessions.join(Guest(), None, small(), {})
    for _ in range(GUESTS - 1):
        sessions.join(Guest(), host.identifier, small(), {})
    with pytest.raises(Full):
        sessions.join(Guest(), host.identifier, small(), {})


def test_where_it_is_full_the_session_that_was_left_first_makes_room(sessions: Sessions) -> None:
    guests = [Guest() for _ in range(3)]
    hosts = [sessions.join(guest, None, small(), {}) for guest in guests]
    for now, place in enumerate((1, 0)):
        hosts[place].leave(guests[place])
        open_all(hosts[place], float(now))
    sessions.join(Guest(), None, small(), {})
    assert len(sessions) == 3
    assert sessions.join(Guest(), hosts[0].identifier, small(), {}) is hosts[0]
    assert sessions.join(Guest(), hosts[2].identifier, small(), {}) is hosts[2]


def test_a_session_that_somebody_has_just_come_back_to_is_not_given_up(sessions: Sessions) -> None:
    guest = Guest()
    host = sessions.join(guest, None, small(), {})
    host.leave(guest)
    sessions.join(Guest(), host.identifier, small(), {})
    sessions.free(host)
    assert len(sessions) == 1


def test_a_session_that_is_given_up_is_forgotten(sessions: Sessions) -> None:
    guest = Guest()
    host = sessions.join(guest, None, small(), {})
    host.leave(guest)
    sessions.free(host)
    assert len(sessions) == 0


def test_a_session_may_grow_as_long_as_one_that_was_left_can_make_room(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, left = Guest(), Guest()
    host, other = sessions.join(here, None, small(), {}), sessions.join(left, None, small(), {})
    open_all(host, 0.0)
    other.leave(left)
    open_all(other, 0.0)
    monkeypatch.setattr(memory, "full", lambda: len(sessions) > 1)
    host.say(here, AddLane())
    open_all(host, 0.0)
    assert here.last("spec").spec.lanes[2:]
    assert len(sessions) == 1
    monkeypatch.setattr(memory, "full", lambda: True)
    host.say(here, AddLane())
    open_all(host, 0.0)
    assert here.last("error").message == "this server's memory is full; nothing was changed"
    assert len(sessions) == 1
