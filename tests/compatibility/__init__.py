"""Files as an earlier version wrote them: they are read as they were meant then, and written as they were then.

A test here that fails says that users' files are no longer understood: repair the reading, not the file. The files were
written by the program itself as it was in commit 328cad0: runs by its training process, the rest by its own functions.
"""
