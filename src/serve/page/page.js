/* The page: from what was dropped to the answer. */

import { byId, copyButtons, count, make, number, say, show, size, themeButton } from './dom.js';
import * as files from './files.js';
import * as send from './send.js';
import * as settings from './settings.js';
import * as table from './table.js';

/** How often the page, and the meter, is drawn anew while results come, in milliseconds. */
const ROUND = 300, METER = 200;
/**
 * So much of a message that lies in a file of its own, and in a mailbox, is read by the program. An archive or an
 * Outlook item is sent whole or not at all.
 */
const SINGLE = 16 << 20, WINDOW = 4 << 20, WHOLE = 64 << 20;

let items = [], used = null, running = null, last = null;

function state(name) {
  document.body.dataset.state = name;
  const parts = { start: ['start'], running: ['run', 'mailbox'], one: ['one'], mailbox: ['mailbox'], problem: ['problem'] }[name];
  for (const id of ['start', 'run', 'problem', 'one', 'mailbox']) byId(id).hidden = !parts.includes(id);
  byId('again').hidden = name === 'start';
  for (const link of document.querySelectorAll('header nav a')) link.hidden = name !== 'mailbox' || byId(link.hash.slice(1)).hidden;
}

function start() {
  if (running) running.abort();
  running = null;
  items = [];
  state('start');
  byId('start-title').tabIndex = -1;
  byId('start-title').focus();
}

function problem(title, sentence, details) {
  byId('problem-title').textContent = title;
  byId('problem-text').textContent = sentence;
  byId('problem-list').replaceChildren(...(details || []).slice(0, 20).map(text => make('li', '', text)));
  byId('retry').hidden = !items.length;
  state('problem');
}

function names() {
  if (items.length === 1) return items[0].path === '-' ? 'the pasted text' : items[0].path;
  return count(items.length, 'file', 'files');
}

/* While it runs */

function tiles() {
  const so = table.soFar();
  const tile = (n, what, look) => {
    const li = make('li', look);
    li.append(make('strong', '', number(n)), ' ', make('span', '', what));
    return li;
  };
  byId('so-far').replaceChildren(
    tile(so.messages, so.messages === 1 ? 'message' : 'messages', ''), tile(so.genuine, 'from Ex Libris', ''),
    tile(so.kept, 'of these kept out', so.kept ? 'bad' : ''), tile(so.impostors, 'impostors', so.impostors ? 'bad' : ''));
}

let metered = 0;

function meter(sent, all) {
  const now = performance.now();
  // Drawing it at each step of the upload would take time from the reading.
  if (sent && sent < all && now - metered < METER) return;
  metered = now;
  const part = all ? sent / all : 0;
  byId('meter').value = part;
  byId('run-text').textContent = size(sent) + ' of ' + size(all) + ' read';
  const title = Math.floor(part * 100) + ' % – whyjunk';
  if (document.title !== title) document.title = title;
}

async function run(list) {
  if (!list.length) {
    items = [];
    problem('There is nothing in it', 'No file was found in what was dropped. Drop messages, a mailbox, or a folder of them.');
    return;
  }
  if (running) running.abort();
  const own = running = new AbortController();
  items = list;
  used = settings.current();
  last = null;
  byId('run-title').textContent = 'Reading ' + names();
  byId('so-far').replaceChildren();
  byId('summary').after(byId('save'));
  show(byId('summary'), '');
  show(byId('one'), '');
  for (const note of document.querySelectorAll('#messages > .doubt')) note.remove();
  byId('cancel').disabled = false;
  byId('save').hidden = true;
  meter(0, items.reduce((sum, item) => sum + item.blob.size, 0));
  let pause = 60, timer = 0, shownRows = false;
  const draw = () => {
    timer = 0;
    if (own !== running || last) return;
    if (!shownRows && byId('run').hidden) state('running');
    shownRows = true;
    const start = performance.now();
    tiles();
    table.choices();
    table.refresh();
    // Drawing takes a small part of the time however many rows there are.
    pause = Math.max(ROUND, 12 * (performance.now() - start));
  };
  const later = () => { if (!timer) timer = setTimeout(draw, pause); };
  const slow = setTimeout(() => { if (own === running && !last) { state('running'); tiles(); } }, 150);
  const on = event => {
    if (own !== running) return;
    if (event.type === 'begin') table.begin(event);
    else if (event.type === 'rows') { table.add(event.rows); later(); }
    else if (event.type === 'waiting') byId('run-text').textContent = 'Waiting: other uploads are being read first.';
    else if (event.type === 'alone' || event.type === 'summary') last = event;
  };
  try {
    const end = await send.analyse(items, used, on, (sent, all) => { if (own === running && !last) meter(sent, all); }, own.signal);
    clearTimeout(slow);
    clearTimeout(timer);
    if (own !== running) return;
    await finish(end, own);
  } catch (error) {
    clearTimeout(slow);
    clearTimeout(timer);
    if (own !== running) return;
    problem('That did not work', error.message);
  } finally {
    if (own === running) { running = null; document.title = 'whyjunk'; }
  }
}

