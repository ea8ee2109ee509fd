"""Light: luminaires, illuminance point by point, its rules, and what the three models share."""
