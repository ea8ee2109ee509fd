"""What names of rooms mean, in the words of several languages and of several lists of programs."""
