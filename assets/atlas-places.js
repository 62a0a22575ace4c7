/*
 * The places: one canvas for all of them, one layer handle that streamlit-folium adds and removes.
 *
 * `data` holds columns (or what they are picked by, see atlas-known.js), one entry a place: ids, names, labels, codes, lat, lon, km (radius or null),
 * level, basis, role (indices into `levels`, `bases`, `roles`), mentions; where two periods are compared also before, after
 * (mentions in each) and change (index into `changes`); and beside them
 * `selected` (an id or null), `words` (the reader's language), `lang`, `play` (see atlas-play.js; may be null), and `front`
 * (see atlas-front.js; may be null).
 */
"use strict";

(function places(atlas) {
  const COVERED = 1000; // pixels: a symbol that covers a point goes before any that does not
  const LONGEST_NAME = 28; // characters of a name on the map; the tooltip has all of it
  const MIN_RING = 7; // pixels: a smaller dashed ring looks like a dot
  const KM_PER_DEGREE = 111.32;
  const NAME_FONT = `600 12px ${atlas.FONT}`;
  let symbols = []; // what is drawn, largest first; so the smaller ones lie on top
  let hovered = null; // place id under the pointer

  /** What is in view of the canvas, in layer points, with room for symbols that stand half in it. */
  function inView() {
    const min = atlas.map.containerPointToLayerPoint([0, 0]);
    return L.bounds(min, min.add(atlas.map.getSize())).pad(0.05);
  }

  /** Where every place stands in this view, in layer points; while a period is played nothing is drawn that cannot be seen. */
  function layOut(view) {
    const { items, most } = atlas.shown;
    const bounds = atlas.isPlayed ? inView() : view.bounds;
    const made = [];
    for (const item of items) {
      const radius = Math.max(item.shape === "ring" ? MIN_RING : 0, atlas.radiusOf(item.mentions, most, view.zoom));
      let x = item.at[0] * view.scale - view.origin.x;
      let y = item.at[1] * view.scale - view.origin.y;
      const { shape, role, basis, area, change } = item;
      const symbol = { item, radius, shape, role, basis, area, change };
      if (item.level === "country") {
        const capital = item.capital ? atlas.radiusOf(item.capital.mentions, most, view.zoom) : 0;
        const away = (capital + 5) * Math.SQRT1_2 + radius * 0.62;
        Object.assign(symbol, { anchorX: x, anchorY: y });
        x -= away;
        y -= away;
      }
      if (!bounds.contains([x, y])) continue;
      made.push(Object.assign(symbol, { x, y }));
    }
    return made;
  }

  const shorten = (name) => {
    const characters = [...name];
    return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME - 1).join("")}…` : name;
  };

  const boxOf = ({ x, y, radius }, margin = 0) => [x - radius - margin, y - radius - margin, x + radius + margin, y + radius + margin];

  /** Names of the larger places: no name over another, nor over a symbol or a control; only what is chosen is always named. */
  function layOutNames(context, view) {
    context.font = NAME_FONT;
    const room = { 3: 8, 4: 10, 5: 12, 6: 18, 7: 36, 8: 80 }[view.zoom] ?? 200;
    const { visible, controls } = atlas.furniture();
    const wanted = ({ item }) => item.id === atlas.selected || item.id === hovered;
    // Where the largest have found no room, the many small ones need not be tried.
    const order = [...symbols.filter(wanted), ...symbols.filter((symbol) => !wanted(symbol)).slice(0, room * 3)];
    const isOnSymbol = atlas.gridOf(symbols.map((symbol) => boxOf(symbol)), symbols);
    const names = [];

    const isFree = (symbol, box) => {
      if ([boxOf(symbol), box].some((one) => atlas.overlaps(one, visible)) && !atlas.inside(box, visible)) return false;
      if (controls.some((control) => atlas.overlaps(box, control))) return false;
      if (names.some((name) => atlas.overlaps(box, name.box))) return false;
      return !isOnSymbol(box, symbol);
    };

    for (const symbol of order) {
      if (names.length >= room && !wanted(symbol)) break;
      const { x, y } = symbol;
      const text = shorten(symbol.item.name);
      const width = atlas.textWidth(context, text);
      const gap = (symbol.shape === "diamond" ? symbol.radius * 1.2 : symbol.radius) + (wanted(symbol) ? 10 : 4);
      const slant = gap * Math.SQRT1_2 + 3; // towards the corners
      const spots = [
        [x + gap, y],
        [x - gap - width, y],
        [x - width / 2, y - gap - 7],
        [x - width / 2, y + gap + 7],
        [x + slant, y - slant - 3],
        [x + slant, y + slant + 3],
        [x - slant - width, y - slant - 3],
        [x - slant - width, y + slant + 3],
      ].map(([left, middle]) => ({ text, symbol, x: left, y: middle, box: [left - 2, middle - 8, left + width + 2, middle + 8] }));
      const spot = spots.find(({ box }) => isFree(symbol, box)) ?? (wanted(symbol) ? spots[0] : undefined);
      if (spot) names.push(spot);
    }
    return names;
  }

  function ground(context, symbol, view) {
    const { km, lat } = symbol.item;
    if (!km) return;
    const pixels = ((km / KM_PER_DEGREE / 360) * view.scale) / Math.cos((lat * Math.PI) / 180);
    atlas.drawGround(context, symbol, view.colors, pixels);
  }

  function paint(context, view) {
    if (!atlas.shown) return;
    symbols = layOut(view);
    const names = layOutNames(context, view);
    atlas.names = names.map(({ text, box, symbol }) => ({ text, box, place_id: symbol.item.id }));
    const marked = symbols.filter(({ item }) => item.id === atlas.selected || item.id === hovered);
    const named = new Set(names.filter((name) => name.symbol.item.level === "country").map((name) => name.symbol.item.code));
    if (atlas.named) {
      const taken = [...names.map((name) => name.box), ...symbols.map((symbol) => boxOf(symbol, 2))];
      atlas.paintNames(context, view, taken, named);
    }
    for (const symbol of marked) ground(context, symbol, view);
    context.imageSmoothingEnabled = false; // copies of symbols fall on whole pixels
    for (const symbol of symbols) atlas.drawSymbol(context, symbol, view.colors, view.ratio);
    for (const symbol of marked) atlas.drawRing(context, symbol, view.colors, symbol.item.id === atlas.selected);
    context.font = NAME_FONT;
    for (const name of names) atlas.drawText(context, name.text, name.x, name.y, view.colors.ink, view.colors.halo);
    atlas.drawLegend();
    atlas.painted += 1;
  }

  /** The symbol under a point (frame pixels): of those that cover it the one with the nearest centre, else the nearest within reach. */
  function symbolAt(point, reach) {
    const { x, y } = atlas.map.containerPointToLayerPoint(point);
    let nearest = null;
    let best = reach;
    for (let i = symbols.length - 1; i >= 0; i -= 1) {
      let distance = atlas.distanceTo(symbols[i], x, y);
      // A village may lie on its town's large circle: each is chosen by its own centre.
      if (distance <= 0) distance = Math.hypot(symbols[i].x - x, symbols[i].y - y) - COVERED;
      if (distance < best) {
        best = distance;
        nearest = symbols[i];
      }
    }
    return nearest;
  }

  function describe(symbol) {
    if (!symbol) {
      atlas.showTooltip(null);
      return;
    }
    const { item } = symbol;
    const { format } = new Intl.NumberFormat(atlas.lang || "en");
    const count = item.counts ? item.counts.map(format).join(" → ") : format(item.mentions);
    const lines = [item.label, `${atlas.say("mentions")}: ${count} · ${atlas.say(item.change ?? item.role)}`];
    if (item.area && item.km) lines.push(`± ${Math.round(item.km)} km`);
    const { x, y } = atlas.map.layerPointToContainerPoint([symbol.x, symbol.y]);
    atlas.showTooltip(lines, x, y, symbol.radius + 9);
  }

  function hover(symbol) {
    const id = symbol?.item.id ?? null;
    if (id === hovered) return;
    hovered = id;
    describe(symbol);
    atlas.map.getContainer().classList.toggle("atlas-over-place", id !== null);
    atlas.placeSheet.request();
  }

  function onClick(event) {
    const touch = event.originalEvent?.pointerType === "touch";
    const symbol = symbolAt(event.containerPoint, touch ? 16 : 4);
    if (touch) hover(symbol);
    if (!symbol) return;
    atlas.selected = symbol.item.id; // shown at once; the page confirms it with its next layer
    atlas.placeSheet.request();
    atlas.tellStreamlit(symbol.item.id);
  }

  function ensureSheet(map) {
    if (atlas.placeSheet) return;
    const pane = map.createPane("atlasPlaces");
    pane.style.zIndex = 450;
    pane.style.pointerEvents = "none";
    atlas.placeSheet = new atlas.Sheet(paint, { pane: "atlasPlaces" }).addTo(map);
    map.on("click", onClick);
    map.on("mousemove", (event) => hover(symbolAt(event.containerPoint, 4)));
    map.on("mouseout movestart zoomstart", () => hover(null));
    map.on("movestart", () => {
      if (!atlas.isPlayed) return;
      atlas.isPlayed = false; // what is dragged into view must be there
      atlas.placeSheet.request();
    });
  }

  // streamlit-folium adds and removes this handle; the sheet and its canvas stay and only change what they show.
  const Handle = L.Layer.extend({
    /** Show these places from now on, if the layer has not been replaced meanwhile. */
    take(shown) {
      this._shown = shown;
      if (this._map) this.show();
    },
    onAdd() {
      if (this._shown) this.show();
    },
    show() {
      const hadPlaces = atlas.hasPlaces;
      atlas.shown = this._shown;
      atlas.isPlayed = false;
      atlas.hasPlaces = true;
      if (!this._shown.items.some((item) => item.id === hovered)) hover(null);
      atlas.placeSheet._update();
      if (!hadPlaces) atlas.baseSheet?.request(); // the names move to the places' canvas
    },
    onRemove() {
      if (atlas.shown === this._shown) atlas.shown = null;
      requestAnimationFrame(() => {
        if (atlas.shown || !atlas.hasPlaces) return;
        atlas.hasPlaces = false;
        symbols = [];
        atlas.repaint();
      });
    },
  });

  /** What a screen reader says of the map and its buttons, in the reader's language. */
  function nameControls(container) {
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", atlas.say("map"));
    const buttons = [[".leaflet-control-zoom-in", "zoomIn"], [".leaflet-control-zoom-out", "zoomOut"], [".atlas-full", "full"]];
    for (const [selector, word] of buttons) {
      const button = container.querySelector(selector);
      button?.setAttribute("aria-label", atlas.say(word));
      button?.setAttribute("title", atlas.say(word));
    }
  }

  function placeLayer(map, data) {
    // streamlit-folium keeps every group it ever added in this list and removes each of them at every update.
    if (window.feature_group) window.feature_group.length = 0;
    // ... and its component library adds its theme to the head anew with every message.
    [...document.head.querySelectorAll("style")]
      .filter((style) => style.textContent.includes("--secondary-background-color"))
      .slice(0, -1)
      .forEach((style) => style.remove());
    atlas.words = data.words;
    atlas.lang = data.lang;
    atlas.roleNames = data.roles;
    atlas.listen(data.play);
    atlas.showFront(map, data.front ?? null);
    atlas.selected = data.selected;
    atlas.confirmed = data.selected;
    ensureSheet(map);
    nameControls(map.getContainer());
    const handle = new Handle();
    atlas.withColumns(data, (columns) => {
      const { items, most } = atlas.readLayer(columns);
      handle.take({ items, most, basis: items.map((item) => item.basis), compares: Boolean(data.change) });
    });
    return L.featureGroup([handle]);
  }

  function drawnPlaces() {
    if (!atlas.map) return [];
    const size = atlas.map.getSize();
    return symbols
      .map((symbol) => ({ place_id: symbol.item.id, ...atlas.map.layerPointToContainerPoint([symbol.x, symbol.y]) }))
      .filter(({ x, y }) => x >= 0 && y >= 0 && x <= size.x && y <= size.y)
      .map(({ place_id, x, y }) => ({ place_id, x, y }));
  }

  Object.assign(atlas, { placeLayer, places: drawnPlaces });
})(window.atlas);
