"""Certificates: saved, read, checked, forged, and printed for Coq."""

from __future__ import annotations

import json
import os
import pickle
import subprocess

import catapult
import pytest
from catapult import Certificate


@pytest.fixture(scope="module")
def certificate():
    return catapult.classify("two-layer", loss="logistic", eta=7, width=100, lambda_=2, output="1/2").certificate


def test_it_is_saved_read_and_checked(certificate, tmp_path):
    path = tmp_path / "certificate.json"
    certificate.save(path)
    assert json.loads(path.read_text())["made_by"]["name"] == "catapult-phase"
    assert Certificate.load(path) == certificate
    for given in (certificate, path, str(path), certificate.to_json()):
        checked = catapult.check(given)
        assert checked.valid and bool(checked)
        assert "catapult" in checked.claim and checked.citation
        assert pickle.loads(pickle.dumps(checked)) == checked


def test_forged_claims_do_not_hold(certificate):
    forged = json.loads(certificate.to_json())
    forged["claim"]["phase"] = "lazy"
    checked = catapult.check(Certificate(json.dumps(forged)))
    assert not checked and "lazy" in checked.claim and checked.citation is None
    forged["claim"] = {"phase": "catapult", "limit": {"lambda": {"lower": "1", "upper": "1.01"}, "sharpness": {"lower": "0", "upper": "1"}}}
    assert not catapult.check(json.dumps(forged))


def test_what_is_no_certificate_is_refused(certificate, tmp_path):
    with pytest.raises(catapult.InputError, match="not a certificate"):
        Certificate("{}")
    unknown = json.loads(certificate.to_json()) | {"more": 1}
    with pytest.raises(catapult.InputError, match="more"):
        Certificate(json.dumps(unknown))
    with pytest.raises(FileNotFoundError):
        Certificate.load(tmp_path / "absent.json")


def test_it_travels(certificate):
    copied = pickle.loads(pickle.dumps(certificate))
    assert copied == certificate and hash(copied) == hash(certificate)
    assert repr(certificate).startswith("<Certificate: catapult,")


def test_coq_files_state_the_problem(certificate):
    text = certificate.to_coq()
    assert "Theorem" in text or "Lemma" in text
    assert "Qed." in text and "Admitted" not in text


def test_the_command_checks_what_python_saves(certificate, tmp_path):
    command = os.environ.get("CATAPULT_COMMAND")
    if not command:
        pytest.skip("CATAPULT_COMMAND names no program")
    certificate.save(tmp_path / "c.json")
    assert subprocess.run([command, "check", tmp_path / "c.json"], check=False).returncode == 0
