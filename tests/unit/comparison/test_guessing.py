"""Names tell which way is better, and unknown ones tell nothing."""

from __future__ import annotations

import pytest

from tallystick.comparison.directions import Better
from tallystick.comparison.guessing import guess


@pytest.mark.parametrize(
    "path",
    [
        "loss",
        "val_loss",
        "valLoss",
        "train/loss",
        "losses.train",
        "metrics.test.error",
        "evaluation.word_error_rate",
        "eval.perplexity",
        "latency_ms",
        "latency_p95",
        "rmse_mean",
        "mean_absolute_error",
        "neg_accuracy",
        "negative_log_likelihood",
        "false_positive_rate",
        "mistakes.missed",
        'scores."val loss"',
        "training_time",
        "brier_score",
    ],
)
def test_less_is_better(path):
    assert guess(path) is Better.LOWER


@pytest.mark.parametrize(
    "path",
    [
        "accuracy",
        "evaluation_metrics.accuracy",
        "top5_accuracy",
        "accuracy_top5",
        "f1",
        "f1_macro",
        "F1-score",
        "roc_auc",
        "recall@10",
        '"recall@10"',
        "mAP",
        "mAP50",
        "metrics.r2",
        "neg_mean_squared_error",
        "log_likelihood",
        "true_negative_rate",
        "precision.train",
        "explainedVariance",
    ],
)
def test_more_is_better(path):
    assert guess(path) is Better.HIGHER


@pytest.mark.parametrize(
    "path",
    [
        "learning_rate",
        "depth",
        "best_epoch",
        "accuracy_threshold",
        "loss_function",
        "error_tolerance",
        "evaluation_metrics",
        "start_time",
        'importance."radius error"',
        "accurracy",
        "lossless",
        "mean",
        '""',
        '"…"',
        "5",
    ],
)
def test_unknown_names_tell_nothing(path):
    assert guess(path) is None
