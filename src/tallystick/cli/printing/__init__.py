"""How answers look: tables and cards for people, JSON for programs."""
