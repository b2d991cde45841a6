/* What goes to the program and comes back: uploads, results while they are made, single messages, downloads. */

const text = new TextEncoder();

/** An answer that is no success, with the sentence that the program gave. */
export class Refused extends Error {}

async function refused(response) {
  let sentence = 'The program answered with status ' + response.status + '.';
  try { sentence = (await response.json()).error || sentence; } catch { /* no sentence came with it */ }
  return new Refused(sentence);
}

const GONE = 'The program does not answer any more. Was whyjunk serve ended? Start it again and open the address that it prints.';

async function ask(path, options) {
  let response;
  try { response = await fetch(path, options); } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refused(GONE);
  }
  if (!response.ok) throw await refused(response);
  return response;
}

/** What settings mean; throws what is wrong with them. */
export async function check(settings) {
  return (await ask('check', { method: 'POST', body: JSON.stringify(settings) })).json();
}

function length(bytes) {
  const head = new DataView(new ArrayBuffer(4));
  head.setUint32(0, bytes, true);
  return head.buffer;
}

/** The files as one body: before each how long its description is, and the description; at the end a zero. */
function frames(items) {
  const parts = [];
  for (const item of items) {
    const about = text.encode(JSON.stringify(
      { path: item.path, size: item.blob.size, walked: item.walked, maildir: item.maildir }));
    parts.push(length(about.length), about, item.blob);
  }
  parts.push(length(0));
  return new Blob(parts);
}

/* Ends an upload when a signal says so. The program is told first, so that it knows this from a connection that broke. */
function stopper(id, signal) {
  const stop = new AbortController();
  const end = () => fetch('jobs/' + id, { method: 'DELETE' }).catch(() => {}).finally(() => stop.abort());
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);
  return stop.signal;
}

/** Sends a body and tells how far it is. Resolves when all is sent, rejects with what the program says. */
function upload(path, body, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.responseType = 'json';
    request.upload.addEventListener('progress', event => progress(event.loaded, event.total));
    request.addEventListener('load', () => {
      if (request.status < 300) resolve();
      else reject(new Refused((request.response && request.response.error) || GONE));
    });
    request.addEventListener('error', () => reject(new Refused(
      'The upload broke off. Was a file changed or moved while it was read, or the program ended?')));
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

async function announce(settings) {
  return (await (await ask('jobs', { method: 'POST', body: JSON.stringify(settings) })).json()).id;
}

/** Reads one JSON object a line and hands each on. */
async function lines(response, take) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part) take(JSON.parse(part));
  }
}

/** Runs files through the analysis. `on` takes the events, `progress` the bytes sent. Resolves with the last event. */
export async function analyse(items, settings, on, progress, signal) {
  const id = await announce(settings);
  let end = null;
  const stop = stopper(id, signal);
  const events = ask('jobs/' + id + '/events', {}).then(response => lines(response, event => {
    if (event.type === 'end') end = event;
    else on(event);
  })).catch(error => { if (!end) throw error instanceof Refused ? error : new Refused(GONE); });
  let broke = null;
  const sent = upload('jobs/' + id + '/input', frames(items), progress, stop).catch(error => { broke = error; });
  await events;
  if (!end) {
    await sent;
    throw broke || new Refused(GONE);
  }
  await sent;
  return end;
}

/** Sends the files again and has the result saved by the browser. */
export async function download(items, settings, format, name, progress, signal) {
  const id = await announce({ ...settings, format });
  const stop = stopper(id, signal);
  const link = document.createElement('a');
  link.href = 'jobs/' + id + '/result/' + encodeURIComponent(name);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  await upload('jobs/' + id + '/input', frames(items), progress, stop);
}

/** Explains one message. */
export async function explain(question, bytes, signal) {
  const about = text.encode(JSON.stringify(question));
  return (await ask('explain', { method: 'POST', body: new Blob([length(about.length), about, bytes]), signal })).json();
}

/** Saves a text as a file. */
export function save(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
