"""Choices among a few, each as a row of buttons: the link keeps what is chosen."""

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st

from dashboard.session.parameters import MODEL, Parameter

Option = TypeVar("Option", bound=str)


def choice(
    label: str,
    parameter: Parameter[Option],
    *,
    default: Option | None = None,
    help: str | None = None,  # noqa: A002 - what Streamlit calls it
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Option:
    """Draw the row; returns what is chosen.

    Args:
        label: What stands above the row.
        parameter: The options, and what the page and the link call them.
        default: What is chosen at first, where not the parameter's own default.
        help: The text of the tooltip.
        label_visibility: "collapsed" where only people who do not see the row need the label.
    """
    first = parameter.default if default is None else default
    chosen: Option = st.segmented_control(
        label,
        list(parameter.labels),
        key=parameter.name,
        default=first,
        required=True,
        format_func=parameter.labels.__getitem__,
        bind="query-params",
        help=help,
        label_visibility=label_visibility,
    )
    # An empty parameter of the link leaves the row without a value, required or not.
    return chosen if chosen in parameter.labels else first


def choose_model(models: Sequence[str], default: str) -> None:
    """Draw the row of models; the choice is ``st.session_state[MODEL.name]``."""
    st.caption("Model", width="content")
    st.segmented_control(
        "Model",
        models,
        key=MODEL.name,
        default=default,
        required=True,
        bind="query-params",
        label_visibility="collapsed",
        help="Which trained variational autoencoder encodes and decodes the digits.",
    )
