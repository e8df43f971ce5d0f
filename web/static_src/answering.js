// Answering with little or no signal: what is typed stays in this tab until it is sent, and is sent when the signal is
// back. Questions that depend on an answer above are shown and hidden as it is given. The pages work without all this.
(() => {
  "use strict";

  const kept = (form) => `quorate:${form.dataset.keep}`;
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");

  const keep = (form) => {
    const typed = fields(form)
      .filter((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value))
      .map((field) => [field.name, field.value]);
    try { sessionStorage.setItem(kept(form), JSON.stringify(typed)); } catch { /* full, or switched off */ }
  };

  const forget = (form) => {
    try { sessionStorage.removeItem(kept(form)); } catch { /* switched off */ }
  };

  // Everything of a survey, as soon as it was sent or given up: the next person on this device finds nothing.
  const forgetAll = (path) => {
    try {
      Object.keys(sessionStorage).filter((key) => key.startsWith(`quorate:${path}/`)).forEach((key) => sessionStorage.removeItem(key));
    } catch { /* switched off */ }
  };

  // Only into a page on which nothing is marked or typed: what the server knows is never overwritten.
  const restore = (form) => {
    let typed = [];
    try { typed = JSON.parse(sessionStorage.getItem(kept(form)) || "[]"); } catch { return; }
    const own = fields(form);
    if (own.some((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value))) return;
    typed.forEach(([name, value]) => {
      own.filter((field) => field.name === name).forEach((field) => {
        if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
        else if (field.value === value) field.checked = true;
      });
    });
  };

  const given = (form, name) => fields(form)
    .filter((field) => field.name === name && (field.type !== "radio" && field.type !== "checkbox" || field.checked))
    .map((field) => field.value);

  const showAndHide = (form) => {
    form.querySelectorAll("[data-only-if]").forEach((group) => {
      const source = form.querySelector(`[name="${CSS.escape(group.dataset.onlyIf)}"]`);
      const above = source?.closest(".govuk-form-group");
      const wanted = group.dataset.anyOf.split(" ");
      group.hidden = Boolean(above?.hidden) || !given(form, group.dataset.onlyIf).some((value) => wanted.includes(value));
    });
  };

  const say = (form, text) => {
    let note = form.querySelector(".q-offline");
    if (!text) { note?.remove(); return; }
    if (!note) {
      note = document.createElement("p");
      note.className = "q-offline";
      note.setAttribute("role", "status");
      form.append(note);
    }
    note.textContent = text;
  };

  // What could not be sent waits here: it is tried again when the signal is back, and in between, since a phone at the
  // edge of a network thinks that it is connected.
  let waiting = null; // {form, submitter, tries, timer}
  const wait = (form, submitter) => {
    keep(form);
    const tries = waiting?.form === form ? waiting.tries + 1 : 0;
    clearTimeout(waiting?.timer);
    waiting = { form, submitter, tries, timer: setTimeout(send, Math.min(60, 5 * 2 ** tries) * 1000) };
    delete form.dataset.sent; // the button can be pressed again
    form.querySelectorAll("[type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
    say(form, form.dataset.offline);
  };

  const send = () => {
    if (!waiting?.form.isConnected) { waiting = null; return; }
    const { form, submitter } = waiting;
    delete form.dataset.sent;
    form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  };

  const arrived = () => {
    clearTimeout(waiting?.timer);
    waiting = null;
  };

  let pressed = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches('form[action$="/forget"]')) forgetAll(form.getAttribute("action").replace(/\/forget$/, ""));
    if (!form.matches("form[data-keep]")) return;
    pressed = event.submitter;
    keep(form);
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wait(form, event.submitter);
  }, true);

  const formOf = (event) => event.target.closest?.("form[data-keep]");
  document.addEventListener("htmx:error", (event) => {
    const form = formOf(event);
    if (form) wait(form, pressed);
  });
  // A server that is just being restarted answers for somebody else: its page is not put in place of what was typed.
  document.addEventListener("htmx:before:response", (event) => {
    const form = formOf(event);
    const status = event.detail.ctx.response.status;
    if (!form || (status < 500 && status !== 408 && status !== 429)) return;
    event.preventDefault();
    wait(form, pressed);
  });
  window.addEventListener("online", send);

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-keep], form[data-preview]");
    if (!form) return;
    showAndHide(form);
    if (form.dataset.keep) keep(form);
  });

  let last = null;
  const prepare = () => {
    document.querySelectorAll("[data-sent-from]").forEach((page) => forgetAll(page.dataset.sentFrom));
    document.querySelectorAll("form[data-keep], form[data-preview]").forEach((form) => {
      if (form.dataset.ready) return;
      form.dataset.ready = "yes";
      if (form.dataset.keep) restore(form);
      showAndHide(form);
      last = form;
    });
  };

  document.addEventListener("htmx:before:swap", () => {
    arrived();
    if (last?.dataset.keep) forget(last);
  });
  document.addEventListener("htmx:after:swap", prepare);
  window.addEventListener("pageshow", prepare);
  prepare();
})();
