// The only script of the board: a button that opens the browser's own print window, once the pictures of the page are
// there. Everything else works without.
const PATIENCE = 5000; // ms for pictures that have not been scrolled to

document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-print]")) return;
  const late = [...document.querySelectorAll("img[loading=lazy]")].filter((it) => !it.complete);
  const come = late.map((it) => {
    it.loading = "eager";
    return it.decode().catch(() => {});
  });
  if (late.length) await Promise.race([Promise.all(come), new Promise((go) => setTimeout(go, PATIENCE))]);
  window.print();
});
document.documentElement.classList.add("has-script");
