// Small comforts for pages that work without them: counting characters, moving focus to what went wrong,
// sending a form only once, printing. No page may depend on anything here.
(() => {
  "use strict";

  const each = (root, selector, act) => {
    if (root.matches?.(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };

  // The words come translated from the server; without them only the figures are shown.
  const countMessage = (box, used, limit) => {
    const left = limit - used;
    const key = left < 0 ? "over" : "under";
    const n = Math.abs(left);
    const form = new Intl.PluralRules(document.documentElement.lang || "en").select(n);
    const words = (plural) => box.getAttribute(`data-i18n.characters-${key}-limit.${plural}`);
    const text = words(form) || words("other");
    return text ? text.replaceAll("%{count}", String(n)) : `${used} / ${limit}`;
  };

  const startCounting = (box) => {
    const field = box.querySelector(".govuk-js-character-count");
    const message = box.querySelector(".govuk-character-count__message");
    const limit = Number(box.dataset.maxlength);
    if (!field || !message || !limit || box.dataset.counting) return;
    box.dataset.counting = "yes";
    const spoken = message.cloneNode(false);
    spoken.removeAttribute("id");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    message.after(spoken);
    let timer;
    const show = () => {
      const used = [...field.value].length; // as the server counts: an emoji is one
      message.textContent = countMessage(box, used, limit);
      message.classList.toggle("govuk-error-message", used > limit);
      clearTimeout(timer);
      timer = setTimeout(() => { spoken.textContent = message.textContent; }, 1000);
    };
    field.addEventListener("input", show);
    show();
  };

  // Words are what stands between blanks, as votes/elections/rules.py counts them too.
  const countWords = (group) => {
    const field = group.querySelector("textarea");
    const most = Number(group.dataset.mostWords);
    if (!field || !most || group.dataset.counting) return;
    group.dataset.counting = "yes";
    const shown = document.createElement("p");
    shown.className = "govuk-hint";
    field.after(shown);
    const show = () => {
      const words = field.value.match(/\S+/g)?.length ?? 0;
      shown.textContent = `${group.dataset.wordsLeft} ${words} / ${most}`;
      shown.classList.toggle("govuk-error-message", words > most);
    };
    field.addEventListener("input", show);
    show();
  };

  const focusOnErrors = (root) => {
    const summary = root.querySelector(".govuk-error-summary");
    if (!summary) return;
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  };

  const prepare = (root) => {
    each(root, ".govuk-character-count", startCounting);
    each(root, "[data-most-words]", countWords);
    each(root, "[data-print]", (button) => { button.hidden = false; });
  };

  const release = (form) => {
    delete form.dataset.sent;
    each(form, "[type=submit]", (button) => button.removeAttribute("aria-disabled"));
  };

  // The way out of a turn waits for the answer that is on its way: to leave the page would cut it short.
  let leaving = null;
  const onItsWay = () => document.querySelector("form[data-once][data-sent]:not([data-way-out])");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-way-out]") || !onItsWay()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leaving = form;
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    each(form, "[type=submit]", (button) => button.setAttribute("aria-disabled", "true"));
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });

  // A link that is announced as a button is pressed like one.
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.("a[role=button]");
    if (!link || event.key !== " ") return;
    event.preventDefault();
    link.click();
  });

  // A page that comes back from the browser's memory must be usable again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) each(document, "form[data-once]", release);
  });

  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest?.("form[data-once]");
    if (form) release(form);
    const way = leaving;
    leaving = null;
    if (way?.isConnected) way.requestSubmit();
  });

  document.addEventListener("htmx:after:swap", () => {
    prepare(document);
    focusOnErrors(document);
  });

  // What was just done is told once, not again when the page is loaded anew or kept as a bookmark.
  const address = new URL(location.href);
  if (address.searchParams.has("done")) {
    address.searchParams.delete("done");
    history.replaceState(history.state, "", address);
  }

  prepare(document);
  focusOnErrors(document);
})();
