/*
 * How a place looks. Colour says its role; shape and outline say how it is known (its basis). Where two periods are compared,
 * colour and shape both say what changed, and a hollow symbol that its place is an area or inferred.
 */
"use strict";

(function symbols(atlas) {
  const MIN_RADIUS = 5;
  const MAX_RADIUS = 22;
  const AREAS = new Set(["admin1", "admin2", "region", "water"]);

  /**
   * shape: "dot" (a named point), "ring" (an area), "diamond" (inferred: the point is not the thing named).
   * A country's diamond stands beside its capital, so that both can be seen and clicked.
   */
  function shapeOf(level, basis) {
    if (level === "country" || basis === "inferred") return "diamond";
    return AREAS.has(level) ? "ring" : "dot";
  }

  /** Radius in pixels; the symbol's area grows with the mentions. `most` is the largest number drawn. */
  function radiusOf(mentions, most, zoom) {
    const largest = MAX_RADIUS * (zoom < 5 ? 0.7 : zoom < 7 ? 0.85 : 1);
    return Math.max(MIN_RADIUS, largest * Math.sqrt(mentions / Math.max(most, 20)));
  }

  /** Corners for a radius of 1, going round; rise and fall differ by direction, new and gone by a plus and a minus. */
  const plus = (thick) => [
    [-thick, -1.15], [thick, -1.15], [thick, -thick], [1.15, -thick], [1.15, thick], [thick, thick],
    [thick, 1.15], [-thick, 1.15], [-thick, thick], [-1.15, thick], [-1.15, -thick], [-thick, -thick],
  ];
  const CHANGES = {
    new: { corners: plus(0.42), color: "strike" },
    risen: { corners: [[0, -1.2], [1.15, 0.85], [-1.15, 0.85]], color: "strike" },
    fallen: { corners: [[0, 1.2], [1.15, -0.85], [-1.15, -0.85]], color: "control" },
    gone_quiet: { corners: [[-1.2, -0.45], [1.2, -0.45], [1.2, 0.45], [-1.2, 0.45]], color: "control" },
    steady: { corners: null, color: "other" },
  };

  function colorOf({ role, change }, colors) {
    return colors.roles[change ? CHANGES[change].color : role] ?? colors.roles.other;
  }

  function outline(context, symbol, radius) {
    const { x, y, shape } = symbol;
    const corners = symbol.change ? CHANGES[symbol.change].corners : null;
    context.beginPath();
    if (corners) {
      for (const [dx, dy] of corners) context.lineTo(x + dx * radius, y + dy * radius);
      context.closePath();
    } else if (shape === "diamond" && !symbol.change) {
      const half = radius * 1.2;
      context.moveTo(x, y - half);
      context.lineTo(x + half, y);
      context.lineTo(x, y + half);
      context.lineTo(x - half, y);
      context.closePath();
    } else {
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
  }

  /** A thin line from a country's diamond to the capital that it is shown at. */
  function leader(context, symbol, colors) {
    const { x, y, anchorX, anchorY, radius } = symbol;
    const distance = Math.hypot(anchorX - x, anchorY - y);
    if (distance < 2) return;
    // The diamond's side lies at 0.6 of its diagonal where the line to the capital crosses it.
    const t = (radius * 0.86) / distance;
    context.beginPath();
    context.moveTo(x + (anchorX - x) * t, y + (anchorY - y) * t);
    context.lineTo(anchorX, anchorY);
    context.strokeStyle = colors.ink;
    context.globalAlpha = 0.7;
    context.lineWidth = 1;
    context.stroke();
    context.beginPath();
    context.arc(anchorX, anchorY, 1.8, 0, 2 * Math.PI);
    context.fillStyle = colors.ink;
    context.fill();
    context.globalAlpha = 1;
  }

  /** Draw one symbol: {x, y, radius, shape, role, basis, area, change}, without its leader. */
  function drawBody(context, symbol, colors) {
    const color = colorOf(symbol, colors);
    const hollow = symbol.shape !== "dot";
    context.lineJoin = "miter";
    outline(context, symbol, symbol.radius);
    context.lineWidth = hollow ? 5 : 2.5;
    context.strokeStyle = colors.halo;
    context.globalAlpha = hollow ? 0.75 : 1;
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = color;
    if (hollow) {
      context.save();
      context.fillStyle = colors.halo;
      context.globalAlpha = symbol.shape === "diamond" ? 0.8 : 0.45;
      context.fill();
      context.fillStyle = color;
      context.globalAlpha = 0.12;
      context.fill();
      context.restore();
      context.strokeStyle = color;
      context.lineWidth = 2.2;
      if (symbol.area) context.setLineDash([4, 2.6]);
      context.stroke();
      context.setLineDash([]);
    } else {
      context.globalAlpha = 0.9;
      context.fill();
      context.globalAlpha = 1;
    }
    if (symbol.basis === "given" || symbol.basis === "manual") {
      outline(context, symbol, hollow ? symbol.radius + 3 : symbol.radius + 0.5);
      context.strokeStyle = colors.ink;
      context.lineWidth = 1.5;
      context.stroke();
    }
    if (symbol.basis === "manual") {
      context.beginPath();
      context.arc(symbol.x, symbol.y, Math.max(1.6, symbol.radius * 0.28), 0, 2 * Math.PI);
      context.fillStyle = hollow ? colors.ink : colors.halo;
      context.fill();
    }
  }

  // Thousands of small symbols look alike: each look is drawn once, and then copied, which takes a tenth of the time.
  const LARGEST_STAMP = 16; // pixels of radius; larger symbols are few
  const MOST_STAMPS = 1000;
  const STAMP_MARGIN = 6; // pixels round the radius: halo and outlines
  const stamps = new Map();

  function stampOf(symbol, radius, colors, ratio) {
    const { shape, role, basis, area, change } = symbol;
    const key = `${radius} ${shape} ${role} ${basis} ${area} ${change} ${colors.ink} ${ratio}`;
    let stamp = stamps.get(key);
    if (!stamp) {
      if (stamps.size >= MOST_STAMPS) stamps.clear();
      const half = Math.ceil(radius * 1.2) + STAMP_MARGIN;
      const canvas = new OffscreenCanvas(2 * half * ratio, 2 * half * ratio);
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      drawBody(context, { ...symbol, x: half, y: half, radius }, colors);
      stamp = { image: canvas.transferToImageBitmap(), half };
      stamps.set(key, stamp);
    }
    return stamp;
  }

  /**
   * Draw one symbol, with a leader where it has an anchor.
   *
   * `ratio` is how many pixels of the canvas a unit is; where it is given small symbols are copied, to a quarter of a pixel in radius.
   */
  function drawSymbol(context, symbol, colors, ratio = 0) {
    if (symbol.anchorX !== undefined) leader(context, symbol, colors);
    if (!ratio || symbol.radius > LARGEST_STAMP) {
      drawBody(context, symbol, colors);
      return;
    }
    const { image, half } = stampOf(symbol, Math.round(symbol.radius * 2) / 2, colors, ratio);
    const [left, top] = [symbol.x, symbol.y].map((at) => Math.round((at - half) * ratio) / ratio); // a copy between pixels would blur
    context.drawImage(image, left, top, 2 * half, 2 * half);
  }

  /** The ring round the selected place, or the thin one under the pointer. */
  function drawRing(context, symbol, colors, selected) {
    const radius = symbol.radius + (symbol.change || symbol.shape === "diamond" ? 5.5 : 4.5);
    for (const [color, width] of [[colors.halo, selected ? 5 : 3.5], [colors.ink, selected ? 2.4 : 1.2]]) {
      outline(context, symbol, radius);
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke();
    }
  }

  /** The ground that an uncertain place may cover: its true radius in kilometres. */
  function drawGround(context, symbol, colors, pixels) {
    if (!(pixels > symbol.radius + 3)) return;
    const color = colorOf(symbol, colors);
    context.beginPath();
    context.arc(symbol.anchorX ?? symbol.x, symbol.anchorY ?? symbol.y, pixels, 0, 2 * Math.PI);
    context.fillStyle = color;
    context.globalAlpha = 0.1;
    context.fill();
    context.strokeStyle = color;
    context.globalAlpha = 0.55;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  /** Pixels from a point to the symbol's edge; negative inside. */
  function distanceTo(symbol, x, y) {
    const dx = Math.abs(x - symbol.x);
    const dy = Math.abs(y - symbol.y);
    if (symbol.shape === "diamond" && !symbol.change) return (dx + dy - symbol.radius * 1.2) / Math.SQRT2;
    return Math.hypot(dx, dy) - symbol.radius;
  }

  Object.assign(atlas, { AREAS, CHANGES: Object.keys(CHANGES), shapeOf, radiusOf, drawSymbol, drawRing, drawGround, distanceTo });
})(window.atlas);
