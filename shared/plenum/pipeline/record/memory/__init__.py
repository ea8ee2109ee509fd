"""The record in this process' memory."""
