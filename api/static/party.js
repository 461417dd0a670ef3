"use strict";
// The form is whole without this file; here only what the choice makes superfluous is put away.

const form = document.querySelector(".answer-form");

const applies = (part, outcome) =>
  part.dataset.when ? part.dataset.when.split(" ").includes(outcome) : part.dataset.unless !== outcome;

const show = () => {
  const outcome = form.elements.outcome.value;
  for (const part of form.querySelectorAll("[data-when], [data-unless]")) {
    const needed = outcome !== "" && applies(part, outcome);
    part.hidden = !needed;
    for (const control of part.querySelectorAll("input, select, textarea")) {
      control.disabled = control.closest("[hidden]") !== null;
    }
  }
};

if (form) {
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
