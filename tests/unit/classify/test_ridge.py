from __future__ import annotations

import numpy as np
import pytest

from inboxnet.classify.ridge import LeaveOut

PENALTY = 0.7


def _samples(count: int) -> tuple[np.ndarray, np.ndarray]:
    grid = np.arange(count * 9, dtype=np.float64).reshape(count, 9)
    features = np.sin(grid * 1.7) + np.cos(grid**2 * 0.3)
    targets = np.sign(features[:, :2] + 0.4 * np.sin(grid[:, :2]))
    return features, targets


def _direct(features: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Fit by the normal equations; the intercept is a feature that all samples have."""
    design = np.hstack([features, np.ones((len(features), 1))])
    return np.linalg.solve(
        design.T @ design + PENALTY * np.eye(design.shape[1]), design.T @ targets
    )


def test_it_is_the_ridge_regression_of_the_features() -> None:
    features, targets = _samples(30)
    fit = LeaveOut(features @ features.T, targets, penalty=PENALTY)
    direct = _direct(features, targets)
    assert np.allclose(features.T @ fit.multipliers, direct[:-1])
    assert np.allclose(fit.intercepts, direct[-1])


@pytest.mark.parametrize("left_out", [[0], [3, 4, 5, 11], list(range(20))])
def test_left_out_is_as_if_never_seen(left_out: list[int]) -> None:
    features, targets = _samples(30)
    fit = LeaveOut(features @ features.T, targets, penalty=PENALTY)
    rows = np.array(left_out)
    rest = np.setdiff1d(np.arange(30), rows)
    direct = _direct(features[rest], targets[rest])
    assert np.allclose(fit.left_out(rows), features[rows] @ direct[:-1] + direct[-1])
