// A shared device: when nobody has touched it for a while it warns, then presses "Finish and clear" itself.
// Without this, people press that button. Nothing is kept in the browser.
(() => {
  "use strict";

  const UNTOUCHED = 90_000;
  const THANKED = 15_000; // nobody lingers over the thanks
  const WARNED = 20_000;
  const form = document.querySelector("form[data-kiosk]");
  if (!form) return;
  const warning = form.querySelector("[role=alertdialog]");
  const goOn = warning.querySelector("button");
  let timer;
  let before = null;

  const clear = () => form.submit();

  const warn = () => {
    before = document.activeElement;
    warning.hidden = false;
    goOn.focus();
    timer = setTimeout(clear, WARNED);
  };

  const touched = () => {
    clearTimeout(timer);
    if (!warning.hidden) {
      warning.hidden = true;
      before?.focus?.();
    }
    timer = setTimeout(warn, document.querySelector(".govuk-panel--confirmation") ? THANKED : UNTOUCHED);
  };

  ["pointerdown", "keydown", "input", "scroll", "touchstart", "htmx:after:swap"].forEach((name) => {
    document.addEventListener(name, touched, { passive: true, capture: true });
  });
  touched();
})();
