"""What every table shares: the metadata, and the columns that name a wave, a hospital or a random key."""

from __future__ import annotations

from sqlalchemy import LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase

NO_ROWID = {"sqlite_with_rowid": False}

WaveCode = String(16)
HospitalCode = String(16)
Key = LargeBinary(16)


class Base(DeclarativeBase):
    """The metadata that the migrations must add up to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
