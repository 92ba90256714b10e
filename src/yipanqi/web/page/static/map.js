// The drawn map made to move. Every mark, its place and its words come from the drawing and the list that stand in the
// page; without this script both work as they are. Nothing is asked of any server but tiles, where an address is given,
// and of our own, where the list has pages, what the small marks of its other pages are.
const numbers = (text) => text.split(",").map(Number);

// The map's library takes a string for HTML; names are words.
const plain = (text) => {
  const words = document.createElement("span");
  words.textContent = text;
  return words;
};

// The small marks, drawn on one canvas: thousands of them move as one picture.
const drawFar = async (map, figure, markers, heads) => {
  const answer = await fetch(figure.dataset.points, { credentials: "same-origin" });
  if (!answer.ok) return;
  const { looks, sections, states, spots } = await answer.json();
  const inked = looks.map(({ path, tone }) => {
    const probe = figure.querySelector(`.paper marker .mk.${tone}`);
    const style = probe ? getComputedStyle(probe) : { fill: "#fff", stroke: "#868b94" };
    return { shape: new Path2D(path), fill: style.fill, stroke: style.stroke };
  });
  const Far = L.CircleMarker.extend({
    _updatePath() {
      if (!this._renderer._drawing || this._empty()) return;
      const ink = this._renderer._ctx;
      ink.save();
      ink.translate(this._point.x, this._point.y);
      ink.scale(0.32, 0.32);
      ink.fillStyle = this.options.look.fill;
      ink.strokeStyle = this.options.look.stroke;
      ink.lineWidth = 3;
      ink.fill(this.options.look.shape);
      ink.stroke(this.options.look.shape);
      ink.restore();
    },
  });
  const told = ({ options: { spot } }) => {
    const [, , , name, section, households, state, id] = spot;
    const box = document.createElement("div");
    const title = document.createElement("strong");
    const words = document.createElement("p");
    const page = /^\d+$/.test(id) && document.createElement("a");
    if (page) page.href = figure.dataset.estate.replace("/0/", `/${id}/`);
    (page || title).append(name);
    if (page) title.append(page);
    words.textContent = [sections[section], `${households.toLocaleString("en")} ${heads[2].textContent}`, states[state]].join(" · ");
    box.append(title, words);
    return box;
  };
  map.createPane("far").style.zIndex = 450; // above the shades, below the numbers
  const renderer = L.canvas({ pane: "far", padding: 0.4 });
  const dots = spots.filter((spot) => !markers.has(spot[7])).map((spot) => new Far([spot[0], spot[1]], { pane: "far", renderer, radius: 6, look: inked[spot[2]], spot }));
  L.featureGroup(dots).bindTooltip(({ options: { spot } }) => plain(`${spot[3]} · ${states[spot[6]]}`), { direction: "top", offset: [0, -6] }).bindPopup(told, { maxWidth: 260 }).addTo(map);
};

