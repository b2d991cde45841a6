/* The table of messages: only the rows in sight are elements, so that it stays quick however many there are. */

import { byId, count, make, number } from './dom.js';

/* The parts of a row, as the program sends them. */
const SEQ = 0, PATH = 2, FROM = 3, SUBJECT = 4, IP = 5, RESULTS = 6, NUMBER = 7, INSIDE = 8, MINUTE = 9, FOLDER = 10,
  RELATION = 11, CAUSE = 15, OFFSET = 18, LENGTH = 19, CONTAINER = 20, FILE = 21;
const TEXTS = [PATH, FROM, SUBJECT, IP, RESULTS, CONTAINER, FILE];
/** Rows above and below those in sight. */
const SPARE = 12;
const DELAY = 150;
/** The most senders that are suggested. */
const SENDERS = 300;

let lists = null, rows = [], shown = [], sort = { key: '', up: true }, rowHeight = 0, open = () => {}, drawn = '';
/* Texts are kept once. */
let texts = [], places = new Map(), lower = [], ranks = null;
/* What came so far, counted as it comes: numbers for the tiles, messages for each choice of a filter, domains of senders,
   and the order in which rows stand as long as nobody sorts: what people ask about first. */
let tally = null, senders = new Map(), urgent = [], others = [];

function intern(text) {
  let at = places.get(text);
  if (at === undefined) {
    at = texts.length;
    places.set(text, at);
    texts.push(text);
  }
  return at;
}

function fold() {
  for (let i = lower.length; i < texts.length; i++) lower.push(texts[i].toLowerCase());
  return lower;
}

function rank() {
  if (ranks && ranks.length === texts.length) return ranks;
  fold();
  const order = texts.map((_, i) => i);
  order.sort((a, b) => lower[a] < lower[b] ? -1 : lower[a] > lower[b] ? 1 : a - b);
  ranks = new Int32Array(order.length);
  order.forEach((index, place) => { ranks[index] = place; });
  return ranks;
}

const text = (row, part) => texts[row[part]];
const at = (list, index) => index < 0 ? undefined : lists[list][index];
const isKeptOut = row => row[FOLDER] >= 1 && row[FOLDER] <= 3;
const isGenuine = row => row[RELATION] >= 0 && row[RELATION] <= 2;
const isImpostor = row => { const cause = at('causes', row[CAUSE]); return !!cause && cause[0] === 'impersonates-exlibris'; };
const matters = row => (isGenuine(row) && isKeptOut(row)) || isImpostor(row);

const two = n => n < 10 ? '0' + n : String(n);

function arrived(minute) {
  const date = new Date(minute === null ? NaN : minute * 60000);
  if (isNaN(date)) return 'not known';
  return date.getUTCFullYear() + '-' + two(date.getUTCMonth() + 1) + '-' + two(date.getUTCDate()) + ' ' +
    two(date.getUTCHours()) + ':' + two(date.getUTCMinutes());
}

/** Empties the table for a new run. */
export function begin(newLists) {
  lists = newLists;
  rows = []; shown = []; texts = []; places = new Map(); lower = []; ranks = null; drawn = '';
  sort = { key: '', up: true };
  tally = { genuine: 0, kept: 0, impostors: 0, keptOut: 0, folders: new Map(), relations: new Map(), causes: new Map() };
  senders = new Map(); urgent = []; others = [];
  clear();
  byId('rows').replaceChildren();
  byId('shown').textContent = '';
}

const one = (counts, key) => counts.set(key, (counts.get(key) || 0) + 1);

/** Adds rows as they come. */
export function add(some) {
  for (const row of some) {
    if (row[FILE] === null) row[FILE] = row[PATH];
    for (const part of TEXTS) row[part] = intern(row[part]);
    rows.push(row);
    const genuine = isGenuine(row), kept = isKeptOut(row), impostor = isImpostor(row);
    if (genuine) tally.genuine++;
    if (kept) tally.keptOut++;
    if (genuine && kept) tally.kept++;
    if (impostor) tally.impostors++;
    one(tally.folders, row[FOLDER]);
    one(tally.relations, row[RELATION]);
    one(tally.causes, row[CAUSE]);
    one(senders, row[FROM]);
    ((genuine && kept) || impostor ? urgent : others).push(row);
  }
}

/** What came so far, for the tiles. */
export function soFar() { return { messages: rows.length, ...tally }; }

/* The row of the message that carries this one, or its own. */
function carrierOf(row) {
  let i = row[SEQ] - 1;
  if (row[INSIDE]) while (i > 0 && (rows[i][INSIDE] || rows[i][FILE] !== row[FILE])) i--;
  return row[INSIDE] ? rows[i] : row;
}

/** How many messages of a file come before this one or the one that carries it. */
export function before(row, path) {
  const end = carrierOf(row);
  let count = 0;
  for (const other of rows) {
    if (other === end) break;
    const file = text(other, FILE);
    if (!other[INSIDE] && (file === path || file.startsWith(path + '!/'))) count++;
  }
  return count;
}

