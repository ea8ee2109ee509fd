"""Luminaire files: IES LM-63 and EULUMDAT.

Read here, since no kept library with a permissive licence reads both and says which line is wrong.
"""
