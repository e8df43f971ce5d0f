// Ranking by tapping: a button beside each name gives it the next place, or takes its place away and closes the gap.
// The selects underneath stay what is sent, and work without any of this.
(() => {
  "use strict";

  const start = (paper) => {
    if (paper.dataset.started) return;
    paper.dataset.started = "yes";
    const places = [...paper.querySelectorAll(".q-paper__place")];
    const told = document.createElement("p");
    told.className = "q-paper__told";
    told.setAttribute("aria-live", "polite");
    paper.append(told);

    const ranked = () => places.filter((place) => place.value).sort((a, b) => a.value - b.value);
    const button = (place) => place.parentElement.querySelector("button");

    const tell = () => {
      const order = ranked();
      told.textContent = order.length
        ? `${paper.dataset.soFar} ${order.map((place) => `${place.value}. ${place.dataset.name}`).join(", ")}`
        : paper.dataset.none;
      places.forEach((place) => {
        const words = place.value ? paper.dataset.clear : paper.dataset.next;
        button(place).textContent = words;
        button(place).setAttribute("aria-label", `${words}: ${place.dataset.name}`);
        place.closest(".q-paper__line").classList.toggle("q-paper__line--ranked", Boolean(place.value));
      });
    };

    const takeAway = (place) => {
      const gone = Number(place.value);
      place.value = "";
      if (places.some((other) => Number(other.value) === gone)) return; // equal ranks: no gap arises
      places.forEach((other) => {
        if (Number(other.value) > gone) other.value = String(other.value - 1);
      });
    };

    places.forEach((place) => {
      const added = document.createElement("button");
      added.type = "button";
      added.className = "govuk-button govuk-button--secondary q-paper__next";
      added.addEventListener("click", () => {
        if (place.value) takeAway(place);
        else place.value = String(Math.min(Math.max(0, ...places.map((other) => Number(other.value))) + 1, places.length));
        tell();
      });
      place.after(added);
      place.addEventListener("change", tell);
    });
    tell();
  };

  const prepare = () => document.querySelectorAll("[data-ranking]").forEach(start);
  document.addEventListener("htmx:after:swap", prepare);
  window.addEventListener("pageshow", prepare);
  prepare();
})();
