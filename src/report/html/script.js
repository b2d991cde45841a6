/* What the page can do beyond being read: copy, theme, and a table of messages to sort, filter and open.
   Every text is set as text; nothing here turns a string into markup. */
(function () {
  'use strict';
  var root = document.documentElement;

  function byId(id) { return document.getElementById(id); }

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function say(text) { byId('said').textContent = text; }

  /* Theme */

  function isDark() {
    var chosen = root.dataset.theme;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function theme() {
    var button = byId('theme');
    function name() { button.textContent = isDark() ? 'Light colours' : 'Dark colours'; }
    button.addEventListener('click', function () {
      root.dataset.theme = isDark() ? 'light' : 'dark';
      try { localStorage.setItem('whyjunk-theme', root.dataset.theme); } catch (e) { /* for this view only */ }
      name();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', name);
    name();
  }

  /* Copy */

  function copied(button, done) {
    button.textContent = done ? 'Copied' : 'Select and copy by hand';
    say(button.textContent);
    setTimeout(function () { button.textContent = 'Copy'; }, 2000);
  }

  function selectAndCopy(node) {
    var range = document.createRange();
    range.selectNodeContents(node);
    var selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    try { return document.execCommand('copy'); } catch (e) { return false; }
  }

  function copy(button) {
    var code = button.closest('figure').querySelector('code');
    if (navigator.clipboard && isSecureContext) {
      navigator.clipboard.writeText(code.textContent).then(
        function () { copied(button, true); },
        function () { copied(button, selectAndCopy(code)); });
    } else {
      copied(button, selectAndCopy(code));
    }
  }

  /* The table */

  var PAGE = 50, DELAY = 150;
  /* The parts of a row. */
  var SEQ = 0, FULL = 1, PATH = 2, FROM = 3, SUBJECT = 4, IP = 5, RESULTS = 6, NUMBER = 7, INSIDE = 8, MINUTE = 9,
    FOLDER = 10, RELATION = 11, REGION = 12, VERDICT = 13, PRODUCT = 14, CAUSE = 15, CONFIDENCE = 16, REMEDY = 17;
  var data, shown = [], page = 0, sort = { key: '', up: true }, open = null, lower = null, ranks = null;

  function at(list, index) { return index < 0 ? undefined : data[list][index]; }

  function text(row, part) { return data.texts[row[part]]; }

  function pad(n) { return n < 10 ? '0' + n : String(n); }

  function arrived(minute) {
    if (minute === null) return 'not known';
    var date = new Date(minute * 60000);
    if (isNaN(date)) return 'not known';
    return date.getUTCFullYear() + '-' + pad(date.getUTCMonth() + 1) + '-' + pad(date.getUTCDate()) + ' ' +
      pad(date.getUTCHours()) + ':' + pad(date.getUTCMinutes());
  }

  function keptOut(row) { return row[FOLDER] >= 1 && row[FOLDER] <= 3; }

  function isImpostor(row) { var cause = at('causes', row[CAUSE]); return !!cause && cause[0] === 'impersonates-exlibris'; }

  function isGenuine(row) { return row[RELATION] >= 0 && row[RELATION] <= 2; }

  function matters(row) { return (isGenuine(row) && keptOut(row)) || isImpostor(row); }

  /* The place of every text in the alphabet, made when first needed. */
  function rank() {
    if (ranks) return ranks;
    fold();
    var order = data.texts.map(function (_, i) { return i; });
    order.sort(function (a, b) { return lower[a] < lower[b] ? -1 : lower[a] > lower[b] ? 1 : a - b; });
    ranks = new Int32Array(order.length);
    order.forEach(function (index, place) { ranks[index] = place; });
    return ranks;
  }

  function fold() {
    if (!lower) lower = data.texts.map(function (t) { return t.toLowerCase(); });
    return lower;
  }

  function keyOf(name) {
    switch (name) {
      case 'subject': rank(); return function (row) { return ranks[row[SUBJECT]]; };
      case 'date': return function (row) { return row[MINUTE] === null ? -Infinity : row[MINUTE]; };
      case 'folder': return function (row) { return row[FOLDER]; };
      case 'relation': return function (row) { return row[RELATION]; };
      case 'cause':
        var titles = Object.keys(data.causes).sort(function (a, b) { return data.causes[a][1] < data.causes[b][1] ? -1 : 1; });
        var places = {};
        titles.forEach(function (id, place) { places[id] = place; });
        return function (row) { return row[CAUSE] < 0 ? titles.length : places[row[CAUSE]]; };
      default: return function (row) { return matters(row) ? 0 : 1; };
    }
  }

  function refresh() {
    var query = byId('f-text').value.trim().toLowerCase();
    var folder = byId('f-folder').value, relation = byId('f-relation').value, cause = byId('f-cause').value;
    var hits = null;
    if (query) {
      hits = new Uint8Array(data.texts.length);
      fold().forEach(function (t, i) { if (t.indexOf(query) >= 0) hits[i] = 1; });
    }
    shown = data.rows.filter(function (row) {
      return (folder === '' || (folder === 'kept-out' ? keptOut(row) : row[FOLDER] === +folder)) &&
        (relation === '' || (relation === 'genuine' ? isGenuine(row) : row[RELATION] === +relation)) && (cause === '' || row[CAUSE] === +cause) &&
        (!hits || hits[row[PATH]] || hits[row[FROM]] || hits[row[SUBJECT]] || hits[row[IP]] || hits[row[RESULTS]]);
    });
    var key = keyOf(sort.key), sign = sort.up ? 1 : -1;
    var keyed = shown.map(function (row) { return { key: key(row), row: row }; });
    keyed.sort(function (a, b) { return a.key === b.key ? a.row[SEQ] - b.row[SEQ] : (a.key < b.key ? -sign : sign); });
    shown = keyed.map(function (k) { return k.row; });
    page = 0;
    var all = data.rows.length.toLocaleString('en');
    byId('shown').textContent = shown.length === data.rows.length
      ? all + ' messages' : shown.length.toLocaleString('en') + ' of ' + all + ' messages';
    draw();
  }

  function draw() {
    close();
    var body = byId('rows'), pages = Math.max(1, Math.ceil(shown.length / PAGE));
    body.textContent = '';
    shown.slice(page * PAGE, (page + 1) * PAGE).forEach(function (row) { body.appendChild(line(row)); });
    if (!shown.length) {
      var cell = make('td', '', 'No message fits.');
      cell.colSpan = columns();
      body.appendChild(make('tr')).appendChild(cell);
    }
    byId('pages').hidden = pages < 2;
    byId('page').textContent = ' Page ' + (page + 1).toLocaleString('en') + ' of ' + pages.toLocaleString('en') + ' ';
    byId('before').disabled = page === 0;
    byId('after').disabled = page >= pages - 1;
    document.querySelectorAll('#table th[data-key]').forEach(function (head) {
      if (head.dataset.key === sort.key) head.setAttribute('aria-sort', sort.up ? 'ascending' : 'descending');
      else head.removeAttribute('aria-sort');
    });
  }

  /* The columns that there is room for. */
  function columns() {
    return Array.prototype.filter.call(document.querySelectorAll('#table > thead th'), function (head) {
      return getComputedStyle(head).display !== 'none';
    }).length;
  }

  function foreign(value) { return make('bdi', '', value); }

  function chip(row) {
    var look = row[FOLDER] === 0 ? 'chip good' : keptOut(row) ? 'chip bad' : 'chip';
    return make('span', look, at('folders', row[FOLDER])[1]);
  }

  function line(row) {
    var tr = make('tr', isImpostor(row) ? 'impostor' : ''), subject = make('td', 'what');
    tr.dataset.number = row[SEQ];
    var button = make('button', 'opener');
    button.type = 'button';
    button.setAttribute('aria-expanded', 'false');
    button.appendChild(foreign(text(row, SUBJECT) || '(no subject)'));
    subject.appendChild(button);
    var from = subject.appendChild(make('div', 'quiet'));
    from.appendChild(foreign(text(row, FROM) || '(no sender)'));
    from.appendChild(make('span', 'narrow', ' · ' + arrived(row[MINUTE])));
    var cause = at('causes', row[CAUSE]);
    if (cause) subject.appendChild(make('div', 'narrow', cause[1]));
    tr.appendChild(subject);
    tr.appendChild(make('td', 'wide', arrived(row[MINUTE])));
    tr.appendChild(make('td')).appendChild(chip(row));
    tr.appendChild(make('td', 'wide', at('relations', row[RELATION])[1]));
    tr.appendChild(make('td', 'wide', cause ? cause[1] : '–'));
    return tr;
  }

  function close() {
    if (!open) return;
    if (open.body) open.home.appendChild(open.body);
    open.row.remove();
    open.button.setAttribute('aria-expanded', 'false');
    open = null;
  }

  function toggle(button) {
    var tr = button.closest('tr'), again = open && open.button === button;
    close();
    if (again) return;
    var number = +tr.dataset.number, row = shown.find(function (r) { return r[SEQ] === number; });
    var inner = make('tr', 'inner'), cell = inner.appendChild(make('td'));
    cell.colSpan = columns();
    var home = row[FULL] ? byId('m' + number) : null, body = home && home.querySelector('.body');
    cell.appendChild(body || brief(row));
    tr.after(inner);
    button.setAttribute('aria-expanded', 'true');
    open = { row: inner, button: button, home: home, body: body };
  }

  function brief(row) {
    var box = make('div', 'body'), cause = at('causes', row[CAUSE]), remedy = at('remedies', row[REMEDY]);
    var product = at('products', row[PRODUCT]), region = at('regions', row[REGION]);
    if (cause) {
      box.appendChild(make('h3', '', at('folders', row[FOLDER])[1] + ': ' + cause[1]));
      box.appendChild(make('p', '', cause[2]));
    }
    if (remedy) {
      var ask = box.appendChild(make('p', 'ask'));
      ask.appendChild(make('span', 'actor', remedy[2]));
      ask.appendChild(document.createTextNode(' '));
      ask.appendChild(make('strong', '', remedy[1]));
    }
    var facts = box.appendChild(make('dl', 'facts'));
    function fact(name, value) {
      if (!value) return;
      facts.appendChild(make('dt', '', name));
      facts.appendChild(make('dd')).appendChild(foreign(value));
    }
    fact('Filter', (product ? product[1] + ': ' : '') + at('verdicts', row[VERDICT])[1]);
    fact('Ex Libris', at('relations', row[RELATION])[1] + (region ? ', ' + region[1] : ''));
    if (cause) fact('Cause', cause[0] + ' (' + (at('confidences', row[CONFIDENCE]) || [''])[0] + ')');
    fact('Handed over by', text(row, IP));
    fact('Results', text(row, RESULTS));
    fact('Subject', text(row, SUBJECT));
    fact('From', text(row, FROM));
    fact('Arrived (UTC)', arrived(row[MINUTE]));
    fact('Found in', text(row, PATH) + (row[INSIDE] ? ', inside message ' + row[INSIDE] : ', message ' + row[NUMBER]));
    box.appendChild(make('p', 'quiet', 'In short only: this page has room for some explanations in full. Save the message and run whyjunk on it for its route, filters and header lines.'));
    return box;
  }

  function option(select, value, id, name, count) {
    var item = select.appendChild(make('option', '', name + ' (' + count.toLocaleString('en') + ')'));
    item.value = value;
    item.dataset.id = id;
  }

  /* The values of a part of the rows, most messages first, behind those that stand for several of them. */
  function options(id, list, part, several) {
    var counts = {}, select = byId(id);
    if (several) {
      var count = data.rows.filter(several.fits).length;
      if (count) option(select, several.id, several.id, several.name, count);
    }
    data.rows.forEach(function (row) { if (row[part] >= 0) counts[row[part]] = (counts[row[part]] || 0) + 1; });
    Object.keys(counts).sort(function (a, b) { return counts[b] - counts[a]; }).forEach(function (index) {
      var item = data[list][index];
      option(select, index, item[0], item[1], counts[index]);
    });
  }

  function choose(id, value) {
    var select = byId(id);
    select.value = '';
    Array.prototype.forEach.call(select.options, function (o) { if (value && o.dataset.id === value) select.value = o.value; });
  }

  function clear() {
    ['f-text', 'f-folder', 'f-relation', 'f-cause'].forEach(function (id) { byId(id).value = ''; });
  }

  /* Shows the message that the address names. */
  function followHash() {
    var found = /^#m(\d+)$/.exec(location.hash);
    if (!found) return;
    clear();
    refresh();
    var number = +found[1], place = shown.findIndex(function (row) { return row[SEQ] === number; });
    if (place < 0) return;
    page = Math.floor(place / PAGE);
    draw();
    var tr = document.querySelector('#rows tr[data-number="' + number + '"]');
    toggle(tr.querySelector('.opener'));
    tr.scrollIntoView();
  }

  function turn(by) {
    page += by;
    draw();
    byId('table').scrollIntoView();
  }

  function table() {
    data = JSON.parse(byId('data').textContent);
    var first = data.mattering.texts.length;
    data.others.rows.forEach(function (row) { for (var part = PATH; part <= RESULTS; part++) row[part] += first; });
    data.texts = data.mattering.texts.concat(data.others.texts);
    data.rows = data.mattering.rows.concat(data.others.rows);
    options('f-folder', 'folders', FOLDER, { id: 'kept-out', name: 'kept out of the inbox', fits: keptOut });
    options('f-relation', 'relations', RELATION, { id: 'genuine', name: 'really from Ex Libris', fits: isGenuine });
    options('f-cause', 'causes', CAUSE);
    var timer = 0;
    byId('f-text').addEventListener('input', function () { clearTimeout(timer); timer = setTimeout(refresh, DELAY); });
    ['f-folder', 'f-relation', 'f-cause'].forEach(function (id) { byId(id).addEventListener('change', refresh); });
    byId('filters').addEventListener('submit', function (event) { event.preventDefault(); refresh(); });
    byId('f-clear').addEventListener('click', function () { clear(); refresh(); });
    byId('before').addEventListener('click', function () { turn(-1); });
    byId('after').addEventListener('click', function () { turn(1); });
    byId('table').addEventListener('click', function (event) {
      var head = event.target.closest('th[data-key] button'), opener = event.target.closest('.opener');
      if (opener) toggle(opener);
      if (!head) return;
      var key = head.parentNode.dataset.key;
      sort = { key: key, up: sort.key === key ? !sort.up : key !== 'date' };
      refresh();
    });
    addEventListener('hashchange', followHash);
    matchMedia('(max-width: 46rem)').addEventListener('change', draw);
    refresh();
    followHash();
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('button.copy'), link = event.target.closest('a.filter');
    if (button) copy(button);
    if (link && data) {
      clear();
      choose('f-cause', link.dataset.cause);
      choose('f-relation', link.dataset.relation);
      choose('f-folder', link.dataset.folder);
      refresh();
    }
  });

  try {
    theme();
    if (byId('data')) table();
  } catch (error) {
    root.classList.remove('js');
    throw error;
  }
})();
