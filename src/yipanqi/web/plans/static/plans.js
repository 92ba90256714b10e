// A slider and its figure follow each other. Without this both are read on the server: whichever was moved counts.
const parts = (lever) => ({
  slide: lever.querySelector("input[type=range]"),
  figure: lever.querySelector("input[type=number]"),
  told: lever.querySelector("[data-part]"),
});

const tell = ({ slide, told }) => {
  const at = Number(slide.value);
  told.textContent = slide.dataset.today ? `${at}%` : at > 0 ? `+${at}` : String(at);
};

document.addEventListener("input", (event) => {
  const lever = event.target.closest(".lever");
  if (!lever) return;
  const found = parts(lever);
  if (!found.slide) return;
  const today = Number(found.slide.dataset.today);
  if (event.target === found.slide) {
    const value = today ? (today * found.slide.value) / 100 : Number(found.slide.value);
    found.figure.value = Number(value.toFixed(Number(found.slide.dataset.places || 0)));
  } else if (event.target === found.figure) {
    found.slide.value = today ? (found.figure.value * 100) / today : found.figure.value;
  }
  tell(found);
});
