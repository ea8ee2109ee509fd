"""Luminaire files: IES LM-63 and EULUMDAT. eulumdat is the extra `photometry`."""
