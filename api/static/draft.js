"use strict";
// What is typed is kept as it is typed; the button does the same without this file.
{
  const form = document.querySelector("[data-draft]");
  const told = document.getElementById("kladde");
  const PAUSE = 1500; // milliseconds without a keystroke
  const OUTLIVES = 60_000; // bytes that a browser sends on after its page is left (Fetch standard: 64 KiB)
  let waiting = 0;

  // Also what the choice has put away, so that it is there again when the choice is changed.
  const typed = () => {
    const data = new URLSearchParams();
    for (const control of form.elements) {
      const chosen = !["radio", "checkbox"].includes(control.type) || control.checked;
      const text = !["file", "submit", "button", "fieldset"].includes(control.type);
      if (control.name && !control.name.startsWith("drop.") && chosen && text) {
        data.append(control.name, control.value);
      }
    }
    return data;
  };

  const save = async () => {
    clearTimeout(waiting);
    waiting = 0;
    const body = typed().toString();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        keepalive: body.length < OUTLIVES,
      });
      const { saved_at: savedAt, detail } = await answer.json();
      told.textContent = savedAt ? `Kladden er gemt ${savedAt}.` : (detail ?? "");
    } catch {
      told.textContent = "Kladden kunne ikke gemmes lige nu. Det, du har skrevet, står her stadig.";
    }
  };

  if (form && told) {
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, PAUSE);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
    addEventListener("visibilitychange", () => waiting && document.hidden && save());
  }
}
