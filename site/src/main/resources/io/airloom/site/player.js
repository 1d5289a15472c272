// Plays the recordings of a page: each is a list of screens, and the time from which each is shown.
"use strict";

for (const figure of document.querySelectorAll("figure.cast")) {
  const pre = figure.querySelector("pre");
  const screens = [...figure.querySelectorAll("template")]
    .map((screen) => ({ at: Number(screen.dataset.at), html: screen.innerHTML }));
  const end = screens.at(-1).at + 2;
  let at = end;
  let timer = 0;

  const button = document.createElement("button");
  button.type = "button";
  const slider = document.createElement("input");
  slider.type = "range";
  slider.max = end;
  slider.step = 0.1;
  slider.setAttribute("aria-label", "Time in the recording");

  const show = () => {
    pre.innerHTML = (screens.findLast((screen) => screen.at <= at) ?? screens[0]).html;
    slider.value = at;
    button.textContent = timer ? "Pause" : "Play";
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
  };
  const play = () => {
    if (at >= end) at = 0;
    let before = performance.now();
    timer = setInterval(() => {
      const now = performance.now();
      at += (now - before) / 1000;
      before = now;
      if (at >= end) stop();
      show();
    }, 50);
  };
  button.addEventListener("click", () => {
    if (timer) stop(); else play();
    show();
  });
  slider.addEventListener("input", () => {
    at = Number(slider.value);
    show();
  });
  figure.querySelector("figcaption").prepend(button, slider);
  show();
}
