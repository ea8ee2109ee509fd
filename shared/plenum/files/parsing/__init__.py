"""What every reader begins with: text, JSON and XML read strictly, and fields checked with their places."""
