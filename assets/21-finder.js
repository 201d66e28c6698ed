/* Search everywhere: Ctrl K or the link in the top bar opens a panel over the page (combobox with a listbox). Without
   script the link leads to the search page. A text that is left alone for a second is kept as one search. */
(function () {
  'use strict';
  var atrio = window.atrio, el = atrio.el, open = null, TYPED = 200, SETTLED = 1000;

  function sign(name) { return el('span', {'class': 'i i-' + name, 'aria-hidden': 'true'}); }

  function show(button) {
    var words = button.dataset, back = document.activeElement;
    var input = el('input', {
      type: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'finder-list', 'aria-autocomplete': 'list',
      'aria-label': words.hint, placeholder: words.hint, autocomplete: 'off', spellcheck: 'false', maxlength: '200',
      enterkeyhint: 'search', 'class': 'finder-input', id: 'finder-search'
    });
    var close = el('button', {type: 'button', 'class': 'icon-button finder-close'}, [sign('x-lg'), el('span', {'class': 'sr', text: words.close})]);
    var list = el('div', {role: 'listbox', id: 'finder-list', 'aria-label': words.title, 'class': 'finder-list'});
    var note = el('p', {role: 'status', 'class': 'finder-note'});
    var help = el('div', {'class': 'finder-help', hidden: ''});
    var keys = el('p', {'class': 'finder-keys', text: words.keys});
    var panel = el('div', {role: 'dialog', 'aria-modal': 'true', 'aria-label': words.title, 'class': 'finder-panel'},
      [el('div', {'class': 'finder-head'}, [sign('search'), input, close]), list, help, el('div', {'class': 'finder-foot'}, [note, keys])]);
    var veil = el('div', {'class': 'finder'}, [panel]);
    open = {button: button, back: back, veil: veil, panel: panel, input: input, list: list, note: note, help: help,
      timer: 0, settle: 0, asked: null, kept: '', drawn: null};
    open.box = atrio.listbox(input, list, {choose: choose, leave: hide, enter: enter});
    input.addEventListener('input', function () {      // Enter opens a line of what is written, not of what was
      open.box.point(input.value.trim() === open.drawn && open.drawn ? 0 : -1);
      clearTimeout(open.timer);
      clearTimeout(open.settle);
      open.timer = setTimeout(load, TYPED);
    });
    close.addEventListener('click', function () { hide(true); });
    veil.addEventListener('mousedown', function (event) { if (event.target === veil) { event.preventDefault(); hide(true); } });
    panel.addEventListener('keydown', function (event) { if (event.key === 'Escape') { event.stopPropagation(); hide(true); } });
    document.getElementById('react-entry-point').inert = true;
    document.body.appendChild(veil);
    document.documentElement.dataset.finder = '1';
    input.focus();
    load();
  }

  function hide(back) {
    if (!open) return;
    var was = open;
    open = null;
    clearTimeout(was.timer);
    clearTimeout(was.settle);
    if (was.asked) was.asked.abort();
    document.getElementById('react-entry-point').inert = false;
    delete document.documentElement.dataset.finder;
    was.veil.remove();
    if (back) {
      var shown = was.back && was.back.isConnected && was.back !== document.body;
      (shown ? was.back : document.querySelector('a[data-finder]')).focus({preventScroll: true});
    }
  }

  function ask(query, how) {
    return fetch('/search/panel?' + query, Object.assign({headers: {Accept: 'application/json'}, credentials: 'same-origin'}, how));
  }

  function load() {
    var mine = open, text = mine && mine.input.value.trim();
    if (!mine) return;
    if (mine.asked) mine.asked.abort();
    mine.asked = new AbortController();
    mine.panel.dataset.busy = '1';
    ask('q=' + encodeURIComponent(text), {signal: mine.asked.signal}).then(function (response) {
      if (response.status === 401) { location.assign('/sign-in?next=' + encodeURIComponent(location.pathname + location.search)); return null; }
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    }).then(function (found) {
      if (!found || open !== mine) return;
      draw(found, text);
      mine.settle = setTimeout(function () { keep(mine, text); }, SETTLED);
    }).catch(function (error) {
      if (error.name !== 'AbortError' && open === mine) broken(text);
    });
  }

  function keep(mine, text) {                          // one real search is one line of what people did
    clearTimeout(mine.settle);
    if (!text || mine.kept === text) return;
    mine.kept = text;
    ask('settled=1&q=' + encodeURIComponent(text), {keepalive: true}).catch(function () { /* it was only to be kept */ });
  }

  function option(line, className) {
    var words = [el('span', {'class': 'finder-title', text: line.title})];
    if (line.text) words.push(el('span', {'class': 'finder-meta', text: line.text}));
    var state = line.state && el('span', {'class': 'badge ' + line.state.tone}, [sign(line.state.icon), el('span', {text: line.state.words})]);
    return el('div', {
      role: 'option', id: atrio.newId('finder-option-'), 'aria-selected': 'false', 'data-href': line.href, 'class': 'finder-option ' + className
    }, [sign(line.icon), el('span', {'class': 'finder-text'}, words), state]);
  }

  function draw(found, text) {
    var list = open.list, help = open.help;
    list.textContent = help.textContent = '';
    delete open.panel.dataset.busy;
    open.drawn = text;
    found.blocks.forEach(function (block) {
      var key = atrio.newId('finder-group-');
      var box = el('div', {role: 'group', 'aria-labelledby': key}, [el('div', {text: block.title, id: key, 'class': 'finder-noun', role: 'presentation'})]);
      block.lines.forEach(function (line) { box.appendChild(option(line, '')); });
      if (block.more) box.appendChild(option(block.more, 'finder-more'));
      list.appendChild(box);
    });
    list.hidden = !found.blocks.length;
    help.hidden = !found.advice;
    if (found.advice) {
      help.appendChild(el('ul', {}, found.advice.map(function (words) { return el('li', {text: words}); })));
      found.ask.forEach(function (way) { help.appendChild(el('a', {href: way.href, 'class': 'button plain'}, [sign(way.icon), el('span', {text: way.title})])); });
    }
    open.note.textContent = found.count;
    list.scrollTop = 0;
    open.box.point(text && found.blocks.length ? 0 : -1);
  }

  function broken(text) {
    delete open.panel.dataset.busy;
    open.list.textContent = open.help.textContent = '';
    open.list.hidden = open.help.hidden = true;
    open.note.textContent = open.button.dataset.failed + ' ';
    open.note.appendChild(el('a', {href: '/search?q=' + encodeURIComponent(text), text: open.button.dataset.retry}));
  }

  function choose(node, event) {
    var href = node.dataset.href;
    if (open.drawn) keep(open, open.drawn);
    if (event.metaKey || event.ctrlKey) { window.open(href, '_blank', 'noopener'); return; }
    hide(true);
    atrio.visit(href);
  }

  function enter() {                                   // faster than the answer: the page will give it
    var text = open.input.value.trim();
    if (!text || open.drawn === text) return;
    hide(true);
    atrio.visit('/search?q=' + encodeURIComponent(text));
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('a[data-finder]');
    if (!button || !atrio.alive || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!open) show(button);
  }, true);
  window.addEventListener('popstate', function () { hide(false); });
  document.addEventListener('keydown', function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return;
    var button = document.querySelector('#react-entry-point a[data-finder]');
    if (!button || !atrio.alive) return;
    event.preventDefault();
    if (open) hide(true); else show(button);
  });
})();
