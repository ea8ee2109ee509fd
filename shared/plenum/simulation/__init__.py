"""A stream of realistic jobs with what people make of them: load, feedback and drift to look at."""
