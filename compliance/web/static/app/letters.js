/* Line numbers beside the text of a letter; without this the text works as well, only without numbers. */
"use strict";

(function () {
  for (const numbers of document.querySelectorAll("[data-numbers]")) {
    const text = document.getElementById(numbers.dataset.numbers);
    if (!text) continue;
    let shown = 0;
    const draw = () => {
      const lines = text.value.split("\n").length;
      if (lines !== shown) {
        shown = lines;
        numbers.textContent = Array.from({ length: lines }, (_, place) => place + 1).join("\n");
      }
      numbers.scrollTop = text.scrollTop;
    };
    text.addEventListener("input", draw);
    text.addEventListener("scroll", () => { numbers.scrollTop = text.scrollTop; });
    draw();
  }
})();
