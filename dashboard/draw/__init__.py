"""Arrays in, pictures out; imports no Streamlit."""
