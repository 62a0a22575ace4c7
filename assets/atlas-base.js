/* The base map: land, waters, borders and names for orientation, out of the file that build.mjs makes. */
"use strict";

(function base(atlas) {
  const NARROW = 560; // pixels
  let drawn = null; // {layers, labels} in units of the world's width, once the file is there

  const easting = (lon) => lon / 360 + 0.5;

  function northing(lat) {
    const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }

  const project = (lon, lat) => [easting(lon), northing(lat)];

  function path(coordinates) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < coordinates.length; i += 2) {
      west = Math.min(west, coordinates[i]);
      east = Math.max(east, coordinates[i]);
      north = Math.min(north, coordinates[i + 1]);
      south = Math.max(south, coordinates[i + 1]);
    }
    return { coordinates, box: [west, north, east, south] };
  }

  /** TopoJSON to flat arrays of Mercator coordinates, each with its bounding box. */
  function decode(topo) {
    const { scale, translate } = topo.transform;
    const arcs = topo.arcs.map((arc) => {
      const points = new Float64Array(arc.length * 2);
      let [x, y, at] = [0, 0, 0];
      for (const step of arc) {
        x += step[0];
        y += step[1];
        points[at] = easting(x * scale[0] + translate[0]);
        points[at + 1] = northing(y * scale[1] + translate[1]);
        at += 2;
      }
      return points;
    });
    const join = (indices) => {
      const points = new Float64Array(indices.reduce((sum, index) => sum + arcs[index < 0 ? ~index : index].length, 0));
      let at = 0;
      for (const index of indices) {
        const arc = arcs[index < 0 ? ~index : index];
        if (index >= 0) points.set(arc, at);
        else {
          for (let i = 0; i < arc.length; i += 2) {
            points[at + i] = arc[arc.length - 2 - i];
            points[at + i + 1] = arc[arc.length - 1 - i];
          }
        }
        at += arc.length;
      }
      return path(points);
    };
    const layers = {};
    for (const [name, geometry] of Object.entries(topo.objects)) {
      layers[name] = geometry.type === "MultiPolygon" ? geometry.arcs.flat().map(join) : geometry.arcs.map(join);
    }
    const labels = {};
    for (const [name, items] of Object.entries(topo.labels)) {
      labels[name] = items.map((item) => ({ ...item, at: project(item.lon, item.lat) }));
    }
    return { layers, labels };
  }

  function trace(context, view, paths, closed) {
    const { scale, origin, bounds } = view;
    const margin = 4 / scale;
    const west = (bounds.min.x + origin.x) / scale - margin;
    const east = (bounds.max.x + origin.x) / scale + margin;
    const north = (bounds.min.y + origin.y) / scale - margin;
    const south = (bounds.max.y + origin.y) / scale + margin;
    context.beginPath();
    for (const { coordinates, box } of paths) {
      if (box[2] < west || box[0] > east || box[3] < north || box[1] > south) continue;
      let [lastX, lastY] = [NaN, NaN];
      const end = coordinates.length - 2;
      for (let i = 0; i <= end; i += 2) {
        const x = coordinates[i] * scale - origin.x;
        const y = coordinates[i + 1] * scale - origin.y;
        if (i === 0) context.moveTo(x, y);
        else if (i === end || Math.abs(x - lastX) + Math.abs(y - lastY) > 0.8) context.lineTo(x, y);
        else continue;
        lastX = x;
        lastY = y;
      }
      if (closed) context.closePath();
    }
  }

  function fill(context, view, paths, color) {
    trace(context, view, paths, true);
    context.fillStyle = color;
    context.fill("evenodd");
  }

  function stroke(context, view, paths, color, width, { closed = false, dash = [] } = {}) {
    trace(context, view, paths, closed);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  function paint(context, view) {
    if (!drawn) return;
    const { layers } = drawn;
    const { colors, zoom } = view;
    context.lineJoin = "round";
    context.lineCap = "round";
    fill(context, view, layers.land, colors.land);
    fill(context, view, layers.ukraine, colors.ukraine);
    stroke(context, view, layers.land, colors.coast, 0.8, { closed: true });
    fill(context, view, layers.lakes, colors.lake);
    stroke(context, view, layers.rivers, colors.river, zoom < 5 ? 0.7 : Math.min(3.2, 0.9 + (zoom - 5) * 0.35));
    if (zoom >= 5) stroke(context, view, layers.oblasts, colors.oblast, zoom < 7 ? 0.9 : 1.2);
    stroke(context, view, layers.borders, colors.border, zoom < 5 ? 0.7 : 1);
    stroke(context, view, layers.disputed, colors.border, zoom < 5 ? 0.7 : 1, { dash: [4, 4] });
    stroke(context, view, layers.frontier, colors.frontier, zoom < 5 ? 1 : 1.5);
    if (!atlas.hasPlaces) atlas.paintNames(context, view, [], new Set());
    atlas.basePainted += 1;
  }

  function countryName(code, lang) {
    try {
      return new Intl.DisplayNames([lang], { type: "region" }).of(code);
    } catch {
      return code;
    }
  }

  /** Styles of the four groups of names: the first drawn wins the room. */
  function styles(view) {
    const { colors, zoom } = view;
    const size = zoom < 5 ? 11 : 12.5;
    return [
      ["cities", { font: `400 11.5px ${atlas.FONT}`, color: colors.cityText, halo: colors.halo, spacing: 0, dot: true }],
      ["countries", { font: `500 ${size}px ${atlas.FONT}`, color: colors.countryText, halo: colors.land, spacing: 1.5, upper: true }],
      ["seas", { font: `italic 400 ${size}px ${atlas.FONT}`, color: colors.waterText, halo: colors.water, spacing: 1 }],
      ["rivers", { font: `italic 400 11px ${atlas.FONT}`, color: colors.waterText, halo: colors.land, spacing: 0.5 }],
    ];
  }

  /**
   * Names for orientation, where nothing else stands.
   * taken: boxes [x0, y0, x1, y1] that are occupied; named: country codes that a place names already.
   */
  function paintNames(context, view, taken, named) {
    if (!drawn || !atlas.named) return;
    const lang = atlas.lang || "en";
    const { visible, controls } = atlas.furniture();
    const occupied = [...controls, ...taken];
    for (const [group, style] of styles(view)) {
      context.font = style.font;
      context.letterSpacing = `${style.spacing}px`;
      for (const item of drawn.labels[group] ?? []) {
        if (view.zoom < item.from || view.zoom > (item.to ?? 30) || named.has(item.code)) continue;
        const x = item.at[0] * view.scale - view.origin.x;
        const y = item.at[1] * view.scale - view.origin.y;
        if (!view.bounds.contains([x, y])) continue;
        let text = item.code ? countryName(item.code, lang) : (item[lang] ?? item.en);
        if (style.upper) text = text.toLocaleUpperCase(lang);
        const width = atlas.textWidth(context, text);
        const angle = ((item.angle ?? 0) * Math.PI) / 180;
        const halfWidth = (Math.abs(Math.cos(angle)) * width) / 2 + 4;
        const halfHeight = (Math.abs(Math.sin(angle)) * width) / 2 + 8;
        const box = style.dot
          ? [x - 3, y - 8, x + width + 9, y + 8]
          : [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
        if ([[x, y, x, y], box].some((one) => atlas.overlaps(one, visible)) && !atlas.inside(box, visible)) continue;
        if (occupied.some((other) => atlas.overlaps(box, other))) continue;
        occupied.push(box);
        if (style.dot) {
          context.fillStyle = view.colors.cityDot;
          context.beginPath();
          context.arc(x, y, 2, 0, 2 * Math.PI);
          context.fill();
          atlas.drawText(context, text, x + 5, y, style.color, style.halo);
          continue;
        }
        context.save();
        context.translate(x, y);
        context.rotate(angle);
        atlas.drawText(context, text, -width / 2, 0, style.color, style.halo);
        context.restore();
      }
    }
    context.letterSpacing = "0px";
  }

  /** Load and draw the base map, and put the furniture of the map in its place. */
  function baseMap(map, url, options = {}) {
    atlas.map = map;
    atlas.scheme = options.scheme;
    atlas.named = options.names ?? true;
    atlas.dark = undefined;
    atlas.applyScheme();
    atlas.watchScheme();
    map.getContainer().classList.add("atlas-map");
    map.attributionControl.setPrefix(false).addAttribution(options.attribution ?? "");
    L.control.scale({ position: "bottomright", imperial: false }).addTo(map);
    // The frame gets its height after the map is made, and its width whenever the page changes: keep the centre.
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    // A phone shows all of Ukraine, too.
    if (map.getSize().x < NARROW) map.setView([48.4, 32.2], map.getZoom() - 1, { animate: false });
    atlas.keepView(map);
    atlas.fullScreen(map);
    const pane = map.createPane("atlasBase");
    pane.style.zIndex = 150;
    pane.style.pointerEvents = "none";
    atlas.baseSheet = new atlas.Sheet(paint, { pane: "atlasBase" }).addTo(map);
    fetch(url)
      .then((response) => {
        if (!response.ok) throw new Error(`the base map answered ${response.status}`);
        return response.json();
      })
      .then((topo) => {
        drawn = decode(topo);
        atlas.repaint();
      })
      .catch((error) => console.error("Frontline Atlas: no base map,", error));
  }

  Object.assign(atlas, { baseMap, paintNames, path, project, trace });
})(window.atlas);
