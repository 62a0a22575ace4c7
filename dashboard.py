"""What is on the page, in order: `streamlit run dashboard.py`."""

from geo.page import atlas, heading, start

start.configure()
static = start.static()
view, located = start.open_articles()
heading.show(located)
atlas.show(view, located, static)
heading.foot()
