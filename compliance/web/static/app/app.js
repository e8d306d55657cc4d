/* What HTML alone cannot do: keys, copying, double-submit guard, toasts. No dates are ever computed here. */
"use strict";

(function () {
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const MOST_BYTES = 20 * 1024 * 1024;
  const words = (name) => document.body.dataset[name] || "";

  /* ---- toasts: one region for results, words from the server ---- */
  function toast(text, bad) {
    const region = one("#toasts");
    if (!region || !text) return;
    const line = document.createElement("div");
    line.className = bad ? "toast-line bad" : "toast-line";
    line.setAttribute("role", bad ? "alert" : "status");
    line.textContent = text;
    region.append(line);
    setTimeout(() => line.remove(), bad ? 15000 : 5000);
  }

  document.addEventListener("htmx:response:error", (event) => {
    const response = event.detail && event.detail.ctx && event.detail.ctx.response;
    if (response && response.status === 422) return; /* shown in place */
    const number = response && response.headers && response.headers.get("X-Request-Id");
    toast(words("failed").replace("{number}", number || "—"), true);
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail && event.detail.ctx && event.detail.ctx.response) return;
    toast(words("offline"), true);
  });

  /* ---- forms: one submit, unsaved changes, confirmation ---- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (all("input[type=file]", form).some((field) => Array.from(field.files).some((file) => file.size > MOST_BYTES))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      toast(words("toolarge"), true);
      return;
    }
    if (form.method !== "post" || form.hasAttribute("hx-post") || form.hasAttribute("hx-get")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    delete form.dataset.changed;
    /* a download leaves the page standing: free the form again */
    setTimeout(() => delete form.dataset.sent, 8000);
  }, true);
  window.addEventListener("pageshow", () => all("form").forEach((form) => delete form.dataset.sent));
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) form.dataset.changed = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (one("form[data-guard][data-changed]")) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.hasAttribute("data-autosubmit") && field.form) field.form.requestSubmit();
    if (field.dataset.shows) showOnly(field);
  });

  /* a select with data-shows="group" shows only the parts whose data-for lists its value */
  function showOnly(field) {
    all('[data-group="' + field.dataset.shows + '"]', field.form || document).forEach((part) => {
      const wanted = part.dataset.for.split(" ").includes(field.value);
      part.hidden = !wanted;
      all("input,select,textarea", part).forEach((input) => { input.disabled = !wanted; });
    });
  }
  all("select[data-shows]").forEach(showOnly);

  /* ---- clicks ---- */
  function copyText(text, done) {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done);
      return;
    }
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    done();
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy],[data-print],[data-toggle],[data-open],[data-close],[data-fill]");
    all("details.drop-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!target) return;
    if (target.dataset.copy) {
      const source = one(target.dataset.copy);
      copyText("value" in source ? source.value : source.textContent, () => toast(words("copied")));
    } else if (target.hasAttribute("data-print")) {
      window.print();
    } else if (target.dataset.toggle) {
      const part = one(target.dataset.toggle);
      const open = part.classList.toggle("open");
      target.setAttribute("aria-expanded", String(open));
    } else if (target.dataset.open) {
      event.preventDefault();
      openForm(target.dataset.open);
    } else if (target.hasAttribute("data-close")) {
      target.closest("dialog").close();
    } else if (target.dataset.fill) {
      const field = one(target.dataset.fill);
      field.value = target.dataset.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  /* a button that leads to a folded form: unfold it, go there, stand in its first field */
  function openForm(selector) {
    const part = one(selector);
    if (!part) return;
    if (part.tagName === "DIALOG") {
      part.showModal();
    } else {
      if (part.tagName === "DETAILS") part.open = true;
      part.scrollIntoView({ block: part.offsetHeight > window.innerHeight / 2 ? "start" : "center" });
    }
    const field = one("input:not([type=hidden]):not(:disabled),select:not(:disabled),textarea:not(:disabled)", part);
    if (field) field.focus({ preventScroll: true });
  }
  /* a link may lead into a folded part */
  function unfold() {
    const part = /^#[\w-]+$/.test(location.hash) && one(location.hash);
    const fold = part && part.parentElement.closest("details:not([open])");
    if (fold) { fold.open = true; part.scrollIntoView({ block: "center" }); part.focus(); }
  }
  window.addEventListener("hashchange", unfold);
  unfold();
  if (location.hash.startsWith("#form-")) openForm(location.hash);

  /* ---- keys ---- */
  const KEYS = "anqi.keys";
  const keysOn = () => { try { return localStorage.getItem(KEYS) !== "off"; } catch (refused) { return true; } };
  const keySwitch = one("#keys-switch");
  if (keySwitch) {
    keySwitch.checked = keysOn();
    keySwitch.addEventListener("change", () => {
      try { localStorage.setItem(KEYS, keySwitch.checked ? "on" : "off"); } catch (refused) { toast(words("offline"), true); }
    });
  }
  const inField = (element) =>
    element.closest("input,textarea,select,[contenteditable]") !== null;
  const rows = () => all("tr[data-row]").filter((row) => row.offsetParent !== null);

  function move(step) {
    const list = rows();
    if (!list.length) return;
    const now = list.findIndex((row) => row.classList.contains("current"));
    const next = list[Math.min(Math.max(now + step, 0), list.length - 1)];
    list.forEach((row) => row.classList.toggle("current", row === next));
    next.scrollIntoView({ block: "nearest" });
    const link = one("a", next);
    if (link) link.focus({ preventScroll: true });
  }
  const SINGLE = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => { const box = one("#search"); if (box) { box.focus(); box.select(); } },
    "?": () => { location.href = words("help"); },
    n: () => { if (words("new")) location.href = words("new"); },
    t: () => { location.href = "/"; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = target.closest("form");
      if (form && form.method === "post") { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.key === "Escape") {
      all("details.drop-menu[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || inField(target) || !keysOn() || one("dialog[open]")) return;
    if (event.key === "Enter" && target === document.body) {
      const link = one("tr.current a");
      if (link) link.click();
      return;
    }
    const act = SINGLE[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  /* ---- on arrival ---- */
  const arrival = one("section[autofocus]") || one(".error-summary");
  if (arrival) arrival.focus();
  const seconds = Number(document.body.dataset.session || 0);
  if (seconds > 130) setTimeout(() => toast(words("ending"), true), (seconds - 120) * 1000);
}());
