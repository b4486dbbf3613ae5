"""How things look: one line and cards as text, cards as HTML."""
