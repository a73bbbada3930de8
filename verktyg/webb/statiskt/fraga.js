// Keeps what stands beside the questions up to date, and copies a text. The page works without it.
"use strict";

(() => {
  const form = document.getElementById("frågeformulär");
  const place = document.getElementById("läget");
  if (form && place) {
    for (const button of form.querySelectorAll("[data-utan-skript]")) button.hidden = true;
    // What the other answers have made needless is folded away, but never under somebody's hands.
    const fold = (needless) => {
      for (const group of form.querySelectorAll(".fråga")) {
        const folded = needless.has(group.dataset.svar) && !group.contains(document.activeElement);
        group.classList.toggle("onödig", folded);
        group.querySelector(".behövs-inte").hidden = !folded;
      }
    };
    // The sentence stays the same element, so that a screen reader says it when it has changed, and only then.
    const replace = (text) => {
      const here = place.querySelector(".sammanfattning");
      const made = document.createElement("template");
      made.innerHTML = text ?? "";
      const told = made.content.querySelector(".sammanfattning");
      const said = told ? told.textContent : "Läget är inte uppdaterat. Tryck på Nästa.";
      if (here.textContent !== said) here.textContent = said;
      if (!told) return;
      told.remove();
      for (const hint of made.content.querySelectorAll(".förvalt")) {
        const shown = document.getElementById(hint.dataset.om);
        if (shown && shown.textContent !== hint.textContent) shown.textContent = hint.textContent;
      }
      fold(new Set(Array.from(made.content.querySelectorAll(".onödig"), (each) => each.dataset.svar)));
      while (here.nextSibling) here.nextSibling.remove();
      here.after(made.content);
    };
    let latest = 0;
    let waiting = 0;
    const update = async () => {
      const mine = ++latest;
      const fields = new URLSearchParams(new FormData(form));
      fields.set("del", "läget");
      place.classList.add("väntar");
      try {
        const answer = await fetch(form.action, { method: "POST", body: fields });
        if (mine === latest) replace(answer.ok && !answer.redirected ? await answer.text() : null);
      } catch {
        if (mine === latest) replace(null);
      } finally {
        if (mine === latest) place.classList.remove("väntar");
      }
    };
    const soon = (wait) => { clearTimeout(waiting); waiting = setTimeout(update, wait); };
    const day = form.querySelector(".dag time");
    form.addEventListener("change", (event) => {
      if (day && event.target.type === "date" && event.target.closest(".dag") && event.target.value) {
        day.textContent = day.dateTime = event.target.value;
      }
      soon(0);
    });
    form.addEventListener("input", (event) => { if (event.target.matches("input[type=text]")) soon(500); });
  }

  // Something typed and "vet inte" at once cannot be: the latest counts.
  for (const group of document.querySelectorAll(".fråga")) {
    const typed = group.querySelector("input[type=text], input[type=date]");
    const boxes = group.querySelectorAll("input[type=checkbox]");
    if (!typed) continue;
    typed.addEventListener("input", () => { for (const box of boxes) box.checked = false; });
    for (const box of boxes) {
      box.addEventListener("change", () => {
        if (!box.checked) return;
        typed.value = "";
        for (const other of boxes) if (other !== box) other.checked = false;
      });
    }
  }

  for (const button of document.querySelectorAll("[data-kopiera]")) {
    if (!navigator.clipboard) continue;
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      const told = button.parentElement.querySelector("[role=status]");
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.kopiera).value);
        told.textContent = "Texten är kopierad.";
      } catch {
        told.textContent = "Det gick inte att kopiera. Markera texten och kopiera den.";
      }
    });
  }
})();
