/* Elements, the program's own markup, copying, the theme. Every text of a message is set as text; markup comes only
   from the program, which has escaped what senders wrote, and the page's security policy runs no script in it. */

export function byId(id) { return document.getElementById(id); }

/** An element with a class and a text. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Tells a screen reader. */
export function say(text) { byId('said').textContent = text; }

const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy('whyjunk', { createHTML: markup => markup })
  : { createHTML: markup => markup };

/** Puts markup that the program made into an element. */
export function show(element, markup) { element.innerHTML = policy.createHTML(markup); }

export function number(n) { return n.toLocaleString('en'); }

/** `1 message`, `2 messages`. */
export function count(n, one, more) { return number(n) + ' ' + (n === 1 ? one : more); }

/** A size in words. */
export function size(bytes) {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (bytes >= 1000 && unit < 4) { bytes /= 1000; unit++; }
  return (unit && bytes < 100 ? bytes.toFixed(1) : Math.round(bytes)) + ' ' + units[unit];
}

function copied(button, done) {
  button.textContent = done ? 'Copied' : 'Select and copy by hand';
  say(button.textContent);
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
}

function selectAndCopy(node) {
  const range = document.createRange(), selection = getSelection();
  range.selectNodeContents(node);
  selection.removeAllRanges();
  selection.addRange(range);
  try { return document.execCommand('copy'); } catch { return false; }
}

/** The copy buttons of remedies, wherever they come to stand. */
export function copyButtons() {
  document.addEventListener('click', event => {
    const button = event.target.closest('button.copy');
    if (!button) return;
    const code = button.closest('figure').querySelector('code');
    if (navigator.clipboard) {
      navigator.clipboard.writeText(code.textContent)
        .then(() => copied(button, true), () => copied(button, selectAndCopy(code)));
    } else {
      copied(button, selectAndCopy(code));
    }
  });
}

/** The button that changes colours; the choice is kept. */
export function themeButton() {
  const root = document.documentElement, button = byId('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : system.matches;
  const name = () => { button.textContent = isDark() ? 'Light colours' : 'Dark colours'; };
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try { localStorage.setItem('whyjunk-theme', root.dataset.theme); } catch { /* for this view only */ }
    name();
  });
  system.addEventListener('change', name);
  name();
}
