// What every page does with keys: Esc closes an open menu, arrows move along the quarters, the focus stays where it was
// when htmx puts a part of the page anew. Everything works without it.
const menus = () => [...document.querySelectorAll("details[data-menu][open]")];

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    menus().forEach((menu) => {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    });
  }
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const here = step && event.target.closest && event.target.closest("[data-stops] a");
  if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
  const stops = [...here.closest("[data-stops]").querySelectorAll("a")];
  const next = stops[stops.indexOf(here) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
});

document.addEventListener("click", (event) => {
  menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

let held = null;
document.addEventListener("htmx:beforeSwap", () => {
  const focused = document.activeElement;
  held = focused && focused.id ? focused.id : null;
});
document.addEventListener("htmx:afterSettle", () => {
  const again = held && document.activeElement === document.body && document.getElementById(held);
  if (again) again.focus({ preventScroll: true });
});

// What a phone kept of somebody's pages goes with the person: at the exit, and wherever nobody is logged in.
const forgetPages = async () => {
  if (!window.caches) return;
  for (const name of await caches.keys()) if (name.startsWith("yipanqi-own-")) await caches.delete(name);
};
document.addEventListener("submit", (event) => {
  if (event.target.closest(".person")) forgetPages();
});
if (!document.querySelector(".person")) forgetPages();
