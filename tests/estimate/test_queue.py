"""Many tables: each once, kept as soon as it is there, the same in one process and in two."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dadkhah.estimate import Chao, Histories
from dadkhah.estimate import queue as of_queue
from dadkhah.estimate.kept import as_text, of_text
from dadkhah.estimate.queue import Task, estimated

ROWS = [((1, 0, 0), 40), ((0, 1, 0), 30), ((1, 1, 0), 16), ((1, 1, 1), 4), ((0, 1, 1), 13)]
TABLE = Histories.of("ABC", ROWS)
TURNED = Histories.of("CBA", [(row[::-1], count) for row, count in ROWS])
APART = Histories.of("ABC", [((1, 0, 0), 40), ((0, 1, 0), 30), ((0, 0, 1), 20)])


def tasks() -> list[Task]:
    return [Task(Chao(), TABLE), Task(Chao(), APART), Task(Chao(), TURNED), Task(Chao(level=0.8), TABLE)]


def test_each_table_once_and_the_same_in_any_number_of_processes(tmp_path):
    told = []
    alone = estimated(tasks(), workers=1, say=lambda *each: told.append(each))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert [as_text(each) for each in alone] == [as_text(each) for each in estimated(tasks(), workers=2)]
    assert alone[2].lists == ("C", "B", "A")
    assert alone[2].estimate == alone[0].estimate
    assert alone[1].status == "refused"
    assert alone[3].upper < alone[0].upper


def test_what_was_done_before_a_kill_is_not_done_again(tmp_path, monkeypatch):
    whole = estimated(tasks(), keep=tmp_path, workers=1)
    gone = tasks()[1].key
    (tmp_path / f"{gone}.json").unlink()
    (tmp_path / f"{gone}.half").write_text("{")
    done = []
    monkeypatch.setattr(of_queue, "fitted", lambda task: done.append(task.key) or task.method.fit(task.table))
    again = estimated(tasks(), keep=tmp_path, workers=1)
    assert done == [gone]
    assert [as_text(each) for each in again] == [as_text(each) for each in whole]


def test_an_estimate_is_read_back_as_it_was():
    from dataclasses import replace

    found = replace(Chao().fit(TABLE), draws=np.arange(6).reshape(2, 3), details={"weights": np.array([0.5, 0.5])})
    back = of_text(as_text(found))
    assert as_text(back) == as_text(found)
    assert back.draws.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert back.warnings[0].template == found.warnings[0].template
    refused = of_text(as_text(Chao().fit(APART)))
    assert refused.reason == Chao().fit(APART).reason
    with pytest.raises(ValueError, match="no estimate"):
        of_text(json.dumps({"form": 0}))
