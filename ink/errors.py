"""The errors that a user may read: their text is one plain sentence."""


class InkError(ValueError):
    """A drawing or a picture that cannot be read; the message is fit for a user."""
