"""The naive page as Streamlit serves it: one choice, and the map of what it leaves; see `benchmarks.naive`."""

import os

import streamlit as st
from streamlit_folium import st_folium

from benchmarks.naive import ALL, naive_map, naive_mentions
from geo.assets import build_static
from geo.models import ROLES

st.set_page_config(layout="wide")
frame = st.cache_data(naive_mentions)(int(os.environ["NAIVE_MENTIONS"]))
role = st.radio("Role", [ALL, *ROLES], horizontal=True)
kept = frame if role == ALL else frame[frame["role"] == role]
st_folium(naive_map(kept, build_static()), use_container_width=True, height=480)