/* At the end */

const ENDS = { cancelled: 'Cancelled', broken: 'Not everything was read', failed: 'The analysis failed' };

async function finish(end, own) {
  if (!last) {
    problem(end.state === 'broken' ? 'Nothing was read' : ENDS[end.state] || 'That did not work', end.reason);
    return;
  }
  if (last.type === 'alone' && end.state === 'complete') {
    await one(own);
    return;
  }
  if (!last.messages) {
    const none = 'No message was found. ' + (items.length === 1 ? 'A file' : 'Each file') + ' has to be a message, a mailbox, or text with headers in it.';
    problem(end.state === 'broken' ? 'Nothing was read' : ENDS[end.state] || 'No mail was found in it', end.reason || none, last.lost);
    return;
  }
  const summary = byId('summary');
  show(summary, last.html);
  if (end.state !== 'complete') {
    const note = make('div', 'alarm');
    note.id = 'partial';
    const again = make('button', '', 'Read it again'), buttons = make('p', 'buttons');
    again.type = 'button';
    again.addEventListener('click', () => run(items));
    buttons.append(again);
    note.append(make('strong', '', ENDS[end.state] + '. '), (end.state === 'cancelled' ? '' : end.reason + ' ') +
      'What follows covers the part that was read. A report can be saved of what is read to the end.', buttons);
    // The report says the same without the reason.
    if (last.partial) summary.querySelector('.alarm').remove();
    if (!summary.querySelector('h1')) summary.prepend(make('h1', '', count(last.messages, 'message was read', 'messages were read')));
    summary.prepend(note);
  }
  if (last.left_out) {
    byId('messages').querySelector('h2').after(make('p', 'doubt',
      'The table holds the first messages only; ' + number(last.left_out) + ' more are in the counts above and in every download but the HTML report.'));
  }
  table.choices();
  table.suggestions();
  table.refresh();
  byId('save').hidden = end.state !== 'complete';
  byId('save-text').textContent = '';
  state('mailbox');
  const title = summary.querySelector('h1');
  if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); }
  say('Done. ' + count(last.messages, 'message', 'messages'));
}

/* One message in full */

async function explain(row, signal) {
  const at = table.place(row), item = items.find(i => at.path === i.path || at.path.startsWith(i.path + '!/'));
  if (!item) throw new Error('The file is not at hand any more.');
  const whole = at.path !== item.path || at.container === 'msg' || await isPacked(item.blob);
  if (whole && item.blob.size > WHOLE) {
    throw new Error('The file is too large to open one message of it here: the limit is 64 MiB. Unpack it and drop the folder.');
  }
  const inMailbox = !whole && at.container === 'mbox';
  const bytes = inMailbox ? item.blob.slice(at.offset, at.offset + Math.min(at.length, WINDOW))
    : item.blob.slice(0, whole ? WHOLE : SINGLE);
  const { folder, ...rest } = used;
  return send.explain({
    settings: { ...rest, folder },
    file: { path: item.path, size: item.blob.size, walked: item.walked, maildir: item.maildir },
    mailbox: inMailbox ? { number: at.number, offset: at.offset, length: at.length } : null,
    before: whole ? table.before(row, item.path) : 0,
    which: at.which,
  }, bytes, signal);
}

