"""Whatever a page of the Surface place may ask of a session."""

from __future__ import annotations

from hypothesis import strategies as st

from ravine.spec import commands

WINDOWS = st.sampled_from([None, ((-1.0, 1.0), (-1.0, 1.0)), ((0.0, 1e-3), (5.0, 6.0))])
COMMANDS = st.one_of(
    st.builds(commands.Play), st.builds(commands.Pause), st.builds(commands.Step), st.builds(commands.Reset),
    st.builds(commands.Scrub, update=st.integers(0, 60)),
    st.builds(commands.Look, window=WINDOWS),
    st.builds(commands.Map, what=st.sampled_from(["basins", "winners", None]), lane=st.sampled_from([None, 1, 2, 4]),
              updates=st.sampled_from([1, 50])),
    st.builds(commands.Explain, lane=st.sampled_from([1, 2, 4])),
    st.builds(commands.Remember, lane=st.sampled_from([1, 2, 4])),
    st.builds(commands.Tune, updates=st.sampled_from([1, 20])),
    st.builds(commands.AddLane, copy_of=st.sampled_from([None, 1, 2]), at=st.sampled_from([None, 0, 5])),
    st.builds(commands.RemoveLane, lane=st.sampled_from([1, 2, 3])),
    st.builds(commands.PatchSession, changes=st.sampled_from([
        {"surface": "linear_regression"}, {"surface": "rastrigin"}, {"noise": 1.0}, {"start": [0.5, 0.5]},
        {"surface": "typed", "expression": "log(x) / y"}, {"expression": "("}, {"points": [[0, 1], [1, 1]]},
        {"points": None}, {"seed": 7},
    ])),
    st.builds(commands.PatchLane, lane=st.sampled_from([1, 2, 4]), changes=st.sampled_from([
        {"optimizer": "nadam"}, {"optimizer": {"lr": 1000.0}}, {"start": [1.0, -1.0]}, {"batch": 1},
        {"schedule": "cosine"}, {"name": "other"},
    ])),
)  # fmt: skip
