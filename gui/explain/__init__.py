"""Why a network reads what it reads: a window whose pages follow the drawing."""
