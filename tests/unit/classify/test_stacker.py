from __future__ import annotations

import numpy as np
import pytest

from inboxnet.classify import stacker


def _data() -> tuple[stacker.Floats, stacker.Floats]:
    grid = np.linspace(-2, 2, 40)
    features = np.stack([grid, np.cos(3 * grid), grid**2], axis=1)
    truth = ((grid + 0.5 * np.cos(7 * grid)) > 0.2).astype(float)
    return features, truth


def test_fit_is_at_the_minimum() -> None:
    features, truth = _data()
    coefficients, intercept = stacker.fit_features(features, truth, penalty=0.5)
    p = stacker.sigmoid(features @ coefficients + intercept)
    assert np.allclose(features.T @ (p - truth) + 0.5 * coefficients, 0, atol=1e-6)
    assert abs(float(np.sum(p - truth))) < 1e-4


def test_penalty_shrinks_toward_given_coefficients() -> None:
    features, truth = _data()
    toward = np.array([1.0, -2.0, 3.0])
    coefficients, _ = stacker.fit_features(features, truth, penalty=1e7, toward=toward)
    assert np.allclose(coefficients, toward, atol=1e-3)


def test_threshold_separates() -> None:
    truth = np.array([[0.0, 0.0]] * 20 + [[1.0, 0.0]] * 20)
    p = np.concatenate([np.linspace(0.05, 0.3, 20), np.linspace(0.6, 0.9, 20)])
    threshold = stacker.best_threshold(np.stack([p, p], axis=1), truth)
    assert 0.3 < threshold <= 0.6
    assert stacker.best_threshold(np.stack([p, p], axis=1), 0 * truth) == 0.5


def test_of_thresholds_as_good_the_highest_is_taken() -> None:
    truth = np.array([[0.0], [0.0], [1.0], [1.0]])
    p = np.array([[0.1], [0.1], [0.9], [0.9]])
    assert stacker.best_threshold(p, truth) > 0.7


def test_f1_and_calibration() -> None:
    assert stacker.f1(np.array([True, True, False]), np.array([1.0, 0.0, 1.0])) == 0.5
    assert stacker.f1(np.array([False]), np.array([0.0])) == 0.0
    half = np.full(4, 0.55)
    assert stacker.calibration_error(half, np.array([1.0, 0, 1, 0])) == pytest.approx(0.05)
    assert stacker.calibration_error(half, np.ones(4)) == pytest.approx(0.45)


def test_sigmoid_is_safe_for_any_magnitude() -> None:
    assert stacker.sigmoid(np.array([-1e6, 0.0, 1e6])).tolist() == [0.0, 0.5, 1.0]
