"""Regularised logistic regressions, fitted by Newton's method in numpy: convex, so reproducible.

``min sum_i log(1 + exp(-y_i f_i)) + penalty/2 |w - toward|^2``. The intercept is not penalised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MAX_STEPS = 50
_TOLERANCE = 1e-9
_FLAT = 1e-6


def sigmoid(log_odds: Floats) -> Floats:
    """Return probabilities; safe for any magnitude."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * log_odds)), dtype=np.float64)


def fit_features(
    features: Floats, truth: Floats, *, penalty: float, toward: Floats | None = None
) -> tuple[Floats, float]:
    """Fit over the features.

    Args:
        features: One row a sample.
        truth: 1 or 0 a sample.
        penalty: On the squared distance of the coefficients from ``toward``.
        toward: Where coefficients shrink to; 0 by default.

    Returns:
        The coefficients and the intercept.
    """
    count, width = features.shape
    center = np.zeros(width) if toward is None else toward
    design = np.hstack([features, np.ones((count, 1))])
    ridge = np.full(width + 1, penalty)
    ridge[-1] = _FLAT
    origin = np.append(center, 0.0)
    solution = origin.copy()
    loss = _loss(design @ solution, truth)
    for _ in range(_MAX_STEPS):
        p = sigmoid(design @ solution)
        gradient = design.T @ (p - truth) + ridge * (solution - origin)
        curvature = (design.T * np.maximum(p * (1 - p), _FLAT)) @ design + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        scale = 1.0
        before = loss + 0.5 * float(ridge @ (solution - origin) ** 2)
        while scale > _FLAT:
            trial = solution - scale * step
            loss = _loss(design @ trial, truth)
            if loss + 0.5 * float(ridge @ (trial - origin) ** 2) <= before:
                break
            scale /= 2
        solution = solution - scale * step
        if float(np.abs(scale * step).max()) < _TOLERANCE:
            break
    return solution[:-1], float(solution[-1])


def _loss(log_odds: Floats, truth: Floats) -> float:
    return float(np.sum(np.logaddexp(0.0, log_odds) - truth * log_odds))


@dataclass(frozen=True, slots=True)
class Linear:
    """One linear function a label: ``coefficients @ features + intercepts``."""

    coefficients: Floats
    intercepts: Floats

    def __call__(self, features: Floats) -> Floats:
        """Return log-odds, one row a sample, one column a label."""
        return np.asarray(features @ self.coefficients.T + self.intercepts, dtype=np.float64)

    def rounded(self, digits: int) -> Linear:
        """Return itself with coefficients that print short."""
        return Linear(np.round(self.coefficients, digits), np.round(self.intercepts, digits))

    def plain(self) -> Mapping[str, list[list[float]] | list[float]]:
        """Return itself as values for JSON."""
        return {
            "coefficients": self.coefficients.tolist(),
            "intercepts": self.intercepts.tolist(),
        }


def fit_linear(features: Floats, truth: Floats, *, penalty: float) -> Linear:
    """Fit one regression for each column of ``truth``."""
    fits = [fit_features(features, column, penalty=penalty) for column in truth.T]
    return Linear(np.array([f[0] for f in fits]), np.array([f[1] for f in fits]))


@dataclass(frozen=True, slots=True)
class Stages:
    """What follows the text categorizer.

    Attributes:
        stacker: From a person's row to log-odds.
        final: From those log-odds and the mean ones of the person's organisation to calibrated
            log-odds.
    """

    stacker: Linear
    final: Linear


_WINDOW = 11
_AS_GOOD = 0.003


def best_threshold(probabilities: Floats, truth: Floats) -> float:
    """Return the one threshold for all labels: the highest that is as good as the best.

    Good is the mean F1 over the labels (columns) that occur. One threshold for all beat one for
    each on authors left out: probabilities are calibrated, and the best of a single label is
    mostly luck. F1 against the threshold is a saw; the mean over a window of neighbours keeps one
    lucky tooth from deciding. Of thresholds as good, the highest accuses least.
    """
    grid = np.linspace(0.1, 0.8, 71)
    columns = np.flatnonzero(truth.any(axis=0)).tolist()
    if not columns:
        return 0.5
    scores = np.array(
        [[f1(probabilities[:, k] >= t, truth[:, k]) for t in grid] for k in columns]
    ).mean(axis=0)
    padded = np.pad(scores, _WINDOW // 2, mode="edge")
    smooth = np.convolve(padded, np.full(_WINDOW, 1 / _WINDOW), "valid")
    return float(grid[int(np.flatnonzero(smooth >= smooth.max() - _AS_GOOD)[-1])])


def f1(assigned: NDArray[np.bool_], truth: Floats) -> float:
    """Return the F1 of one label."""
    hits = float(np.sum(assigned & (truth > 0)))
    total = float(np.sum(assigned) + np.sum(truth > 0))
    return 2 * hits / total if total else 0.0


def calibration_error(probabilities: Floats, truth: Floats) -> float:
    """Return the expected calibration error over ten equal bins, all labels pooled."""
    flat, outcome = probabilities.ravel(), truth.ravel()
    bins = np.minimum((flat * 10).astype(int), 9)
    error = 0.0
    for k in range(10):
        inside = bins == k
        if inside.any():
            error += float(inside.mean()) * abs(float(flat[inside].mean() - outcome[inside].mean()))
    return error
