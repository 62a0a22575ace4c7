"""What 50 sessions of our page are measured beside: a page with a switch and a word, which is Streamlit and nothing else."""

import streamlit as st

st.text("on" if st.checkbox("Switch") else "off")
