// The only script of the board: a button that opens the browser's own print window. Everything else works without.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
document.documentElement.classList.add("has-script");
