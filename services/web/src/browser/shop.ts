/** Improves pages that work without it. */
document.documentElement.classList.add("scripted");
