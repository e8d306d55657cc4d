/* A fact that is a table: rows of fields in place of the text they are sent as. Without this file the text itself is typed. */
"use strict";

(function () {
  const BAR = /[|｜]/;
  const made = (tag, values, ...inside) => {
    const part = Object.assign(document.createElement(tag), values);
    part.append(...inside);
    return part;
  };

  /* ---- the text and its rows, as the server reads and writes them (compliance/web/letter_form.py) ---- */
  function rowsOf(text, width) {
    return text.split("\n").filter((line) => line.trim()).map((line) => {
      const cells = line.includes("\t") ? line.split("\t") : line.split(BAR);
      const rest = cells.splice(width).join("|");
      if (rest) cells[width - 1] += "|" + rest;
      return cells.map((cell) => cell.trim());
    });
  }
  function textOf(rows) {
    return rows
      .filter((cells) => cells.some((cell) => cell))
      .map((cells) => cells.join(cells.some((cell) => BAR.test(cell)) ? "\t" : " | "))
      .join("\n");
  }

  function enhance(text) {
    const columns = JSON.parse(text.dataset.columns);
    const words = text.dataset;
    const list = made("ol", { className: "table-rows" });
    const editor = made("div", { className: text.classList.contains("is-invalid") ? "table-fact bad" : "table-fact" }, list);
    const cards = () => Array.from(list.children);
    const inputs = (card) => Array.from(card.querySelectorAll("[data-cell]"));
    const cellsOf = (card) => inputs(card).map((input) => input.value.replace(/\s*\n\s*/g, " ").replaceAll("\t", " ").trim());

    function keep() {
      text.value = textOf(cards().filter((card) => !card.classList.contains("dropped")).map(cellsOf));
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    function number() {
      cards().forEach((card, place) => {
        card.querySelector(".num").textContent = words.row.replace("{n}", place + 1);
        card.querySelector("[data-up]").disabled = place === 0;
        inputs(card).forEach((input, cell) => {
          input.id = place || cell ? "" : text.dataset.first;
          input.setAttribute("aria-label", words.row.replace("{n}", place + 1) + " " + columns[cell].title);
        });
      });
    }
    function field(column, value) {
      if (!column.options.length) {
        return made("textarea", { className: "form-control", rows: 1, value });
      }
      const known = ["", ...column.options, ...(value && !column.options.includes(value) ? [value] : [])];
      const select = made("select", { className: "form-select" }, ...known.map((each) => made("option", { value: each, textContent: each || words.choose })));
      select.value = value;
      return select;
    }
    function add(cells, after) {
      const grid = made("div", { className: "cells-grid" });
      columns.forEach((column, place) => {
        const input = field(column, cells[place] || "");
        input.dataset.cell = place;
        const title = made("span", { className: "title", textContent: column.title });
        if (column.required) title.append(made("span", { className: "must", textContent: "*" }));
        grid.append(made("label", {}, title, input));
      });
      const act = (name, sign, what) => {
        const button = made("button", { type: "button", className: "btn btn-plain btn-sm", textContent: sign, title: what });
        button.dataset[name] = "";
        button.setAttribute("aria-label", what);
        return button;
      };
      const head = made("div", { className: "row-head" }, made("span", { className: "num" }), act("up", "↑", words.up), act("drop", words.drop, words.drop));
      const card = made("li", {}, head, grid);
      if (after) after.after(card);
      else list.append(card);
      return card;
    }
    function next(card) {
      const following = card.nextElementSibling || add([], card);
      number();
      inputs(following)[0].focus();
    }
    function spread(input, pasted) {
      const lines = pasted.replace(/\r/g, "").replace(/\n+$/, "").split("\n");
      let card = input.closest("li");
      lines.forEach((line, place) => {
        if (place) card = card.nextElementSibling || add([], card);
        const fields = inputs(card).slice(Number(input.dataset.cell));
        line.split("\t").slice(0, fields.length).forEach((cell, at) => { fields[at].value = cell.trim(); });
      });
      number();
      keep();
    }

    editor.addEventListener("input", (event) => { if (event.target.dataset.cell !== undefined) keep(); });
    editor.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
      if (event.target.tagName !== "TEXTAREA") return;
      event.preventDefault();
      next(event.target.closest("li"));
    });
    editor.addEventListener("paste", (event) => {
      const pasted = event.clipboardData.getData("text/plain");
      const table = pasted.includes("\t") || event.clipboardData.getData("text/html").includes("<table");
      if (event.target.dataset.cell === undefined || !table) return;
      event.preventDefault();
      spread(event.target, pasted);
    });
    editor.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const card = button.closest("li");
      if (button.dataset.drop !== undefined) {
        const dropped = card.classList.toggle("dropped");
        inputs(card).forEach((input) => { input.disabled = dropped; });
        button.textContent = dropped ? words.restore : words.drop;
        button.setAttribute("aria-label", button.textContent);
        button.title = button.textContent;
      } else if (button.dataset.up !== undefined) {
        card.previousElementSibling.before(card);
        number();
        button.focus();
      } else {
        const added = add([]);
        number();
        inputs(added)[0].focus();
      }
      keep();
    });

    text.dataset.first = text.id;
    text.removeAttribute("id");
    text.hidden = true;
    const hint = text.parentElement.querySelector(".hint");
    if (hint) hint.hidden = true;
    const rows = rowsOf(text.value, columns.length);
    (rows.length ? rows : [[]]).forEach((cells) => add(cells));
    editor.append(made("button", { type: "button", className: "btn btn-plain btn-sm", textContent: words.add }));
    text.after(editor);
    number();
    if (location.hash === "#" + text.dataset.first) inputs(list.firstElementChild)[0].focus();
  }

  document.querySelectorAll("textarea[data-columns]").forEach(enhance);
}());
