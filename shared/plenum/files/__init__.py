"""What comes in and goes out: one folder a format, every mistake with its place and its cure."""
