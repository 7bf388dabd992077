/** Comfort only; the page says everything without it. Links open the folds around their target, the picture is worked with Space too, everything can be opened at once, printed open, and the report copied. */
export const SCRIPT = `
(() => {
'use strict';
const byId = (id) => document.getElementById(id);
const targetOf = (hash) => { try { return byId(decodeURIComponent(hash.slice(1))); } catch { return null; } };
const show = (target) => { for (let node = target; node; node = node.parentElement) if (node.localName === 'details') node.open = true; };
const visit = (hash) => {
  const target = targetOf(hash);
  if (!target) return;
  show(target);
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView();
};
addEventListener('hashchange', () => visit(location.hash));
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const hash = link.getAttribute('href');
  if (hash === location.hash) { event.preventDefault(); visit(hash); } else show(targetOf(hash));
});
document.addEventListener('keydown', (event) => {
  const link = event.key === ' ' && event.target.closest('svg a');
  if (!link) return;
  event.preventDefault();
  const hash = link.getAttribute('href');
  if (hash === location.hash) visit(hash); else location.hash = hash;
});
if (location.hash) visit(location.hash);
const folds = [...document.querySelectorAll('details')];
const all = byId('open-all');
all.addEventListener('click', () => {
  const open = folds.some((fold) => !fold.open);
  for (const fold of folds) fold.open = open;
  all.textContent = open ? 'Close everything' : 'Open everything';
});
let closed = [];
addEventListener('beforeprint', () => {
  closed = folds.filter((fold) => !fold.open && fold.classList.contains('print'));
  for (const fold of closed) fold.open = true;
});
addEventListener('afterprint', () => { for (const fold of closed) fold.open = false; });
const said = byId('copied');
const copy = async (text) => {
  try { await navigator.clipboard.writeText(text); return true; } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
};
byId('copy-json').addEventListener('click', async () => {
  const done = await copy(JSON.stringify(JSON.parse(byId('nvr-doctor-report').textContent), null, 2));
  said.textContent = done ? 'The report is in the clipboard.' : 'The browser does not allow copying here.';
});
byId('tools').hidden = false;
})();
`;
