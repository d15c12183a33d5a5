"""Pictures to measure with, made as people take them; nothing here knows how a picture is read."""
