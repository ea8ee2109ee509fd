"""gbXML."""
