"""The release ledger: what each wave was released as. One release a wave, frozen, and kept after a purge.

Source: rules 2 and 4 of disclosure control. Rows in two shapes can be joined on the answers, and two sets of
figures can be subtracted; so whatever differs from the first release is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_engine.records.database import lock_until_commit
from survey_engine.records.tables import ReleaseRecord


class ReleaseRefusedError(Exception):
    """The wave was released already, and not like this. The text says what differs."""


@dataclass(frozen=True, slots=True)
class Released:
    """A wave's one release.

    shape: of its rows ("by-hospital", "pooled"); policy: the version of the rules; fingerprint: the digest of
    the envelopes at close; manifest, findings, findings_public: the texts of these files, empty where the
    release has none.
    """

    wave: str
    shape: str
    policy: str
    fingerprint: str
    released_on: date
    manifest: str = ""
    findings: str = ""
    findings_public: str = ""


def demand_allowed(
    session: Session, wave: str, shape: str, *, policy: str | None = None, fingerprint: str | None = None
) -> None:
    """Ask before anything of a release is written. Raises ReleaseRefusedError.

    A wave without a release may be released in any shape, one with a release only as it was: in the same
    shape, and by the same rules and of the same answers where these are given.
    """
    before = released(session, wave)
    if before is not None:
        _demand_same(before, shape=shape, policy=policy, fingerprint=fingerprint)


def record_release(session: Session, release: Released) -> Released:
    """Keep a wave's release; give back what stands in the ledger. Raises ReleaseRefusedError.

    Again with the same content it changes nothing: the first day and manifest stay. (Rows come in a new
    random order each time, so a manifest made again names other hashes.) Texts that the first had not are
    filled in.
    """
    lock_until_commit(session, f"release {release.wave}")
    record = session.get(ReleaseRecord, release.wave)
    if record is None:
        record = ReleaseRecord(wave=release.wave, shape=release.shape, policy=release.policy,
                               fingerprint=release.fingerprint, released_on=release.released_on,
                               manifest="", findings="", findings_public="")  # fmt: skip
        session.add(record)
    _demand_same(
        _read(record),
        shape=release.shape,
        policy=release.policy,
        fingerprint=release.fingerprint,
        findings=release.findings,
        findings_public=release.findings_public,
    )
    record.manifest = record.manifest or release.manifest
    record.findings = record.findings or release.findings
    record.findings_public = record.findings_public or release.findings_public
    session.flush()
    return _read(record)


def released(session: Session, wave: str) -> Released | None:
    """Return a wave's release; None where it has none yet."""
    record = session.get(ReleaseRecord, wave)
    return None if record is None else _read(record)


def all_released(session: Session) -> list[Released]:
    """Return every release, the oldest first."""
    ordered = select(ReleaseRecord).order_by(ReleaseRecord.released_on, ReleaseRecord.wave)
    return [_read(record) for record in session.scalars(ordered)]


def _demand_same(
    before: Released,
    *,
    shape: str,
    policy: str | None,
    fingerprint: str | None,
    findings: str = "",
    findings_public: str = "",
) -> None:
    wave = before.wave
    if shape != before.shape:
        raise ReleaseRefusedError(
            f'The rows of wave {wave} were released in the shape "{before.shape}" on {before.released_on}. A '
            f'second file in the shape "{shape}" could be joined to it answer by answer, and would show who '
            f"said what. Ask for {before.shape} again, or use the bundle there is."
        )
    if policy is not None and policy != before.policy:
        raise ReleaseRefusedError(
            f"Wave {wave} was released by the rules {before.policy}. A second release by the rules {policy} "
            "could be compared with it, number by number. A release stays as it was."
        )
    if fingerprint is not None and fingerprint != before.fingerprint:
        raise ReleaseRefusedError(
            f"Wave {wave} was released of other sealed answers: their fingerprint began with "
            f"{before.fingerprint[:8]}, and that of these with {fingerprint[:8]}. Find out who changed them."
        )
    for given, kept in ((findings, before.findings), (findings_public, before.findings_public)):
        if given and kept and given != kept:
            raise ReleaseRefusedError(
                f"The results of wave {wave} were released already, and these are other ones. What differs "
                "could show one person's answer. A release stays as it was."
            )


def _read(record: ReleaseRecord) -> Released:
    return Released(
        wave=record.wave,
        shape=record.shape,
        policy=record.policy,
        fingerprint=record.fingerprint,
        released_on=record.released_on,
        manifest=record.manifest,
        findings=record.findings,
        findings_public=record.findings_public,
    )
