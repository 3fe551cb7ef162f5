"""Links that invite staff: signed, timed, and bound to the account as it was, so that each works once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadData, URLSafeTimedSerializer

_SALT: Final = "staff-invitation"
VALID_SECONDS: Final = 7 * 24 * 60 * 60
_LINK_SALT: Final = "representative-sign-in"
LINK_SECONDS: Final = 30 * 60


@dataclass(frozen=True, slots=True)
class StaffInvitation:
    """Whose account it is, and the epoch it had when the link was made."""

    staff: bytes
    epoch: int


def make_invitation(staff: bytes, epoch: int, secret: bytes) -> str:
    """Return the token of a link. Whatever changes the account raises its epoch, and the link is dead."""
    return URLSafeTimedSerializer(secret, salt=_SALT).dumps([staff.hex(), epoch])


def read_invitation(token: str, secrets: Sequence[bytes]) -> StaffInvitation | None:
    """Return what a link says, where one of our secrets signed it in the last seven days."""
    try:
        # itsdangerous takes the newest key last.
        serializer = URLSafeTimedSerializer(list(reversed(secrets)), salt=_SALT)
        staff, epoch = serializer.loads(token, max_age=VALID_SECONDS)
        return StaffInvitation(bytes.fromhex(staff), int(epoch))
    except (BadData, ValueError, TypeError):
        return None


def make_sign_in_link(staff: bytes, epoch: int, secret: bytes) -> str:
    """Return the token of a link that signs a patient representative in, once and within half an hour."""
    return URLSafeTimedSerializer(secret, salt=_LINK_SALT).dumps([staff.hex(), epoch])


def read_sign_in_link(token: str, secrets: Sequence[bytes]) -> StaffInvitation | None:
    """Return what such a link says, where one of our secrets signed it in the last half hour."""
    try:
        serializer = URLSafeTimedSerializer(list(reversed(secrets)), salt=_LINK_SALT)
        staff, epoch = serializer.loads(token, max_age=LINK_SECONDS)
        return StaffInvitation(bytes.fromhex(staff), int(epoch))
    except (BadData, ValueError, TypeError):
        return None
