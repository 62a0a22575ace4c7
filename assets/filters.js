/*
 * The filters, second part: the line above the map, and the address.
 *
 * A component of Streamlit. The page gives `data`: chosen ({name: values}), seq (number of the last choice that it knows of),
 * facets (null while the drawer is shut, see filters-drawer.js), chips, sum, problem, query ([[name, value]] of the address),
 * own (all names that the query may hold), embedded, words, lang. It hears `chosen`: {filters, seq}, and `open`.
 */
const FILTERS_HTML = `
  <div class="line">
    <button class="toggle" type="button" aria-expanded="false"></button>
    <ul class="chips"></ul>
    <button class="clear" type="button"></button>
    <span class="sum" role="status"></span>
    <span class="grow"></span>
    <button class="copy" type="button"></button>
    <a class="whole" target="_blank" rel="noopener"></a>
  </div>`;
const PUSHED = "atlas-drawer-open"; // class of the page while the drawer stands beside it

const filtersOf = new WeakMap();

/** Called by Streamlit whenever the page has run; the elements are made once. */
export function mountFilters(component) {
  const root = component.parentElement;
  if (!filtersOf.has(root)) filtersOf.set(root, new Filters(root.querySelector(".filters")));
  filtersOf.get(root).update(component);
  return () => {};
}

/** A query as it is read best: commas, colons and slashes stand for themselves. */
function queryOf(pairs) {
  const written = (text) => encodeURIComponent(text).replace(/%(2C|3A|2F)/g, (code) => decodeURIComponent(code)).replace(/%20/g, "+");
  return pairs.map(([name, value]) => `${name}=${written(value)}`).join("&");
}

class Filters {
  constructor(holder) {
    holder.innerHTML = FILTERS_HTML;
    this.holder = holder;
    this.find = (selector) => holder.querySelector(selector);
    this.seq = 0;
    this.drawer = new Drawer({
      choose: (name, value) => this.choose({ ...this.chosen, [name]: value }),
      clear: () => this.clear(),
      close: () => this.open(false),
    });
    holder.append(this.drawer.element);
    this.find(".toggle").addEventListener("click", () => this.open(this.drawer.element.hidden));
    this.find(".line > .clear").addEventListener("click", () => this.clear());
    this.find(".copy").addEventListener("click", () => this.copy());
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.tell = setStateValue;
    if (data.seq >= this.seq) {
      this.seq = data.seq;
      this.chosen = data.chosen;
    }
    this.speak();
    this.chips();
    this.drawer.update(data, this.chosen);
    this.write();
  }

  speak() {
    const { words, embedded, chips, sum } = this.data;
    const toggle = this.find(".toggle");
    const icon = made("span", { className: "icon" });
    draw(icon, "M1 3h14v2H1zM3.5 7h9v2h-9zM6 11h4v2H6z");
    toggle.replaceChildren(icon, words.filters);
    this.find(".copy").textContent = words.copy;
    this.find(".line > .clear").textContent = words.clear;
    this.find(".line > .clear").hidden = chips.length === 0 || embedded;
    this.find(".sum").textContent = sum;
    this.find(".whole").textContent = words.whole;
    for (const [selector, isThere] of [[".toggle", !embedded], [".copy", !embedded], [".whole", embedded]]) this.find(selector).hidden = !isThere;
  }

  chips() {
    const { words, chips, embedded } = this.data;
    this.find(".chips").hidden = chips.length === 0;
    const items = chips.map(({ name, value, title, label }) => {
      const text = `${title}: ${label}`;
      if (embedded) return made("li", {}, made("span", { className: "chip", textContent: text }));
      const chip = made("button", { type: "button", className: "chip", title: words.remove.replace("{filter}", text) });
      chip.setAttribute("aria-label", chip.title);
      const cross = made("span", { className: "cross", textContent: "×" });
      cross.setAttribute("aria-hidden", "true");
      chip.append(text, cross);
      chip.addEventListener("click", () => this.remove(name, value));
      return made("li", {}, chip);
    });
    this.find(".chips").replaceChildren(...items);
  }

  remove(name, value) {
    const now = this.chosen[name];
    const left = Array.isArray(now) ? now.filter((other) => other !== value) : typeof now === "number" ? 0 : "";
    this.choose({ ...this.chosen, [name]: left });
    this.find(".toggle").focus(); // the chip goes
  }

  clear() {
    const empty = (value) => (Array.isArray(value) ? [] : typeof value === "number" ? 0 : "");
    this.choose(Object.fromEntries(Object.entries(this.chosen).map(([name, value]) => [name, empty(value)])));
  }

  choose(chosen) {
    if (JSON.stringify(chosen) === JSON.stringify(this.chosen)) return;
    this.chosen = chosen;
    this.drawer.update({ ...this.data, facets: null }, chosen);
    this.seq += 1;
    this.tell("chosen", { filters: chosen, seq: this.seq });
  }

  open(isOpen) {
    this.drawer.element.hidden = !isOpen;
    document.body.classList.toggle(PUSHED, isOpen);
    const toggle = this.find(".toggle");
    toggle.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? this.drawer.close : toggle).focus();
    this.tell("open", isOpen);
  }

  /** Put what the page shows into the address; what is not ours in it (where the map looks, embed) stays. */
  write() {
    const own = new Set(this.data.own);
    const others = [...new URLSearchParams(location.search)].filter(([name]) => !own.has(name));
    const search = `?${queryOf([...this.data.query, ...others])}`;
    if (search !== location.search) history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
    this.find(".whole").href = `${location.pathname}?${queryOf([...this.data.query, ...others.filter(([name]) => !name.startsWith("embed"))])}`;
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      // Without https browsers offer no clipboard, but still copy what is selected.
      const field = made("textarea", { value: location.href });
      this.holder.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    const button = this.find(".copy");
    button.textContent = this.data.words.copied;
    clearTimeout(this.copied);
    this.copied = setTimeout(() => this.speak(), 2000);
  }
}
