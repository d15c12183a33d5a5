"""Attacks on the promises that DigitPad makes: ``make attack``; short ones are tests too."""
