"""A result as printable pages."""
