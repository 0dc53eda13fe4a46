"""Kernel ridge regression, and what it would have said had it not seen some samples.

The text categorizer has more weights than there are people, so it is fitted over the samples, by
their inner products. For a linear smoother what is left out needs no second fit: with ``C`` the
inverse of the penalised products and ``a = C y``, the residuals of any set of samples under the
fit of all the others are ``C[set, set]^-1 a[set]`` (Allen 1974, PRESS, in its block form). So all
authors, and all pairs of authors, are left out at the price of one inverse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from inboxnet.classify.stacker import Floats

_INTERCEPT = 1.0


class LeaveOut:
    """A fit of all samples, and of all but some.

    Args:
        products: Inner products of all pairs of samples.
        targets: One row a sample, one column a score.
        penalty: On the squared length of the coefficients.
    """

    def __init__(self, products: Floats, targets: Floats, *, penalty: float) -> None:
        count = len(products)
        self._inverse = np.linalg.inv(products + _INTERCEPT + penalty * np.eye(count))
        self._targets = targets
        self.multipliers: Floats = self._inverse @ targets
        """The coefficients are the samples' features weighted by these."""

    @property
    def intercepts(self) -> Floats:
        """One a score: the weight of a feature that all samples have."""
        return np.asarray(self.multipliers.sum(axis=0) * _INTERCEPT)

    def left_out(self, rows: NDArray[np.intp]) -> Floats:
        """Return the scores of ``rows`` by a fit of all other samples."""
        inside = self._inverse[np.ix_(rows, rows)]
        residuals = np.linalg.solve(inside, self.multipliers[rows])
        return np.asarray(self._targets[rows] - residuals)
