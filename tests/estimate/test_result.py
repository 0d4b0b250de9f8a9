"""An estimate as ArviZ InferenceData."""

import warnings

import pytest

from dadkhah.estimate import DGA, Chao
from dadkhah.estimate.designs import made


def test_draws_go_to_arviz_with_what_made_them():
    table = made("independent", 1, lists=3, people=400).table
    found = DGA().fit(table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = found.to_inference_data()
    assert data.posterior["N"].shape == found.draws.shape
    assert data.posterior.attrs["table_sha256"] == table.digest
    assert "'delta': None" in data.posterior.attrs["settings"]
    with pytest.raises(ValueError, match="Chao has no draws"):
        Chao().fit(table).to_inference_data()
