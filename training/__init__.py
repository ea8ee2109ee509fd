"""How the learned light model is made: rooms, what arrays of lights do in them, the network, its record."""
