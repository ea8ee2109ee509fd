"""Air: how much a room needs, through how many terminals, and how far apart they stand."""
