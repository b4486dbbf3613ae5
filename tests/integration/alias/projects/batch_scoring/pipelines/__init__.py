from .batch_scoring import batch_scoring
from .training import training
