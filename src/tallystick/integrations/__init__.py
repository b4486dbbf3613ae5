"""What other tools' users bring along: found when it is used, loading nothing before."""
