"""Why a network reads what it reads: arrays in, arrays out."""
