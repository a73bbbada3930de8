// A diagram that is wider than the window opens at the decision that it is about, or at its first one.
for (const part of document.querySelectorAll(".rullbar")) {
  const box = part.querySelector(".nod.visad") ?? part.querySelector(".nod");
  if (!box || part.scrollWidth <= part.clientWidth) continue;
  const [own, frame] = [box.getBoundingClientRect(), part.getBoundingClientRect()];
  part.scrollLeft += own.left + own.width / 2 - frame.left - frame.width / 2;
}
