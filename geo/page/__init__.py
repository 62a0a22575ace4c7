"""The Streamlit page; the only importer of streamlit."""