const draw = (box) => {
  const figure = box.querySelector(".ground");
  if (!window.L || !figure || figure.querySelector(".live")) return;
  const dots = [...figure.querySelectorAll(".dot")];
  if (!dots.length && !figure.dataset.points) return;
  const live = document.createElement("div");
  live.className = "live";
  figure.prepend(live);
  box.classList.add("has-map");

  const address = figure.dataset.tiles;
  const map = L.map(live, { zoomSnap: address ? 1 : 0.1, zoomDelta: address ? 1 : 0.5, wheelPxPerZoomLevel: 90, maxZoom: 19, minZoom: 4, zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: figure.dataset.in, zoomOutTitle: figure.dataset.out }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 120 }).addTo(map);
  if (address) {
    const by = plain(figure.dataset.tilesBy);
    L.control.attribution({ prefix: false }).addTo(map);
    L.tileLayer(address, { maxZoom: 19, maxNativeZoom: 18, attribution: by.innerHTML }).addTo(map);
  } else {
    figure.querySelectorAll(".area").forEach((area) => {
      const shade = { color: "#f3eee2", weight: 40, fillColor: "#f3eee2", fillOpacity: 1, interactive: false };
      L.polygon(area.dataset.ring.split(" ").map(numbers), shade).addTo(map);
      const icon = L.divIcon({ className: "area-label", html: plain(area.dataset.name), iconSize: [0, 0], iconAnchor: [0, 26] });
      L.marker(numbers(area.dataset.at), { icon, interactive: false, keyboard: false, zIndexOffset: -2000 }).addTo(map);
    });
  }

  const isNumbered = box.classList.contains("numbered");
  const markers = new Map();
  let here = null;
  const rowOf = (id) => document.getElementById(`e-${id}`);
  const select = (id, { scroll = false, pan = false } = {}) => {
    if (here) {
      rowOf(here)?.classList.remove("is-here");
      markers.get(here)?.getElement()?.classList.remove("pin-here");
    }
    here = markers.has(id) ? id : null;
    if (!here) return;
    const row = rowOf(id);
    row?.classList.add("is-here");
    markers.get(id).getElement()?.classList.add("pin-here");
    if (scroll) row?.scrollIntoView({ block: "nearest" });
    if (pan) {
      if (!map.getBounds().pad(-0.05).contains(markers.get(id).getLatLng())) map.panTo(markers.get(id).getLatLng());
      markers.get(id).openPopup();
    }
  };

  const card = (id) => {
    const row = rowOf(id);
    const told = document.createElement("div");
    const name = document.createElement("strong");
    name.append(row.querySelector("th").firstElementChild?.cloneNode(true) ?? row.querySelector("th").textContent);
    const words = document.createElement("p");
    const section = row.closest("tbody").querySelector(".sec th")?.firstChild.textContent.trim();
    const heads = row.closest("table").tHead.rows[0].cells;
    const cells = row.cells;
    words.textContent = [section, `${cells[2].textContent} ${heads[2].textContent}`, cells[3].textContent].filter(Boolean).join(" · ");
    told.append(name, words);
    return told;
  };

  const bounds = L.latLngBounds(figure.dataset.bounds ? figure.dataset.bounds.split(" ").map(numbers) : []);
  dots.forEach((dot) => {
    const id = dot.id.slice(2);
    const at = numbers(dot.dataset.at);
    bounds.extend(at);
    const isCrowd = dot.classList.contains("crowd");
    const size = isCrowd ? 40 : isNumbered ? 24 : 13;
    const pin = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    pin.setAttribute("class", "pin");
    pin.setAttribute("viewBox", "-17 -17 34 34");
    dot.querySelectorAll("g > path, g > text").forEach((part) => pin.append(part.cloneNode(true)));
    const icon = L.divIcon({ className: isCrowd ? "crowd" : isNumbered ? "one" : "small", html: pin, iconSize: [size, size] });
    const marker = L.marker(at, { icon, keyboard: false, riseOnHover: true }).addTo(map);
    marker.bindTooltip(plain(dot.querySelector("title").textContent), { direction: "top", offset: [0, -size / 2] });
    if (isCrowd) {
      marker.on("click", () => window.location.assign(dot.getAttribute("href")));
    } else {
      marker.bindPopup(() => card(id), { offset: [0, -size / 3], maxWidth: 260 });
      marker.on("popupopen", () => marker.closeTooltip());
      marker.on("click", () => select(id, { scroll: window.matchMedia("(min-width: 761px)").matches }));
    }
    markers.set(id, marker);
  });
  const all = () => map.fitBounds(bounds, { padding: [46, 46], maxZoom: 17, animate: false });
  all();
  if (figure.dataset.points) drawFar(map, figure, markers, box.querySelector(".map-list").tHead.rows[0].cells);
  const widest = map.getZoom(); // on a phone the whole district leaves no room for numbers
  map.on("zoomend", () => live.classList.toggle("far", live.clientWidth < 560 && dots.length > 24 && map.getZoom() < widest + 1)).fire("zoomend");

  box.querySelector(".map-list").addEventListener("click", (event) => {
    const row = event.target.closest("tr[id]");
    const link = event.target.closest("a");
    if (!row || (link && !link.dataset.spot)) return;
    event.preventDefault();
    select(row.id.slice(2), { pan: true });
    if (window.matchMedia("(max-width: 760px)").matches) live.scrollIntoView({ block: "nearest" });
  });
  map.on("popupclose", () => select(null));
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(live);
  const asked = window.location.hash.match(/^#[de]-(.+)$/);
  if (asked) select(decodeURIComponent(asked[1]), { scroll: true, pan: true });
};

const drawAll = () => document.querySelectorAll("[data-map]").forEach(draw);
document.addEventListener("DOMContentLoaded", drawAll);
document.addEventListener("htmx:afterSettle", drawAll);
