"""Takes jobs in, fans them out, watches deadlines and owners, assembles the results."""
