from .data import load_data, prepare_data, split_data
from .model import evaluate, promote, train
from .scoring import predict, transform
