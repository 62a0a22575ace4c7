/*
 * The filters, first part: the drawer with its lists. Each value says how many mentions it would leave.
 *
 * `facets` of the page: [{name, title, values: [[value, label, mentions]]}]; of least_score and front_km one value is chosen, of others any.
 */
const FEW = 8; // values that need no field to find one of them
const ONE_OF = new Set(["least_score", "front_km"]); // of which one value is chosen, or any

function made(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** One list of values; its elements stay while they are only counted anew, so that the keyboard keeps its place. */
class Facet {
  constructor(name, changed) {
    this.name = name;
    this.changed = changed;
    this.rows = new Map();
    this.legend = made("legend");
    this.find = made("input", { type: "search", className: "find", autocomplete: "off" });
    this.list = made("div", { className: "values" });
    this.element = made("fieldset", {}, this.legend, this.find, this.list);
    this.element.dataset.facet = name;
    this.find.addEventListener("input", () => this.narrow());
  }

  update({ title, values }, chosen, words, number) {
    this.legend.textContent = title;
    this.find.hidden = values.length <= FEW;
    this.find.placeholder = words.find.replace("{list}", title);
    this.find.setAttribute("aria-label", this.find.placeholder);
    const shown = ONE_OF.has(this.name) ? [[0, words.any, null], ...values] : values;
    const key = JSON.stringify(shown.map(([value]) => value));
    if (key !== this.key) {
      this.key = key;
      const rows = new Map(shown.map(([value]) => [value, this.rows.get(value) ?? this.row(value)]));
      this.rows = rows;
      this.list.replaceChildren(...[...rows.values()].map(({ label }) => label));
    }
    for (const [value, text, count] of shown) {
      const row = this.rows.get(value);
      row.name.textContent = text;
      row.count.textContent = count === null ? "" : number.format(count);
      row.label.classList.toggle("none", count === 0);
      row.input.checked = ONE_OF.has(this.name) ? chosen === value : chosen.includes(value);
    }
    this.narrow();
  }

  row(value) {
    const isOne = ONE_OF.has(this.name);
    const input = made("input", { type: isOne ? "radio" : "checkbox", name: this.name, value });
    const [name, count] = [made("span", { className: "name" }), made("span", { className: "count" })];
    input.addEventListener("change", () => this.changed(this.name, value, input.checked));
    return { input, name, count, label: made("label", {}, input, name, count) };
  }

  narrow() {
    const wanted = this.find.hidden ? "" : plain(this.find.value);
    for (const { label, name } of this.rows.values()) label.hidden = !plain(name.textContent).includes(wanted);
  }
}

/** Without case and accents. */
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** The panel at the left: searches, and the lists. It tells what is chosen by `choose(name, value)`. */
class Drawer {
  constructor({ choose, clear, close }) {
    this.choose = choose;
    this.facets = new Map();
    this.title = made("h2");
    this.clear = made("button", { className: "clear", type: "button" });
    this.close = made("button", { className: "close", type: "button" });
    this.done = made("button", { className: "done", type: "button" });
    this.problem = made("p", { className: "problem" });
    this.problem.setAttribute("role", "alert");
    this.searches = ["place", "text"].map((name) => this.search(name));
    this.waiting = made("p", { className: "waiting" });
    this.lists = made("div", { className: "lists" });
    this.element = made(
      "section",
      { className: "drawer", id: "drawer", hidden: true },
      made("header", {}, this.title, this.clear, this.close),
      made("div", { className: "body", tabIndex: 0 }, ...this.searches.map(({ label }) => label), this.problem, this.waiting, this.lists),
      this.done,
    );
    this.clear.addEventListener("click", clear);
    for (const button of [this.close, this.done]) button.addEventListener("click", close);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
  }

  search(name) {
    const text = made("span");
    const input = made("input", { type: "search", className: name, autocomplete: "off" });
    // "change" comes with Enter and on leaving the field; "search" when its cross is clicked.
    for (const type of ["change", "search"]) input.addEventListener(type, () => this.choose(name, input.value.trim()));
    return { name, input, text, label: made("label", { className: "search" }, text, input) };
  }

  update({ facets, words, problem, lang }, chosen) {
    this.element.setAttribute("aria-label", words.filters);
    this.title.textContent = words.filters;
    this.clear.textContent = words.clear;
    this.done.textContent = words.done;
    this.close.title = words.close;
    this.close.setAttribute("aria-label", words.close);
    draw(this.close, "M3.2 4.6l1.4-1.4L8 6.6l3.4-3.4 1.4 1.4L9.4 8l3.4 3.4-1.4 1.4L8 9.4l-3.4 3.4-1.4-1.4L6.6 8z");
    this.problem.textContent = problem;
    this.problem.hidden = !problem;
    for (const { name, input, text } of this.searches) {
      text.textContent = words[name];
      if (input.getRootNode().activeElement !== input) input.value = chosen[name];
    }
    this.waiting.textContent = words.waiting;
    this.waiting.hidden = Boolean(facets) || this.facets.size > 0;
    for (const facet of facets ?? []) {
      if (!this.facets.has(facet.name)) {
        const made = new Facet(facet.name, (...change) => this.toggle(...change));
        this.facets.set(facet.name, made);
        this.lists.append(made.element);
      }
      const list = this.facets.get(facet.name);
      list.element.hidden = facet.values.length === 0;
      list.update(facet, chosen[facet.name], words, wordsOf(lang).number);
    }
    this.chosen = chosen;
  }

  toggle(name, value, isOn) {
    if (ONE_OF.has(name)) this.choose(name, Number(value));
    else this.choose(name, isOn ? [...this.chosen[name], value] : this.chosen[name].filter((other) => other !== value));
  }
}
