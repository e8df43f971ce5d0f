// Putting questions in order by dragging their handle, with a mouse or a finger. The buttons beside each question do the
// same without any of this, and by keyboard.
(() => {
  "use strict";

  const form = document.querySelector("form[data-place]");
  if (!form) return;
  let held = null; // {line, list, next}: what is dragged, and where it came from

  const restore = () => {
    if (!held) return;
    held.list.insertBefore(held.line, held.next);
    held.line.classList.remove("q-edited--held");
    held = null;
  };

  const follow = (event) => {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const line = under?.closest(".q-edited");
    const list = under?.closest(".q-card")?.querySelector("[data-page]");
    if (line && line !== held.line) {
      const box = line.getBoundingClientRect();
      line.parentElement.insertBefore(held.line, event.clientY < box.top + box.height / 2 ? line : line.nextElementSibling);
    } else if (!line && list && !list.children.length) {
      list.append(held.line);
    }
    const edge = 60;
    if (event.clientY < edge) scrollBy(0, -12);
    if (event.clientY > innerHeight - edge) scrollBy(0, 12);
  };

  const drop = () => {
    const { line, list, next } = held;
    held = null;
    line.classList.remove("q-edited--held");
    if (line.parentElement === list && line.nextElementSibling === next) return;
    form.action = `${form.dataset.place}/${line.dataset.question}/place`;
    form.elements.section.value = line.parentElement.dataset.page;
    form.elements.before.value = line.nextElementSibling?.dataset.question ?? "";
    form.submit();
  };

  document.querySelectorAll(".q-edited").forEach((line) => {
    const handle = document.createElement("span");
    handle.className = "q-grip";
    handle.title = form.dataset.drag;
    handle.setAttribute("aria-hidden", "true"); // the buttons are there for whoever cannot drag
    line.prepend(handle);
    handle.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      event.preventDefault();
      held = { line, list: line.parentElement, next: line.nextElementSibling };
      line.classList.add("q-edited--held");
    });
  });
  // Not on the handle, which leaves the page for a moment whenever its line is put elsewhere.
  document.addEventListener("pointermove", (event) => { if (held) follow(event); });
  document.addEventListener("pointerup", () => { if (held) drop(); });
  document.addEventListener("pointercancel", restore);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") restore(); });
})();
