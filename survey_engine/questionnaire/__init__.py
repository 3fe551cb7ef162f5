"""What is asked. Pure: no Flask, no SQL, no clock."""
