// Parts of a picture drawn with the pointer become lines of the form; without this they are written by hand.
const stage = document.querySelector("[data-cover]");
const lines = document.querySelector("textarea[name=parts]");

const drawn = () => {
  for (const old of stage.querySelectorAll("i")) old.remove();
  for (const line of lines.value.split("\n")) {
    const [left, top, width, height] = line.trim().split(/[\s,，、]+/).map(Number);
    if (!(width > 0 && height > 0)) continue;
    const box = document.createElement("i");
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    stage.append(box);
  }
};

const at = (event) => {
  const { left, top, width, height } = stage.getBoundingClientRect();
  const part = (value, whole) => Math.min(100, Math.max(0, (100 * value) / whole));
  return [part(event.clientX - left, width), part(event.clientY - top, height)];
};

if (stage && lines) {
  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    from = at(event);
    stage.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const to = at(event);
    const sides = [0, 1].map((side) => [Math.min(from[side], to[side]), Math.abs(to[side] - from[side])]);
    from = null;
    if (sides[0][1] < 0.5 || sides[1][1] < 0.5) return;
    const line = [sides[0][0], sides[1][0], sides[0][1], sides[1][1]].map((it) => Math.floor(it * 10) / 10).join(" ");
    lines.value = lines.value.trim() ? `${lines.value.trim()}\n${line}` : line;
    drawn();
  });
  lines.addEventListener("input", drawn);
  drawn();
}