/* Whether a file is compressed: its messages then have the file's own path. */
async function isPacked(blob) {
  const [first, second] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

/* The explanation, and beside it the header lines that it rests on. */
function layout(box, explained) {
  const left = make('div', 'told'), right = make('section', 'lines');
  show(left, explained.html);
  right.setAttribute('aria-label', 'The headers');
  const scroll = make('div', 'raw-box');
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', 'Header lines');
  show(scroll, explained.headers);
  right.append(make('h2', '', 'The headers, with what proves the answer marked'), scroll);
  const pair = make('div', 'beside');
  pair.append(left, right);
  box.replaceChildren(pair);
  for (const proof of left.querySelectorAll('.proof[data-line]')) {
    const line = scroll.querySelector('#line' + proof.dataset.line);
    if (!line) continue;
    const button = make('button', 'locate', 'Show');
    button.type = 'button';
    button.setAttribute('aria-label', 'Show line ' + proof.dataset.line + ' in the headers');
    button.addEventListener('click', () => point(scroll, line));
    proof.append(' ', button);
  }
}

function point(scroll, line) {
  for (const other of scroll.querySelectorAll('.here')) other.classList.remove('here');
  for (const part of scroll.querySelectorAll('[data-field="' + line.dataset.field + '"]')) part.classList.add('here');
  line.scrollIntoView({ block: 'center' });
  line.tabIndex = -1;
  line.focus({ preventScroll: true });
}

async function one(own) {
  const explained = await explain(table.first(), own.signal);
  if (own !== running) return;
  const box = byId('one');
  layout(box, explained);
  const told = box.querySelector('.told');
  if (last.html) { const lost = make('div'); show(lost, last.html); told.append(lost); }
  told.append(savePart());
  state('one');
  const title = box.querySelector('h1');
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

/* The downloads of a mailbox, for one message. */
function savePart() {
  const part = byId('save');
  part.hidden = false;
  return part;
}

let detail = null, detailRow = null;

async function openDetail(row) {
  if (detail) detail.abort();
  const own = detail = new AbortController(), box = byId('d-body'), dialog = byId('detail');
  detailRow = row;
  box.replaceChildren(make('p', 'quiet', 'Reading the message …'));
  if (!dialog.open) dialog.showModal();
  const { before, after } = table.beside(row);
  byId('d-before').disabled = !before;
  byId('d-after').disabled = !after;
  try {
    const explained = await explain(row, own.signal);
    if (own === detail) layout(box, explained);
  } catch (error) {
    if (own !== detail || error.name === 'AbortError') return;
    const note = make('p', 'alarm', error.message);
    note.setAttribute('role', 'alert');
    box.replaceChildren(make('h1', '', table.subject(row)), note);
  }
  dialog.scrollTop = 0;
}

/* Downloads */

let saving = null;

async function saveAs(button) {
  if (saving) saving.abort();
  const own = saving = new AbortController(), text = byId('save-text');
  const base = items.length === 1 && items[0].path !== '-' ? items[0].path.split('/').pop() : items[0].path === '-' ? 'headers' : 'mail';
  const name = 'whyjunk-' + base.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60) + '.' + button.dataset.end;
  const redacted = byId('redact').checked;
  text.textContent = 'Reading for ' + name + ' …';
  try {
    await send.download(items, { ...used, redact: redacted }, button.dataset.format, name, (sent, all) => {
      if (own === saving) text.textContent = 'Reading for ' + name + ': ' + size(sent) + ' of ' + size(all);
    }, own.signal);
    if (own === saving) text.textContent = name + (redacted ? ', with pseudonyms,' : '') + ' is with your downloads.';
  } catch (error) {
    if (own === saving && error.name !== 'AbortError') text.textContent = name + ' could not be made: ' + error.message;
  } finally {
    if (own === saving) saving = null;
  }
}

/* Dropping */

function dropping() {
  let inside = 0;
  const mark = on => document.body.classList.toggle('over', on);
  const hasFiles = event => event.dataTransfer && Array.from(event.dataTransfer.types).includes('Files');
  addEventListener('dragenter', event => { if (hasFiles(event)) { inside++; mark(true); event.preventDefault(); } });
  addEventListener('dragleave', () => { inside = Math.max(0, inside - 1); if (!inside) mark(false); });
  addEventListener('dragover', event => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener('drop', event => {
    inside = 0;
    mark(false);
    if (!event.dataTransfer || byId('settings').open) return;
    const words = event.dataTransfer.getData('text/plain');
    if (!hasFiles(event)) {
      if (words && !event.target.closest('textarea, input')) { event.preventDefault(); run(files.pasted(words)); }
      return;
    }
    event.preventDefault();
    if (byId('detail').open) byId('detail').close();
    files.dropped(event.dataTransfer).then(run, error => problem('That could not be read', String(error.message || error)));
  });
}

function wire() {
  byId('choose-files').addEventListener('click', () => byId('files').click());
  byId('choose-folder').addEventListener('click', () => byId('folder').click());
  byId('files').addEventListener('change', event => { const list = files.chosen(event.target.files); event.target.value = ''; run(list); });
  byId('folder').addEventListener('change', event => { const list = files.chosenFolder(event.target.files); event.target.value = ''; run(list); });
  byId('paste-open').addEventListener('click', () => {
    const form = byId('paste');
    form.hidden = !form.hidden;
    byId('paste-open').setAttribute('aria-expanded', String(!form.hidden));
    if (!form.hidden) byId('paste-text').focus();
  });
  byId('paste').addEventListener('submit', event => {
    event.preventDefault();
    const words = byId('paste-text').value;
    if (words.trim()) run(files.pasted(words));
    else byId('paste-text').focus();
  });
  byId('cancel').addEventListener('click', () => { byId('cancel').disabled = true; if (running) running.abort(); });
  byId('again').addEventListener('click', start);
  byId('problem-other').addEventListener('click', start);
  byId('retry').addEventListener('click', () => run(items));
  byId('downloads').addEventListener('click', event => { const button = event.target.closest('button'); if (button) saveAs(button); });
  byId('d-close').addEventListener('click', () => byId('detail').close());
  byId('d-before').addEventListener('click', () => { const { before } = table.beside(detailRow); if (before) openDetail(before); });
  byId('d-after').addEventListener('click', () => { const { after } = table.beside(detailRow); if (after) openDetail(after); });
  byId('detail').addEventListener('close', () => { if (byId('detail').open) return; if (detail) detail.abort(); detail = null; byId('d-body').replaceChildren(); });
}

themeButton();
copyButtons();
settings.start();
table.start(openDetail);
dropping();
wire();
state('start');
