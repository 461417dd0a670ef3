"use strict";
// On a small screen the form asks one question at a time; without this file it stands as a whole.
{
  const form = document.querySelector("[data-steps]");
  const small = matchMedia("(max-width: 767px)");
  let current = 0;

  // Those that the choice has a use for; party.js has put away the others.
  const steps = () => [...form.querySelectorAll("[data-step]")].filter((step) => !step.closest("[hidden]"));

  // A decision asks for the rest by its first choice; other kinds of question have none.
  const unchosen = () => form.elements.outcome?.value === "";

  const show = (told = "") => {
    const asked = steps();
    current = Math.min(current, asked.length - 1);
    const last = current === asked.length - 1;
    for (const step of form.querySelectorAll("[data-step]")) {
      step.classList.toggle("step--away", small.matches && step !== asked[current]);
    }
    for (const subject of form.querySelectorAll("[data-subject]")) {
      subject.classList.toggle("step--away", small.matches && !subject.contains(asked[current]));
    }
    form.toggleAttribute("data-stepping", small.matches);
    form.querySelector("[data-end]").classList.toggle("step--away", small.matches && !last);
    form.querySelector("[data-walk]").hidden = !small.matches;
    form.querySelector("[data-back]").hidden = current === 0;
    form.querySelector("[data-next]").hidden = last;
    form.querySelector("[data-where]").textContent = told || where(asked.length);
  };

  // How many there are is known once the choice is made.
  const where = (all) => (unchosen() ? "Trin 1" : `Trin ${current + 1} af ${all}`);

  // What a screen reader is to say: a new subject's legend with what stands under it, else the question.
  const saidOf = (step, before) => {
    const subject = step.closest("[data-subject]");
    if (subject && !subject.contains(before)) return subject;
    return step.matches("fieldset") ? step : step.querySelector("fieldset, label");
  };

  const walk = (by) => {
    if (by > 0 && unchosen()) return show("Vælg et af svarene, før du går videre.");
    const before = steps()[current];
    current += by;
    show();
    const heard = saidOf(steps()[current], before);
    heard.tabIndex = -1;
    heard.focus({ preventScroll: true });
    form.scrollIntoView();
  };

  const to = (field) => {
    const found = steps().findIndex((step) => step.contains(field));
    if (found >= 0) current = found;
    show();
  };

  if (form) {
    form.querySelector("[data-back]").addEventListener("click", () => walk(-1));
    form.querySelector("[data-next]").addEventListener("click", () => walk(1));
    form.addEventListener("change", () => show());
    form.addEventListener("keydown", (event) => {
      const typing = event.key === "Enter" && event.target.matches("input:not([type=file])");
      if (typing && small.matches && current < steps().length - 1) {
        event.preventDefault();
        walk(1);
      }
    });
    small.addEventListener("change", () => show());
    addEventListener("hashchange", () => {
      const field = document.getElementById(location.hash.slice(1));
      if (!form.contains(field)) return;
      to(field);
      field.focus();
    });
    addEventListener("pageshow", () => to(form.querySelector(".form-error")));
    to(form.querySelector(".form-error"));
  }
}
