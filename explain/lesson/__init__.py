"""What is told about a drawing: pages of text, pictures with values and tables, as HTML or as pictures."""
