"""Claims, figures and data by name."""

from __future__ import annotations

import json
import pickle

import catapult
import numpy as np
import pytest


def test_claims():
    found = catapult.verify("theorem-1.2-monotonicity", "overshoot")
    assert found["theorem-1.2-monotonicity"].verdict == "refuted" and found.as_recorded
    assert found[1].evidence and found[0].corrected
    assert pickle.loads(pickle.dumps(found[0])) == found[0]
    assert "refuted" in found._repr_html_()
    with pytest.raises(catapult.InputError, match="did you mean `overshoot`"):
        catapult.verify("overshot")


def test_figures(tmp_path):
    drawn = catapult.figure("two-layer-phases", quick=True, width=30, lambda_=1, output="1/4")
    assert drawn.svg.startswith("<svg") and drawn._repr_svg_() == drawn.svg
    assert drawn.png(50).startswith(b"\x89PNG") and drawn.pdf().startswith(b"%PDF")
    assert all(isinstance(column, np.ndarray) for table in drawn.tables.values() for column in table.values())
    assert pickle.loads(pickle.dumps(drawn)).svg == drawn.svg
    paths = drawn.save(tmp_path / "out")
    metadata = next(path for path in paths if path.suffix == ".json")
    assert "--width=30" in json.dumps(json.loads(metadata.read_text()))
    with pytest.raises(catapult.InputError, match="does not take width"):
        catapult.figure("exact-hit", width=3)
    with pytest.raises(catapult.InputError, match="no figure `nothing`"):
        catapult.figure("nothing")
    assert "overshoot" in catapult.figures()


def test_data_by_name():
    data = catapult.load("mnist:0,1")
    X, y = data
    assert X.shape == (2048, 784) and set(y) == {-1.0, 1.0}
    # standardised with one mean and one standard deviation, and divided by sqrt d
    assert abs(X.mean()) < 1e-12 and abs(X.std() * np.sqrt(784) - 1) < 1e-12
    assert (data.used, data.available) == (2048, 12665)
    assert not X.flags.writeable
    assert pickle.loads(pickle.dumps(data)).specification == "mnist:0,1:train" or data.specification.startswith("mnist:0,1")
    assert catapult.load("mnist:0,1:test").X.shape == (512, 784)
    assert "csv:FILE" in catapult.data_forms()


def test_remarks_are_warnings(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a,b,label\n1,2,1\n-1,0.5,0\n2,1,1\n")
    with pytest.warns(catapult.DataWarning, match="header"):
        data = catapult.load(f"csv:{path}")
    assert data.X.tolist() == [[1, 2], [-1, 0.5], [2, 1]] and data.y.tolist() == [1, -1, 1]
