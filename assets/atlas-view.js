/*
 * Where the map looks: read from the page's address when it is made, and written there when it has been moved.
 *
 * The frame has the page's origin, so no message and no run of the server is needed. `map=48.6,34.5,6` holds latitude and
 * longitude of the centre in degrees, and the zoom; other parts of the address are left as they stand.
 */
"use strict";

(function view(atlas) {
  const NAME = "map";
  const WAIT_MS = 200; // browsers refuse addresses that change all the time

  /** {centre, zoom} of an address's query, or null where it holds none that can be shown. */
  function viewIn(query, map) {
    const parts = (new URLSearchParams(query).get(NAME) ?? "").split(",").map((part) => (part.trim() ? Number(part) : NaN));
    const [lat, lon, zoom] = parts;
    if (parts.length !== 3 || !parts.every(Number.isFinite) || Math.abs(lat) > 85 || Math.abs(lon) > 200) return null;
    return { centre: [lat, lon], zoom: Math.min(Math.max(zoom, map.getMinZoom()), map.getMaxZoom()) };
  }

  /** A view as it is written: four digits are 11 m. */
  function written(map) {
    const { lat, lng } = map.getCenter();
    return [Number(lat.toFixed(4)), Number(lng.toFixed(4)), Number(map.getZoom().toFixed(2))].join(",");
  }

  function write(text) {
    const { location, history } = window.parent;
    const others = location.search.slice(1).split("&").filter((part) => part && !part.startsWith(`${NAME}=`));
    history.replaceState(history.state, "", `${location.pathname}?${[...others, `${NAME}=${text}`].join("&")}${location.hash}`);
  }

  atlas.keepView = function keepView(map) {
    const asked = viewIn(window.parent.location.search, map);
    if (asked) map.setView(asked.centre, asked.zoom, { animate: false });
    let known = { centre: map.getCenter(), zoom: map.getZoom() };
    let waiting = null;
    map.on("moveend", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        const [centre, zoom] = [map.getCenter(), map.getZoom()];
        // A frame that changes its size moves the centre by part of a pixel; the reader did not.
        const moved = map.project(centre, zoom).distanceTo(map.project(known.centre, zoom));
        if (zoom === known.zoom && moved < 2) return;
        known = { centre, zoom };
        write(written(map));
      }, WAIT_MS);
    });
  };

  /** A button that gives the map the whole screen, where the browser lets a frame have it. */
  atlas.fullScreen = function fullScreen(map) {
    if (!document.fullscreenEnabled) return;
    const control = L.control({ position: "topleft" });
    control.onAdd = () => {
      const bar = L.DomUtil.create("div", "leaflet-bar leaflet-control");
      const button = L.DomUtil.create("a", "atlas-full", bar);
      button.href = "#";
      button.setAttribute("role", "button");
      button.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/></svg>';
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.on(button, "click", (event) => {
        L.DomEvent.preventDefault(event);
        if (document.fullscreenElement) document.exitFullscreen();
        else document.documentElement.requestFullscreen();
      });
      return bar;
    };
    control.addTo(map);
    document.addEventListener("fullscreenchange", () => {
      document.querySelector(".atlas-full")?.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    });
  };
})(window.atlas);
