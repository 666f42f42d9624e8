"""A Hypothesis strategy for the settings of a film's motion: path, easing, stagger and alignment."""

from hypothesis import strategies as st

from runtime.morph.layout import ALIGNMENTS
from runtime.morph.timing import EASINGS

MOTIONS = st.fixed_dictionaries(
    {
        "path": st.sampled_from(["linear", "slerp", "geodesic"]),
        "even": st.booleans(),
        "easing": st.sampled_from(EASINGS),
        "stagger": st.floats(0, 1),
        "align": st.sampled_from(ALIGNMENTS),
    }
)
