/* The files of a drop or a choice, in the order and with the names that the command line would find them by. */

/** One file: its bytes, its path, how deep below the given folder it lies, whether it is a Maildir's message. */
function item(blob, path, walked, maildir) { return { blob, path, walked, maildir }; }

/** Pasted text, which is what standard input would be. */
export function pasted(content) { return [item(new Blob([content]), '-', 0, false)]; }

/** Chosen files. */
export function chosen(list) { return distinct(Array.from(list, file => item(file, file.name, 0, false))); }

/* Files of one name, from several folders, are told apart: a message is found again by its file's path. */
function distinct(items) {
  const taken = new Set();
  for (const one of items) {
    const path = one.path;
    for (let n = 2; taken.has(one.path); n++) one.path = path + ' (' + n + ')';
    taken.add(one.path);
  }
  return items;
}

/** A chosen folder. */
export function chosenFolder(list) {
  return walk(Array.from(list, file => ({ file, path: file.webkitRelativePath.split('/') })));
}

/** What was dropped. */
export async function dropped(transfer) {
  const entries = Array.from(transfer.items, i => i.kind === 'file' && i.webkitGetAsEntry && i.webkitGetAsEntry());
  const files = Array.from(transfer.files);
  if (!entries.some(entry => entry && entry.isDirectory)) return chosen(files);
  const items = [];
  for (const entry of entries.filter(Boolean)) {
    if (entry.isDirectory) {
      const found = [];
      await gather(entry, [entry.name], found);
      items.push(...walk(found));
    } else {
      items.push(item(await fileOf(entry), entry.name, 0, false));
    }
  }
  return distinct(items);
}

function fileOf(entry) { return new Promise((resolve, reject) => entry.file(resolve, reject)); }

async function gather(folder, path, found) {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const entry of some) {
      const own = [...path, entry.name];
      if (entry.isDirectory) await gather(entry, own, found);
      else found.push({ file: await fileOf(entry), path: own });
    }
  }
}

const INDEX = ['archive_browser.html', 'maildirsize', 'maildirfolder', 'subscriptions', 'popstate.dat',
  'msgFilterRules.dat', 'filterlog.html', 'junklog.html', 'table_of_contents', 'Thumbs.db', 'desktop.ini'];

function isIndex(name) {
  return ['.msf', '.json', '.plist'].some(end => name.endsWith(end))
    || ['dovecot', 'courierimap', 'courierpop3', 'cyrus.'].some(start => name.startsWith(start))
    || INDEX.includes(name);
}

/* By code points, as the bytes of UTF-8 go. */
function compare(a, b) {
  const x = Array.from(a), y = Array.from(b);
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
  }
  return x.length - y.length;
}

function byPath(a, b) {
  for (let i = 0; i < a.path.length && i < b.path.length; i++) {
    if (a.path[i] !== b.path[i]) return compare(a.path[i], b.path[i]);
  }
  return a.path.length - b.path.length;
}

/* Folders in the order of names; hidden files, index files and a Maildir's drafts are left alone. */
function walk(found) {
  const folders = new Set();
  for (const { path } of found) for (let i = 1; i < path.length; i++) folders.add(path.slice(0, i).join('/'));
  const has = (path, name) => folders.has([...path, name].join('/'));
  const isMaildir = path => has(path, 'cur') || has(path, 'new');
  const names = new Set(found.map(({ path }) => path.join('/')));
  const hasFile = (path, name) => names.has([...path, name].join('/'));
  const isProfile = path => hasFile(path, 'prefs.js') && (has(path, 'Mail') || has(path, 'ImapMail'));
  const isTaken = path => path.every((name, i) => {
    if (i === 0) return true;
    const above = path.slice(0, i), last = i === path.length - 1;
    if (name.startsWith('.')) return !last && isMaildir(above) && isMaildir([...above, name]);
    if (last) return !isIndex(name) && !isProfile(above);
    if (isProfile(above)) return name === 'Mail' || name === 'ImapMail';
    return !(name === 'tmp' && isMaildir(above)) && !(name === 'Attachments' && has(above, 'Messages'));
  });
  const isMessage = path => {
    const above = path.slice(0, -1), name = above[above.length - 1], beside = above.slice(0, -1);
    return (name === 'cur' && has(beside, 'new')) || (name === 'new' && has(beside, 'cur'));
  };
  const isEmptyMailbox = ({ file, path }) => !file.size && names.has(path.join('/') + '.msf');
  return found.filter(one => isTaken(one.path) && !isEmptyMailbox(one)).sort(byPath)
    .map(({ file, path }) => item(file, path.join('/'), path.length - 1, isMessage(path)));
}
