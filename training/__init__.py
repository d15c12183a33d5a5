"""What changes models: data, optimizers, the loop, and ``python -m training``. Nothing here knows Tk."""

from __future__ import annotations

import os

os.environ["MPLBACKEND"] = "agg"  # Jupyter sets one that matplotlib knows in notebooks only
