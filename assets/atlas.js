/*
 * Frontline Atlas in the browser: what all parts of the map share.
 *
 * The parts are plain scripts that set-up joins into one file, in this order:
 * atlas.js (this), atlas-base.js, atlas-front.js, atlas-symbols.js, atlas-legend.js, atlas-play.js,
 * atlas-view.js, atlas-known.js, atlas-places.js.
 * They meet in `window.atlas`; everything outside its documented members is private.
 *
 *   atlas.baseMap(map, url, options)    draw the base map; options: scheme (light, dark or auto), names, attribution
 *   atlas.placeLayer(map, data)         L.FeatureGroup that shows these places and replaces those shown
 *   atlas.painted                       how often places were painted (read only)
 *   atlas.basePainted                   how often the base map was painted (read only)
 *   atlas.front()                       {source, day, stale} of the line that is drawn, or null (read only)
 *   atlas.names                         [{text, box, place_id}] of the names that stand on the map (read only)
 *   atlas.places()                      [{place_id, x, y}] in frame pixels, of what is drawn (read only)
 */
"use strict";

window.atlas = { painted: 0, basePainted: 0 };

(function core(atlas) {
  // Role colours, found by search: any two are at least 9 apart (OKLab x 100) in normal vision and under
  // protanopia, deuteranopia and tritanopia, and each has a contrast of at least 3:1 with the land under it.
  const LIGHT = {
    water: "#d3e1e8",
    land: "#f1efe8",
    ukraine: "#fbfaf6",
    coast: "#9fb6c2",
    border: "#a8a39a",
    frontier: "#7d786f",
    oblast: "#cbc5b8",
    lake: "#d3e1e8",
    river: "#98bccd",
    cityDot: "#8b8780",
    cityText: "#6d6962",
    countryText: "#8f897e",
    waterText: "#6f95a8",
    halo: "#fbfaf6",
    ink: "#1b232b",
    roles: {
      combat: "#ad1410",
      strike: "#be731f",
      control: "#1a50d4",
      diplomacy: "#a56be0",
      humanitarian: "#33907f",
      other: "#48525c",
    },
  };
  const DARK = {
    water: "#0e151b",
    land: "#1b222a",
    ukraine: "#252d37",
    coast: "#35444f",
    border: "#4c5661",
    frontier: "#7c8793",
    oblast: "#38424d",
    lake: "#17232d",
    river: "#2f4757",
    cityDot: "#7d8791",
    cityText: "#929ca6",
    countryText: "#74808b",
    waterText: "#57788a",
    halo: "#1b222a",
    ink: "#f2f4f6",
    roles: {
      combat: "#e4532e",
      strike: "#e99b09",
      control: "#5994f8",
      diplomacy: "#d8b1fc",
      humanitarian: "#85e9b6",
      other: "#868a8e",
    },
  };
  const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

  function luminance(color) {
    const context = document.createElement("canvas").getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
  }

  /** "light" or "dark": as the page asked, else as Streamlit's theme is, else as the reader's system is. */
  function scheme() {
    if (atlas.scheme === "light" || atlas.scheme === "dark") return atlas.scheme;
    const background = getComputedStyle(document.documentElement).getPropertyValue("--background-color").trim();
    if (background) return luminance(background) < 0.5 ? "dark" : "light";
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  /**
   * A canvas that covers the view and a margin, moves and zooms with the map, and is painted anew
   * by its `paint(context, view)` where the view comes to rest. Coordinates are Leaflet's layer points.
   */
  const Sheet = L.Renderer.extend({
    options: { padding: 0.25 },

    initialize(paint, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this._paint = paint;
    },

    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove };
    },

    /** Paint at the next frame, once, however often it is asked for. */
    request() {
      if (this._frame) return;
      this._frame = requestAnimationFrame(() => {
        this._frame = null;
        if (this._map) this._update();
      });
    },

    _initContainer() {
      this._container = L.DomUtil.create("canvas", "atlas-sheet");
      this._context = this._container.getContext("2d");
    },

    _destroyContainer() {
      cancelAnimationFrame(this._frame);
      this._frame = null;
      this._container.remove();
      delete this._container;
      delete this._context;
    },

    // A long drag would show the edge of the canvas: paint on the way when it comes into view.
    _onMove() {
      if (!this._bounds || this._map._animatingZoom) return;
      const size = this._map.getSize();
      const min = this._map.containerPointToLayerPoint([0, 0]);
      if (!this._bounds.contains(L.bounds(min, min.add(size)))) this.request();
    },

    _update() {
      const map = this._map;
      if (map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const canvas = this._container;
      const min = this._bounds.min;
      const size = this._bounds.getSize();
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      const width = Math.round(size.x * ratio);
      const height = Math.round(size.y * ratio);
      L.DomUtil.setPosition(canvas, min);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      const context = this._context;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
      context.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
      const origin = map.getPixelOrigin();
      this._paint(context, {
        zoom: map.getZoom(),
        scale: map.options.crs.scale(map.getZoom()),
        ratio,
        origin,
        bounds: this._bounds,
        colors: atlas.colors,
        dark: atlas.dark,
      });
    },
  });

  const widths = new Map();
  function textWidth(context, text) {
    const key = `${context.font}|${context.letterSpacing || ""}|${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 5000) widths.clear();
      width = context.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  }

  function drawText(context, text, x, y, color, halo) {
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = halo;
    context.strokeText(text, x, y);
    context.fillStyle = color;
    context.fillText(text, x, y);
  }

  function overlaps(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  }

  function inside(box, outer) {
    return box[0] >= outer[0] && box[1] >= outer[1] && box[2] <= outer[2] && box[3] <= outer[3];
  }

  const CELL = 64; // pixels

  /** Boxes by the cells of a grid: the function that it returns says whether one of those whose owner is another overlaps a box. */
  function gridOf(boxes, owners) {
    const cells = new Map();
    const over = ([left, top, right, bottom], use) => {
      for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
        for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) if (use(x * 65536 + y)) return true;
      }
      return false;
    };
    boxes.forEach((box, i) => {
      over(box, (cell) => {
        if (cells.has(cell)) cells.get(cell).push(i);
        else cells.set(cell, [i]);
      });
    });
    return (box, owner) =>
      over(box, (cell) => cells.get(cell)?.some((i) => owners[i] !== owner && overlaps(box, boxes[i])) ?? false);
  }

  const FURNITURE = ".atlas-legend, .atlas-front, .leaflet-bar, .leaflet-control-scale, .leaflet-control-attribution";

  /** The part of the canvas that is in view, and the legend on it, as boxes in layer points. */
  function furniture() {
    const map = atlas.map;
    const min = map.containerPointToLayerPoint([0, 0]);
    const size = map.getSize();
    const frame = map.getContainer().getBoundingClientRect();
    const controls = [...map.getContainer().querySelectorAll(FURNITURE)].map((control) => {
      const box = control.getBoundingClientRect();
      const left = box.left - frame.left + min.x;
      const top = box.top - frame.top + min.y;
      return [left, top, left + box.width, top + box.height];
    });
    return { visible: [min.x, min.y, min.x + size.x, min.y + size.y], controls };
  }

  function applyScheme() {
    const dark = scheme() === "dark";
    if (dark === atlas.dark) return false;
    atlas.dark = dark;
    atlas.colors = dark ? DARK : LIGHT;
    if (atlas.map) {
      const container = atlas.map.getContainer();
      container.classList.toggle("atlas-dark", dark);
      container.style.background = atlas.colors.water;
    }
    return true;
  }

  /** Paint all there is anew, at the next frame. */
  function repaint() {
    atlas.baseSheet?.request();
    atlas.frontSheet?.request();
    atlas.placeSheet?.request();
  }

  function watchScheme() {
    const changed = () => {
      if (!applyScheme()) return;
      repaint();
      atlas.drawLegend?.();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
    // Streamlit writes its theme into the frame as CSS variables just before each of these events.
    window.Streamlit?.events?.addEventListener(window.Streamlit.RENDER_EVENT, () => requestAnimationFrame(changed));
  }

  // Time makes the count grow over a reload of the frame too; the page compares it with the last one.
  let count = 0;
  const UNCONFIRMED_MS = 3000;
  function tellStreamlit(placeId) {
    count = Math.max(count + 1, Date.now());
    const value = { clicked: { place_id: placeId, count } };
    const send = () => window.Streamlit?.setComponentValue(value);
    send();
    // While the page is still loading what is told can be lost. The page takes a number once, so that telling it again is safe.
    setTimeout(() => {
      if (value.clicked.count === count && atlas.confirmed !== placeId) send();
    }, UNCONFIRMED_MS);
  }

  Object.assign(atlas, { FONT, Sheet, textWidth, drawText, overlaps, inside, gridOf, furniture });
  Object.assign(atlas, { applyScheme, watchScheme, repaint, tellStreamlit });
})(window.atlas);
