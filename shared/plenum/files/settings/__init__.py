"""What an author or a caller says beside the rooms: settings, options, other people's names of room types."""