/** Where a message is found again: its row, and the row of the one that carries it. */
export function place(row) {
  const carrier = carrierOf(row);
  return {
    path: text(carrier, FILE), number: carrier[NUMBER], offset: carrier[OFFSET], length: carrier[LENGTH],
    container: text(carrier, CONTAINER), which: row[SEQ] - carrier[SEQ],
  };
}

export function subject(row) { return text(row, SUBJECT) || '(no subject)'; }
export function first() { return rows[rows.length - 1]; }

/** The rows before and after one, as they are shown. */
export function beside(row) {
  const i = shown.indexOf(row);
  return { before: shown[i - 1], after: i < 0 ? undefined : shown[i + 1] };
}

function keyOf(name) {
  switch (name) {
    case 'subject': rank(); return row => ranks[row[SUBJECT]];
    case 'date': return row => row[MINUTE] === null ? -Infinity : row[MINUTE];
    case 'folder': return row => row[FOLDER];
    case 'relation': return row => row[RELATION];
    case 'cause': {
      const order = Object.keys(lists.causes).sort((a, b) => lists.causes[a][1] < lists.causes[b][1] ? -1 : 1);
      const place = new Map(order.map((index, i) => [+index, i]));
      return row => row[CAUSE] < 0 ? order.length : place.get(row[CAUSE]);
    }
    default: return row => matters(row) ? 0 : 1;
  }
}

function hitsOf(query) {
  if (!query) return null;
  const hits = new Uint8Array(texts.length), wanted = query.toLowerCase();
  fold().forEach((t, i) => { if (t.includes(wanted)) hits[i] = 1; });
  return hits;
}

function sorted(some) {
  const key = keyOf(sort.key), sign = sort.up ? 1 : -1;
  const keyed = some.map(row => ({ key: key(row), row }));
  keyed.sort((a, b) => a.key === b.key ? a.row[SEQ] - b.row[SEQ] : a.key < b.key ? -sign : sign);
  return keyed.map(k => k.row);
}

/** Filters and sorts anew. */
export function refresh() {
  const anywhere = hitsOf(byId('f-text').value.trim()), sender = hitsOf(byId('f-sender').value.trim());
  const folder = byId('f-folder').value, relation = byId('f-relation').value, cause = byId('f-cause').value;
  if (!anywhere && !sender && folder + relation + cause + sort.key === '') shown = urgent.concat(others);
  else shown = sorted(rows.filter(row =>
    (folder === '' || (folder === 'kept-out' ? isKeptOut(row) : row[FOLDER] === +folder)) &&
    (relation === '' || (relation === 'genuine' ? isGenuine(row) : row[RELATION] === +relation)) &&
    (cause === '' || row[CAUSE] === +cause) && (!sender || sender[row[FROM]]) &&
    (!anywhere || [PATH, FROM, SUBJECT, IP, RESULTS].some(part => anywhere[row[part]]))));
  byId('shown').textContent = shown.length === rows.length
    ? count(rows.length, 'message', 'messages') : number(shown.length) + ' of ' + count(rows.length, 'message', 'messages');
  document.querySelectorAll('#list th[data-key]').forEach(head => {
    if (head.dataset.key === sort.key) head.setAttribute('aria-sort', sort.up ? 'ascending' : 'descending');
    else head.removeAttribute('aria-sort');
  });
  byId('list').setAttribute('aria-rowcount', shown.length + 1);
  drawn = '';
  draw();
}

function line(row, place) {
  const tr = make('tr', isImpostor(row) ? 'impostor' : ''), cause = at('causes', row[CAUSE]);
  tr.setAttribute('aria-rowindex', place + 2);
  const what = make('td', 'what'), button = make('button', 'opener');
  button.type = 'button';
  button.dataset.place = place;
  button.append(make('bdi', '', subject(row)));
  const from = make('div', 'quiet');
  from.append(make('bdi', '', text(row, FROM) || '(no sender)'), make('span', 'narrow', ' · ' + arrived(row[MINUTE])));
  what.append(button, from);
  const chip = make('span', row[FOLDER] === 0 ? 'chip good' : isKeptOut(row) ? 'chip bad' : 'chip', at('folders', row[FOLDER])[1]);
  const folder = make('td');
  folder.append(chip);
  tr.append(what, make('td', 'wide', arrived(row[MINUTE])), folder,
    clamped('wide', at('relations', row[RELATION])[1]), clamped('cause', cause ? cause[1] : '–'));
  return tr;
}

/* A cell whose text takes only the lines that a row has. */
function clamped(className, text) {
  const cell = make('td', className);
  cell.append(make('div', 'clamp', text));
  return cell;
}

function spacer(height) {
  const tr = make('tr', 'spacer');
  tr.setAttribute('aria-hidden', 'true');
  const cell = make('td');
  cell.style.height = height + 'px';
  tr.append(cell);
  return tr;
}

