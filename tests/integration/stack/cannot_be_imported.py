"""A model whose library is missing, in the words of the test that imports it."""

raise ImportError("its library is not there")
