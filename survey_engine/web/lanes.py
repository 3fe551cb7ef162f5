"""Slow derivations in two lanes, one slot each in a process, so that wrong codes never block right links."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from threading import BoundedSemaphore
from typing import Final

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from survey_engine.sealing.keys import subkey

WAIT_SECONDS: Final = 10.0


class Lane(Enum):
    """The two ways to a slow derivation."""

    SIGNED = "signed"
    TYPED = "typed"


class TooBusyError(Exception):
    """No slot came free in time."""


class TooManyTriesError(Exception):
    """This code or address has tried too often in the last 15 minutes."""


_CODES: Final = RateLimitItemPerMinute(20, 15)
_RETURN_CODES: Final = RateLimitItemPerMinute(10, 15)
_WRONG: Final = RateLimitItemPerMinute(10, 15)
_LETTERS: Final = RateLimitItemPerHour(5)  # whoever tries refs learns nothing, and puts few on a list
_SECOND_STEPS: Final = RateLimitItemPerHour(
    30
)  # of one account from everywhere: who tries knows its password
_CONTACTS: Final = RateLimitItemPerHour(30)  # a waiting room may share one address


def network_of(address: str) -> str:
    """The address itself, or for IPv6 its /64, which is one household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _staff_subjects(address: str, email: str) -> tuple[str, str]:
    return f"staff|{network_of(address)}", f"staff account|{email.casefold()}|{network_of(address)}"


class Lanes:
    """Slots and limits. Limiter keys are HMACs under a daily key: no address and no code is stored."""

    def __init__(
        self,
        limiter_url: str,
        secret: bytes,
        clock: Callable[[], datetime],
        *,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        """`limiter_url` as the limits library reads it: `memory://`, `redis://...`."""
        self._limiter = MovingWindowRateLimiter(storage_from_string(limiter_url))
        self._secret = secret
        self._clock = clock
        self._wait = wait_seconds
        self._slots = {lane: BoundedSemaphore(1) for lane in Lane}

    def _key(self, subject: str) -> str:
        day = self._clock().date().isoformat()
        daily = subkey(self._secret, f"limiter|{day}")
        return hmac.new(daily, subject.encode(), hashlib.sha256).hexdigest()

    def count_code(self, code: str) -> None:
        """Count one use of a code, by its link or typed; TooManyTriesError above 20 in 15 minutes."""
        if not self._limiter.hit(_CODES, self._key(f"code|{code}")):
            raise TooManyTriesError

    def count_return_code(self, code: str) -> None:
        """Count one return code tried for a code that was checked; TooManyTriesError above 10 in 15 minutes.

        Not by address: in a waiting room, one who mistypes hers must not keep the others out, and who holds
        a code is not to try more return codes from more addresses.
        """
        if not self._limiter.hit(_RETURN_CODES, self._key(f"return code|{code}")):
            raise TooManyTriesError

    def check_typed(self, address: str) -> None:
        """TooManyTriesError where 10 wrong codes came from this network in 15 minutes."""
        if not self._limiter.test(_WRONG, self._key(f"typed|{network_of(address)}")):
            raise TooManyTriesError

    def count_wrong(self, address: str) -> None:
        """Count one wrong code of this network."""
        self._limiter.hit(_WRONG, self._key(f"typed|{network_of(address)}"))

    def count_letter(self, address: str) -> None:
        """Count one ref of a letter; TooManyTriesError above 5 in an hour from this network."""
        if not self._limiter.hit(_LETTERS, self._key(f"letter|{network_of(address)}")):
            raise TooManyTriesError

    def count_contact(self, address: str) -> None:
        """Count one focus-group slip; TooManyTriesError above 30 in an hour from this network."""
        if not self._limiter.hit(_CONTACTS, self._key(f"contact|{network_of(address)}")):
            raise TooManyTriesError

    def check_staff(self, address: str, email: str) -> None:
        """TooManyTriesError where 10 wrong tries came for this account or from this network in 15 minutes."""
        for subject in _staff_subjects(address, email):
            if not self._limiter.test(_WRONG, self._key(subject)):
                raise TooManyTriesError

    def count_staff(self, address: str, email: str) -> None:
        """Count one wrong try to sign in."""
        for subject in _staff_subjects(address, email):
            self._limiter.hit(_WRONG, self._key(subject))

    def check_second_step(self, address: str, email: str) -> None:
        """The same, and TooManyTriesError where 30 wrong second steps came for this account in an hour.

        A number of an app is one of a million: many addresses together must not get through them.
        """
        self.check_staff(address, email)
        if not self._limiter.test(_SECOND_STEPS, self._key(f"second step|{email.casefold()}")):
            raise TooManyTriesError

    def count_second_step(self, address: str, email: str) -> None:
        """Count one wrong second step."""
        self.count_staff(address, email)
        self._limiter.hit(_SECOND_STEPS, self._key(f"second step|{email.casefold()}"))

    @contextmanager
    def slot(self, lane: Lane) -> Iterator[None]:
        """Hold the lane's slot; TooBusyError where it does not come free in time."""
        if not self._slots[lane].acquire(timeout=self._wait):
            raise TooBusyError
        try:
            yield
        finally:
            self._slots[lane].release()
