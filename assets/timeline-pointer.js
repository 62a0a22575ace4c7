/*
 * The timeline, fourth part: what a pointer does. It draws a new period, drags the window or one of its edges, chooses a
 * bar with a click, and reads a bar by lying on it.
 */
const DRAWN = 4; // pixels: less is a click

function listenToPointer(timeline) {
  const chart = timeline.find(".chart");
  const at = (event) => {
    const box = timeline.canvas.getBoundingClientRect();
    const [first, last] = timeline.data.extent;
    return clamp(dayAt(event.clientX - box.left, timeline.view, box.width), first, last);
  };
  const edgeAt = (event) => {
    const box = timeline.canvas.getBoundingClientRect();
    return timeline.view.first + Math.round(((event.clientX - box.left) / box.width) * (timeline.view.last - timeline.view.first + 1));
  };
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const target = event.target;
    const what = target.classList.contains("start") ? "start" : target.classList.contains("end") ? "end" : target === timeline.frame ? "window" : "new";
    const isWhole = timeline.start <= timeline.view.first && timeline.end >= timeline.view.last;
    timeline.stop();
    timeline.channel.postMessage({ prepare: true });
    // The whole cannot be moved, so a stretch drawn over it is a new one.
    timeline.dragged = { what: what === "window" && isWhole ? "new" : what, from: at(event), x: event.clientX, start: timeline.start, end: timeline.end };
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    const { dragged } = timeline;
    if (!dragged) {
      showTip(timeline, event);
      return;
    }
    if (Math.abs(event.clientX - dragged.x) < DRAWN && !dragged.moved) return;
    dragged.moved = true;
    showTip(timeline, null);
    const day = at(event);
    const [first, last] = timeline.data.extent;
    if (dragged.what === "new") timeline.preview(Math.min(dragged.from, day), Math.max(dragged.from, day));
    // An edge lies between two days: it goes to the nearest such place.
    else if (dragged.what === "start") timeline.preview(clamp(edgeAt(event), first, dragged.end), dragged.end);
    else if (dragged.what === "end") timeline.preview(dragged.start, clamp(edgeAt(event) - 1, dragged.start, last));
    else {
      const by = clamp(day - dragged.from, first - dragged.start, last - dragged.end);
      timeline.preview(dragged.start + by, dragged.end + by);
    }
  });
  const drop = () => {
    const { dragged } = timeline;
    timeline.dragged = null;
    if (dragged?.moved) timeline.choose(timeline.start, timeline.end);
  };
  chart.addEventListener("pointerup", (event) => {
    const { dragged } = timeline;
    const bar = dragged && !dragged.moved && dragged.what !== "start" && dragged.what !== "end" ? barAt(timeline.bars, at(event)) : null;
    drop();
    if (bar === null) return;
    const [first, last] = timeline.data.extent;
    const start = timeline.bars.starts[bar];
    timeline.choose(clamp(start, first, last), clamp(start + timeline.bars.days[bar] - 1, first, last));
  });
  chart.addEventListener("pointercancel", drop);
  chart.addEventListener("pointerleave", () => showTip(timeline, null));
}

/** Number of the bar that holds a day. */
function barAt({ starts }, day) {
  const after = starts.findIndex((start) => start > day);
  return after === -1 ? starts.length - 1 : Math.max(0, after - 1);
}

function showTip(timeline, event) {
  const tip = timeline.find(".tip");
  tip.hidden = event === null;
  if (event === null) return;
  const box = timeline.canvas.getBoundingClientRect();
  const bar = barAt(timeline.bars, dayAt(event.clientX - box.left, timeline.view, box.width));
  const words = wordsOf(timeline.data.lang);
  const start = timeline.bars.starts[bar];
  const lines = [words.range(start, start + timeline.bars.days[bar] - 1)];
  timeline.bars.stacks[bar].forEach((value, role) => value && lines.push(`${timeline.data.words.roles[role]}: ${words.number.format(value)}`));
  if (timeline.bars.wide[bar]) lines.push(`${timeline.data.words.wide}: ${words.number.format(timeline.bars.wide[bar])}`);
  tip.replaceChildren(...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
  const x = event.clientX - box.left;
  tip.style.left = `${clamp(x + 12, 0, Math.max(0, box.width - tip.offsetWidth - 4))}px`;
}
