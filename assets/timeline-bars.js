/*
 * The timeline, second part: bars of mentions per day, week or month, stacked by role.
 *
 * `counts` of the page: {first, roles: [[mentions of each day] for each role], wide: [mentions of each day]}; `wide` are
 * the mentions that are known to several days only, a pale bar behind the others.
 */
const AXIS = 18; // pixels below the bars
const TOP = 4;
const OUTSIDE = 0.28; // opacity of bars outside the period

/** Sums per unit: {starts: [first day of each bar], days: [length], stacks: [[sum of each role]], wide: [], most}. */
function gathered(counts, unit, first, last) {
  const bars = { starts: [], days: [], stacks: [], wide: [], most: 1 };
  for (let day = startOf(unit, first); day <= last; day = shifted(unit, day)) {
    const next = shifted(unit, day);
    const stack = counts.roles.map((column) => sum(column, day - counts.first, next - counts.first));
    // Of what lasts several days the most of any day: a sum would count it once for each of its days.
    const wide = greatest(counts.wide, day - counts.first, next - counts.first);
    bars.starts.push(day);
    bars.days.push(next - day);
    bars.stacks.push(stack);
    bars.wide.push(wide);
    bars.most = Math.max(bars.most, wide, stack.reduce((total, value) => total + value, 0));
  }
  return bars;
}

function sum(column, from, to) {
  let total = 0;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i += 1) total += column[i];
  return total;
}

function greatest(column, from, to) {
  let most = 0;
  for (let i = Math.max(0, from); i < Math.min(to, column.length); i += 1) most = Math.max(most, column[i]);
  return most;
}

/** Unit of which a bar is at least this many pixels wide. */
function unitFor(days, width, least = 3) {
  return UNITS.find((unit) => (width / days) * { day: 1, week: 7, month: 30 }[unit] >= least) ?? "month";
}

/** Position of the start of a day, in pixels, and the day at a position. */
const placeOf = (day, { first, last }, width) => ((day - first) / (last - first + 1)) * width;
const dayAt = (x, { first, last }, width) => first + Math.floor((x / width) * (last - first + 1));

/** Paint bars and axis; `shown` holds first, last, start and end (the period), and the play range if there is one. */
function paintBars(canvas, bars, shown, look) {
  const { width, height } = canvas.getBoundingClientRect();
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const bottom = height - AXIS;
  const tall = (value) => (value / bars.most) * (bottom - TOP);
  const left = placeOf(shown.start, shown, width);
  const right = placeOf(shown.end + 1, shown, width);
  context.fillStyle = look.chosen;
  context.fillRect(left, 0, Math.max(right - left, 1), bottom);
  bars.starts.forEach((day, i) => {
    const from = Math.max(0, placeOf(day, shown, width));
    const to = Math.min(width, placeOf(day + bars.days[i], shown, width));
    const gap = to - from > 4 ? 1 : 0;
    const isInside = day <= shown.end && day + bars.days[i] > shown.start;
    context.globalAlpha = isInside ? 1 : OUTSIDE;
    context.fillStyle = look.wide;
    context.fillRect(from, bottom - tall(bars.wide[i]), to - from - gap, tall(bars.wide[i]));
    let y = bottom;
    bars.stacks[i].forEach((value, role) => {
      if (!value) return;
      const piece = tall(value);
      context.fillStyle = look.roles[role];
      context.fillRect(from, y - piece, Math.max(to - from - gap, 1), Math.max(piece, 0.75));
      y -= piece;
    });
  });
  context.globalAlpha = 1;
  context.fillStyle = look.line;
  context.fillRect(0, bottom, width, 1);
  context.font = `12px ${look.font}`;
  context.textBaseline = "top";
  let free = 0;
  for (const tick of ticks(shown.first, shown.last, width, look.lang)) {
    const x = placeOf(tick.day, shown, width);
    const wide = context.measureText(tick.text).width;
    if (x < free || x + wide > width) continue;
    context.fillStyle = look.line;
    context.fillRect(x, bottom, 1, 4);
    context.fillStyle = look.text;
    context.fillText(tick.text, x + 3, bottom + 4);
    free = x + wide + 12;
  }
}
