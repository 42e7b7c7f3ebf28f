// Reads values off the panels under the pointer, and enlarges a figure on demand. The panels are in the metadata of each picture.
(function () {
  const format = (value) => {
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(3) : String(Number(value.toPrecision(5)));
  };
  const along = (axis, share) =>
    axis.scale === "logarithmic" ? axis.from * Math.pow(axis.to / axis.from, share) : axis.from + share * (axis.to - axis.from);
  for (const picture of document.querySelectorAll(".picture")) {
    const svg = picture.querySelector("svg");
    const source = svg.querySelector("metadata");
    const panels = source ? JSON.parse(source.textContent).panels : [];
    const reading = document.createElement("div");
    reading.className = "reading";
    reading.hidden = true;
    picture.append(reading);
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const view = svg.viewBox.baseVal;
      const x = (event.clientX - box.left) / box.width * view.width;
      const y = (event.clientY - box.top) / box.height * view.height;
      const panel = panels.find((p) => x >= p.left && x <= p.left + p.width && y >= p.top && y <= p.top + p.height);
      reading.hidden = !panel;
      if (!panel) return;
      const right = along(panel.x, (x - panel.left) / panel.width);
      const up = along(panel.y, 1 - (y - panel.top) / panel.height);
      reading.textContent = "(" + panel.letter + ") " + format(right) + ", " + format(up);
      const frame = picture.getBoundingClientRect();
      const left = event.clientX - frame.left + picture.scrollLeft;
      reading.style.left = Math.max(4, Math.min(left + 12, picture.scrollLeft + frame.width - reading.offsetWidth - 8)) + "px";
      reading.style.top = event.clientY - frame.top + picture.scrollTop + 14 + "px";
    });
    svg.addEventListener("pointerleave", () => { reading.hidden = true; });
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Enlarge";
    button.addEventListener("click", () => {
      button.textContent = picture.classList.toggle("large") ? "Fit" : "Enlarge";
    });
    picture.append(button);
  }
})();
