"""Files in and out, one format a file. Pure but for the stream or folder it is given."""
