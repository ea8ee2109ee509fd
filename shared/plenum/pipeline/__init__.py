"""A job's way: taken in, cut into batches, sent from stage to stage, assembled; and its record."""
