// Elements of the page. Text is set as text, never as markup.

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function link(label, address) {
  const made = element("a", label, "quiet");
  made.href = address;
  return made;
}
