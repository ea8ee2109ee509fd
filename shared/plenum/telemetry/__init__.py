"""One set-up for all processes: traces, metrics, logs; and the names of everything that is emitted."""
