/* Editing the words: put paragraphs and rows in, keep unsaved typing on this device every ten seconds, take suggestions. */
"use strict";

(function () {
  const form = document.querySelector("#words");
  if (!form) return;
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const EVERY = 10000;
  const key = "anqi.words." + form.dataset.words;
  let count = 0;
  let last = null;

  /* ---- new paragraphs and rows, from templates of the page ---- */
  function made(template, mark) {
    const copy = template.content.cloneNode(true);
    all("*", copy).forEach((part) => Array.from(part.attributes).forEach((attribute) => {
      if (attribute.value.includes("KEY")) attribute.value = attribute.value.replaceAll("KEY", mark);
    }));
    return copy.firstElementChild;
  }
  function insert(after, text, kind) {
    const place = after ? (after.dataset.place || "-1").split(":")[0] : "-1";
    count += 1;
    const mark = place + ":" + Date.now().toString(36) + count;
    const part = made(one("#new-passage"), mark);
    part.dataset.section = after ? after.dataset.section : "";
    one("textarea", part).value = text || "";
    if (kind) one("select", part).value = kind;
    if (after) {
      let end = after;
      while (end.nextElementSibling && end.nextElementSibling.matches(".beside,.passage.new")) end = end.nextElementSibling;
      end.after(part);
    } else {
      one(".passage", form).before(part);
    }
    changed();
    return part;
  }
  function changed() {
    form.dataset.changed = "yes";
    grow(form);
  }
  function grow(root) {
    if (CSS.supports("field-sizing", "content")) return;
    all("textarea", root).forEach((area) => {
      area.style.height = "auto";
      area.style.height = area.scrollHeight + 2 + "px";
    });
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-insert],[data-discard],[data-add-row],[data-put],[data-unsaved]");
    if (!target) return;
    if (target.dataset.insert) {
      one("textarea", insert(target.closest(".passage"))).focus();
    } else if (target.hasAttribute("data-discard")) {
      target.closest(".passage").remove();
      changed();
    } else if (target.dataset.addRow) {
      const name = target.dataset.addRow;
      count += 1;
      const row = made(one('template[data-row-of="' + name + '"]'), "n" + Date.now().toString(36) + count);
      one('table[data-table="' + name + '"] tbody').append(row);
      one("textarea", row).focus();
      changed();
    } else if (target.hasAttribute("data-put")) {
      const section = target.dataset.section;
      const own = last && (last.dataset.section === section || !section) ? last : null;
      const same = all(".passage", form).filter((part) => part.dataset.section === section);
      const after = own || same[same.length - 1] || last || null;
      const part = insert(after, one("p", target.parentElement).textContent);
      part.scrollIntoView({ block: "center" });
      one("textarea", part).focus();
    } else if (target.dataset.unsaved === "take") {
      restore(JSON.parse(localStorage.getItem(key)));
      one("#unsaved").hidden = true;
    } else if (target.dataset.unsaved === "drop") {
      localStorage.removeItem(key);
      one("#unsaved").hidden = true;
    }
  });
  form.addEventListener("focusin", (event) => { last = event.target.closest(".passage") || last; });
  form.addEventListener("input", () => grow(form));

  /* ---- unsaved typing: kept on this device under the person, the document and its revision ---- */
  function typed() {
    return Array.from(new FormData(form).entries()).filter(([name]) => name !== "_csrf");
  }
  const loaded = JSON.stringify(typed());
  function keep(sending) {
    if (!sending && (!form.dataset.changed || !one("#unsaved").hidden)) return;
    const entries = typed();
    if (JSON.stringify(entries) === loaded) return;
    const at = new Date().toLocaleTimeString();
    try {
      localStorage.setItem(key, JSON.stringify({ revision: form.dataset.revision, at, entries }));
      one("#autosaved").textContent = form.dataset.kept.replace("{at}", at);
    } catch (refused) {
      one("#autosaved").textContent = "";
    }
  }
  function restore(kept) {
    const values = new Map();
    kept.entries.forEach(([name, value]) => values.set(name, (values.get(name) || []).concat(value)));
    (values.get("new") || []).forEach((mark) => {
      const place = mark.split(":")[0];
      const after = place === "-1" ? null : one('.passage[data-place="' + place + '"]', form);
      insert(after, (values.get("new_text." + mark) || [""])[0], (values.get("new_kind." + mark) || [""])[0]);
    });
    values.forEach((found, name) => {
      const rows = name.match(/^rows\.(\d+)$/);
      if (rows) {
        found.filter((mark) => mark.startsWith("n")).forEach((mark) => {
          const template = one('template[data-row-of="' + rows[1] + '"]');
          if (template) one('table[data-table="' + rows[1] + '"] tbody').append(made(template, mark));
        });
      }
    });
    values.forEach((found, name) => {
      const fields = form.elements[name];
      if (!fields || name === "revision" || name === "new" || name.startsWith("new_") || name.startsWith("rows.")) return;
      if (fields.type === "checkbox") fields.checked = true;
      else if ("value" in fields) fields.value = found[0];
    });
    changed();
  }
  let found = null;
  try { found = JSON.parse(localStorage.getItem(key)); } catch (refused) { found = null; }
  if (found && found.revision === form.dataset.revision && JSON.stringify(found.entries) !== loaded) {
    const note = one("#unsaved");
    one("span", note).textContent = form.dataset.found.replace("{at}", found.at);
    note.hidden = false;
  } else if (found) {
    try { localStorage.removeItem(key); } catch (refused) { found = null; }
  }
  setInterval(() => keep(false), EVERY);
  window.addEventListener("pagehide", () => { if (!form.dataset.sent) keep(false); });
  /* a saved text has a later revision, so that what was kept of this one is dropped by the next page */
  form.addEventListener("submit", () => keep(true));
  grow(form);
}());
