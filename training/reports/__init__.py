"""Tables and figures about whole networks."""
