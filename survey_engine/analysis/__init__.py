"""What the answers say, and what of it may be shown. Pure: no Flask, no SQL, no clock."""
