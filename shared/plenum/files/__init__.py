"""What comes in and goes out: one module a format, every mistake told with its place and its cure."""
