"""What is asked of a room: settings, room types, and the limits that follow for light, air and smoke."""
