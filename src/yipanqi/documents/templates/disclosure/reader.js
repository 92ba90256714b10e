// What a reader chose stays chosen on the next page, and pages print at a press. Pages need none of it.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function kept(name) {
    try { return localStorage.getItem("column " + name); } catch (refused) { return null; }
  }
  function keep(name, value) {
    try { localStorage.setItem("column " + name, value); } catch (refused) { /* it holds for this page */ }
  }
  var senior = document.getElementById("senior");
  senior.checked = kept("senior") === "yes";
  function shown() { root.classList.toggle("senior", senior.checked); }
  senior.addEventListener("change", function () {
    keep("senior", senior.checked ? "yes" : "no");
    shown();
  });
  shown();
  var sizes = document.querySelectorAll("input[name=size]");
  Array.prototype.forEach.call(sizes, function (size) {
    if (kept("size") === size.id) { size.checked = true; }
    size.addEventListener("change", function () { keep("size", size.id); });
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-print]"), function (button) {
    button.addEventListener("click", function () { window.print(); });
  });
})();
