"""What is secret. Pure: bytes in, bytes out; randomness is an argument."""
