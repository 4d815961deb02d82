"""The table of which change ends which evidence knows every field of a session and of its lanes."""

from __future__ import annotations

from collections import Counter

from ravine.recipe.reach import TABLE, judged, recorded
from ravine.spec.lane import LaneSpec
from ravine.spec.network import NetworkSpec
from session.specs import small


def test_every_field_is_decided_once() -> None:
    fields = {*LaneSpec.model_fields, *NetworkSpec.model_fields}
    assert Counter(field for change in TABLE for field in change.fields) == dict.fromkeys(fields, 1)


def test_what_ends_evaluations_ends_records_too() -> None:
    assert all(change.records for change in TABLE if change.evaluations)


def test_equal_specs_have_all_in_common_and_a_name_is_no_part_of_it() -> None:
    one = small(1)
    named = one.model_copy(update={"lanes": (one.lanes[0].model_copy(update={"name": "another"}),)})
    for part in (judged, recorded):
        assert part(one) == part(named)
        assert part(one) != part(small(1, loss="squared_error"))
    faster = small(1, optimizer={"name": "gradient_descent", "lr": 0.2})
    assert judged(one) == judged(faster)
    assert recorded(one) != recorded(faster)
