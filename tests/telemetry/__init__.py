"""Traces, metrics and logs, asserted through the query APIs of the real back ends."""
