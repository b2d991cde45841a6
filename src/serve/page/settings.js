/* The settings: kept in this browser, written and read as the files that the command line takes. */

import { byId, make } from './dom.js';
import { check, Refused, save } from './send.js';

const CONFIG = 'whyjunk-config', RELAYS = 'whyjunk-relays';
const LISTS = [['s-domains', 'domains'], ['s-trusted', 'trusted'], ['s-authserv', 'authserv_ids'], ['s-allowed', 'allow_listed']];

let config = '', relays = '';

function kept(name) { try { return localStorage.getItem(name) || ''; } catch { return ''; } }

function keep(name, value) {
  try {
    if (value) localStorage.setItem(name, value);
    else localStorage.removeItem(name);
  } catch { /* for this view only */ }
}

/** The settings that go with every request. */
export function current() {
  return { config, relays, folder: byId('found').value, dns: byId('dns').checked };
}

function entries(id) { return byId(id).value.split(/[\n,]/).map(line => line.trim()).filter(Boolean); }

/* JSON's strings are strings of TOML, but for one control character. */
function quoted(text) { return JSON.stringify(text).replace(/\u007f/g, '\\u007f'); }

function written() {
  const lines = LISTS.map(([id, key]) => [key, entries(id)]).filter(([, list]) => list.length)
    .map(([key, list]) => key + ' = [' + list.map(quoted).join(', ') + ']');
  const region = byId('s-region').value;
  if (region) lines.push('region = ' + quoted(region));
  return lines.length ? '[institution]\n' + lines.join('\n') + '\n' : '';
}

function fill(found) {
  for (const [id, key] of LISTS) byId(id).value = (found[key] || []).join('\n');
  byId('s-region').value = found.region || '';
}

function problem(sentence) {
  byId('s-problem').hidden = !sentence;
  byId('s-problem').textContent = sentence || '';
}

async function open() {
  problem('');
  byId('s-relays').value = relays;
  try { fill(config ? await check({ config }) : {}); } catch (error) { problem(error.message); }
  byId('settings').showModal();
}

async function submit(event) {
  event.preventDefault();
  const wanted = { config: written(), relays: byId('s-relays').value.trim() };
  try { await check(wanted); } catch (error) {
    problem(error instanceof Refused ? error.message : String(error));
    return;
  }
  config = wanted.config;
  relays = wanted.relays ? wanted.relays + '\n' : '';
  keep(CONFIG, config);
  keep(RELAYS, relays);
  byId('settings').close();
  tell();
}

async function read(file) {
  const content = await file.text();
  try {
    if (/^\s*\[\[relay\]\]/m.test(content)) {
      await check({ relays: content });
      byId('s-relays').value = content;
    } else {
      fill(await check({ config: content }));
    }
    problem('');
  } catch (error) { problem(file.name + ': ' + error.message); }
}

function tell() {
  byId('settings-open').replaceChildren('Settings', ...(config || relays ? [make('span', '', ' (in use)')] : []));
}

/** Wires the dialog. */
export function start() {
  config = kept(CONFIG);
  relays = kept(RELAYS);
  tell();
  byId('settings-open').addEventListener('click', open);
  byId('settings-form').addEventListener('submit', submit);
  byId('s-cancel').addEventListener('click', () => byId('settings').close());
  byId('s-clear').addEventListener('click', () => { fill({}); byId('s-relays').value = ''; problem(''); });
  byId('s-export').addEventListener('click', () => save('whyjunk.toml', written()));
  byId('s-export-relays').addEventListener('click', () => save('relays.toml', byId('s-relays').value));
  byId('s-import').addEventListener('click', () => byId('s-file').click());
  byId('s-file').addEventListener('change', () => {
    const file = byId('s-file').files[0];
    if (file) read(file);
    byId('s-file').value = '';
  });
}
