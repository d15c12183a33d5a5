"""The document's chapters: tables, figures, and sentences that are chosen by the numbers."""
