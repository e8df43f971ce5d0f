// Keying paper forms quickly: Enter goes to the next field and, in the last one, to the button. A full answer of one
// key goes on by itself. The page works without it.
(() => {
  "use strict";

  const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]), textarea, button[type=submit]")];

  const goOn = (field) => {
    const all = fields(field.form);
    const next = all[all.indexOf(field) + 1];
    next?.focus();
    next?.select?.();
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !field.form?.matches("[data-keying]") || field.matches("textarea, button")) return;
    event.preventDefault();
    goOn(field);
  });

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset.keys || !field.form?.matches("[data-keying]")) return;
    if (field.dataset.keys.split(" ").includes(field.value.toLowerCase())) goOn(field);
  });
})();
