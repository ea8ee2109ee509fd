"""The deployables: one folder a service, one service a stage."""
