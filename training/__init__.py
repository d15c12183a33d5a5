"""What changes models: data, optimizers, the loop, and ``python -m training``. Nothing here knows Tk."""
