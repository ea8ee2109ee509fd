"""What floor, walls and ceiling send back of the luminaires' light, by radiosity of a room's patches."""
