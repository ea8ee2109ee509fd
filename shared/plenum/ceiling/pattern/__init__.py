"""One pattern for four kinds: supplies, returns and detectors on the lights' lines or midway between them."""