/* Draws the rows in sight. Rows have one height, so that the place of each is known. */
function draw() {
  const box = byId('scroll'), body = byId('rows');
  if (!shown.length) {
    const cell = make('td', '', rows.length ? 'No message fits.' : 'No message yet.'), tr = make('tr');
    // As many columns as a narrow window has: a cell across more would make more.
    cell.colSpan = 3;
    tr.append(cell);
    body.replaceChildren(tr);
    drawn = '';
    return;
  }
  rowHeight = parseFloat(getComputedStyle(box).getPropertyValue('--row')) * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const from = Math.max(0, Math.floor(box.scrollTop / rowHeight) - SPARE);
  const to = Math.min(shown.length, Math.ceil((box.scrollTop + (box.clientHeight || 600)) / rowHeight) + SPARE);
  const now = from + ' ' + to + ' ' + rowHeight;
  if (now === drawn) return;
  drawn = now;
  const focused = document.activeElement && document.activeElement.dataset.place;
  const lines = [];
  if (from > 0) lines.push(spacer(from * rowHeight));
  for (let i = from; i < to; i++) lines.push(line(shown[i], i));
  if (to < shown.length) lines.push(spacer((shown.length - to) * rowHeight));
  body.replaceChildren(...lines);
  if (focused !== undefined) focus(+focused);
}

function focus(place) {
  const button = document.querySelector('#rows .opener[data-place="' + place + '"]');
  if (button) button.focus({ preventScroll: true });
}

/* Moves the focus to a row, which is brought into sight first. */
function go(place) {
  const box = byId('scroll'), wanted = Math.min(Math.max(place, 0), shown.length - 1);
  const head = document.querySelector('#list thead').offsetHeight, top = wanted * rowHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + rowHeight + head > box.scrollTop + box.clientHeight) box.scrollTop = top + rowHeight + head - box.clientHeight;
  draw();
  focus(wanted);
}

function keys(event) {
  const place = event.target.dataset && event.target.dataset.place;
  if (place === undefined) return;
  const page = Math.max(1, Math.floor(byId('scroll').clientHeight / rowHeight) - 2);
  const to = { ArrowDown: +place + 1, ArrowUp: place - 1, PageDown: +place + page, PageUp: place - page, Home: 0, End: shown.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(to);
}

/** The choices of the filters, with how many messages each has. */
export function choices() {
  options('f-folder', 'folders', { id: 'kept-out', name: 'kept out of the inbox', n: tally.keptOut });
  options('f-relation', 'relations', { id: 'genuine', name: 'really from Ex Libris', n: tally.genuine });
  options('f-cause', 'causes');
}

/** The senders that the filter suggests. */
export function suggestions() {
  const domains = new Map();
  for (const [from, n] of senders) {
    const domain = texts[from].split('@').pop();
    if (domain) domains.set(domain, (domains.get(domain) || 0) + n);
  }
  const most = [...domains].sort((a, b) => b[1] - a[1]).slice(0, SENDERS);
  byId('senders').replaceChildren(...most.map(([domain]) => { const option = make('option'); option.value = domain; return option; }));
}

function choice(value, id, name, n) {
  const option = make('option', '', name + ' (' + number(n) + ')');
  option.value = value;
  option.dataset.id = id;
  return option;
}

/* `group` are several values of the list that are chosen together. */
function options(id, list, group) {
  const select = byId(id), chosen = select.value, all = make('option', '', 'all');
  all.value = '';
  const single = [...tally[list]].filter(([index]) => index >= 0).sort((a, b) => b[1] - a[1])
    .map(([index, n]) => choice(index, lists[list][index][0], lists[list][index][1], n));
  if (group) single.unshift(choice(group.id, group.id, group.name, group.n));
  select.replaceChildren(all, ...single);
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = '';
}

function clear() {
  for (const id of ['f-text', 'f-sender', 'f-folder', 'f-relation', 'f-cause']) byId(id).value = '';
}

function choose(id, value) {
  const select = byId(id), option = Array.from(select.options).find(o => value && o.dataset.id === value);
  select.value = option ? option.value : '';
}

/** Follows a link of the summary to the messages that it counts. */
function follow(event) {
  const link = event.target.closest('a.filter');
  if (!link) return;
  clear();
  choose('f-cause', link.dataset.cause);
  choose('f-relation', link.dataset.relation);
  choose('f-folder', link.dataset.folder);
  refresh();
}

/** Wires the table; `opened` is called with the row that somebody opens. */
export function start(opened) {
  open = opened;
  let timer = 0, frame = 0;
  for (const id of ['f-text', 'f-sender']) {
    byId(id).addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(refresh, DELAY); });
  }
  for (const id of ['f-folder', 'f-relation', 'f-cause']) byId(id).addEventListener('change', refresh);
  byId('filters').addEventListener('submit', event => { event.preventDefault(); refresh(); });
  byId('f-clear').addEventListener('click', () => { clear(); refresh(); });
  byId('scroll').addEventListener('scroll', () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(draw);
  });
  addEventListener('resize', () => { drawn = ''; if (rows.length) draw(); });
  byId('list').addEventListener('keydown', keys);
  byId('list').addEventListener('click', event => {
    const head = event.target.closest('th[data-key] button'), opener = event.target.closest('.opener');
    if (opener) open(shown[+opener.dataset.place]);
    if (!head) return;
    const key = head.parentNode.dataset.key;
    sort = { key, up: sort.key === key ? !sort.up : key !== 'date' };
    refresh();
  });
  document.addEventListener('click', follow);
}
