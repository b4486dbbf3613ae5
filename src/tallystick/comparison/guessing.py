"""Guessing from a metric's name whether more or less of it is better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tallystick.comparison.directions import Better
from tallystick.values import parse_path

_LOWER = """
    loss, losses, error, errors, err, error rate, latency, latencies, duration, elapsed, runtime,
    fit time, train time, training time, inference time, prediction time, response time, wall time,
    run time, execution time, mse, rmse, rmsle, msle, mae, mape, smape, rse, perplexity, ppl, nll,
    negative log likelihood, cost, costs, regret, brier, brier score, wer, cer, eer, ter, fid,
    divergence, ece, false positives, false negatives, false alarms, false positive rate,
    false negative rate, fpr, fnr, misses, missed, mistakes, misclassified, bpb, cross entropy,
    deviance, aic, bic, violations
"""
_HIGHER = """
    accuracy, acc, precision, recall, f1, f2, fbeta, f beta, auc, auroc, auprc, aupr, map, ndcg,
    dcg, mrr, bleu, rouge, meteor, chrf, r2, score, scores, specificity, sensitivity, iou, miou,
    dice, jaccard, throughput, psnr, ssim, kappa, mcc, gini, reward, rewards, log likelihood,
    likelihood, elbo, silhouette, true positives, true negatives, true positive rate,
    true negative rate, tpr, tnr, tokens per second, samples per second, rows per second, hit rate,
    win rate, pass rate, success rate, exact match, explained variance, purity, speedup
"""


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [tuple(phrase.split()) for phrase in text.split(",")]


_KNOWN: dict[tuple[str, ...], Better] = {
    **dict.fromkeys(_phrases(_LOWER), Better.LOWER),
    **dict.fromkeys(_phrases(_HIGHER), Better.HIGHER),
}
_LONGEST = max(map(len, _KNOWN))

# Which data, which sort of mean or which unit; not what is measured.
_QUALIFIERS = frozenset(
    word
    for (word,) in _phrases(
        """
        train, training, val, valid, validation, test, testing, eval, evaluation, dev, holdout, oob,
        cv, in, out, of, bag, mean, avg, average, median, total, overall, final, best, last, max,
        min, macro, micro, weighted, binary, top, at, k, p, s, ms, us, ns, sec, secs, seconds,
        minutes, hours, percent, pct
        """
    )
)
_WORD = re.compile(r"[A-Za-z]+[0-9]*|[0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def guess(path: str) -> Better | None:
    """Which values are better, judging by the last words of a path; None for unknown ones.

    Words that say on which data, as which mean or in which unit are passed over; where a segment
    has no others, the one before it counts. `neg_` before a name turns it round, as scorers of
    scikit-learn mean it.

    >>> guess("evaluation_metrics.val_loss"), guess("losses.train"), guess("learning_rate")
    (<Better.LOWER: 'lower'>, <Better.LOWER: 'lower'>, None)
    """
    for segment in reversed(_segments(path)):
        is_said = False
        for words in _readings(segment):
            if left := _unqualified(words):
                is_said = True
                # Names with blanks are often those of columns, "radius error" say.
                if better := _known(left, whole=" " in segment):
                    return _turned(better) if words[0] == "neg" else better
        if is_said:
            return None
    return None


def _segments(path: str) -> Sequence[str]:
    return parse_path(path) if '"' in path else path.split(".")


def _readings(segment: str) -> Iterator[list[str]]:
    """The words of a segment: `mAP` is one word, `valLoss` two."""
    for text in dict.fromkeys((segment, _HUMP.sub(" ", segment))):
        yield [word.lower() for word in _WORD.findall(text)]


def _unqualified(words: list[str]) -> list[str]:
    left = list(words)
    while left and (left[-1].rstrip("0123456789") in ("", *_QUALIFIERS)):
        left.pop()
    return left


def _known(words: list[str], *, whole: bool) -> Better | None:
    """What the longest known phrase at the end says; with `whole`, if nothing else is said."""
    for last in (words[-1], words[-1].rstrip("0123456789")):
        for count in range(min(_LONGEST, len(words)), 0, -1):
            better = _KNOWN.get((*words[-count:-1], last))
            if better and not (whole and set(words[:-count]) - _QUALIFIERS):
                return better
    return None


def _turned(better: Better) -> Better:
    return Better.LOWER if better is Better.HIGHER else Better.HIGHER
