// Lets the motivering follow the choice, and the printed text what is written. The page works without it.
"use strict";

(() => {
  const form = document.getElementById("sparformulär");
  if (!form) return;
  const text = form.querySelector("[name=motivering]");
  const hash = form.querySelector("[data-utkast]");
  const warning = form.querySelector(".valvarning");
  let made = text.value;
  let own = "egen" in text.dataset;
  let latest = 0;
  const follow = async () => {
    if (own || text.value !== made) return;
    const mine = ++latest;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("del", "motivering");
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields });
      if (!answer.ok || answer.redirected || mine !== latest || text.value !== made) return;
      const found = document.createElement("template");
      found.innerHTML = await answer.text();
      const told = found.content.querySelector("textarea");
      if (!told || mine !== latest || text.value !== made) return;
      text.value = told.value;
      made = text.value;
      hash.value = found.content.querySelector("input").value;
      warning.textContent = found.content.querySelector(".valvarning").textContent;
    } catch {
      // The server makes the text anew when the receipt is kept.
    }
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[name=val], [name=skäl]")) follow();
  });
  for (const written of document.querySelectorAll("[data-skrivs]")) {
    const from = form.querySelector(`[name="${written.dataset.skrivs}"]`);
    window.addEventListener("beforeprint", () => {
      written.textContent = from.value;
      written.closest("[data-om-ifyllt]")?.toggleAttribute("hidden", !from.value.trim());
    });
  }
})();
