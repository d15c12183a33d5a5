"""The tests. Numpy's threads are kept to one, before it is imported: on a busy machine they wait for each other."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
