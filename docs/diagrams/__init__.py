"""The architecture page's pictures, drawn from the code: who works after whom, and who may import whom."""
