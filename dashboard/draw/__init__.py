"""Turns arrays into pictures, without importing Streamlit."""
