/* The site control: a link that opens a searchable list (combobox with a listbox). Without script it stays a link. */
(function () {
  'use strict';
  var atrio = window.atrio, el = atrio.el, open = null;

  function show(button) {
    var panel = button.parentNode.querySelector('.scope-panel'), words = panel.dataset;
    var input = el('input', {
      type: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'scope-list', 'aria-autocomplete': 'list',
      'aria-label': words.search, placeholder: words.search, autocomplete: 'off', spellcheck: 'false', 'class': 'input', id: 'scope-search'
    });
    var list = el('div', {role: 'listbox', id: 'scope-list', 'aria-label': words.title, 'class': 'scope-list'});
    var note = el('p', {role: 'status', 'class': 'scope-note'});
    panel.textContent = '';
    panel.setAttribute('role', 'dialog');
    panel.setAttribute('aria-label', words.title);
    [input, list, note].forEach(function (node) { panel.appendChild(node); });
    panel.hidden = false;
    panel.classList.remove('flip');
    panel.classList.toggle('flip', panel.getBoundingClientRect().right > document.documentElement.clientWidth - 12);
    button.setAttribute('aria-expanded', 'true');
    open = {button: button, panel: panel, input: input, list: list, note: note, timer: 0, asked: null};
    open.box = atrio.listbox(input, list, {choose: choose, leave: hide});
    input.addEventListener('input', function () { clearTimeout(open.timer); open.timer = setTimeout(load, 150); });
    input.addEventListener('keydown', function (event) { if (event.key === 'Tab') hide(false); });
    input.focus();
    load();
  }

  function hide(back) {
    if (!open) return;
    var was = open;
    open = null;
    clearTimeout(was.timer);
    if (was.asked) was.asked.abort();
    was.panel.hidden = true;
    was.panel.textContent = '';
    was.button.removeAttribute('aria-expanded');
    if (back) was.button.focus();
  }

  function load() {
    var mine = open;
    if (!mine) return;
    if (mine.asked) mine.asked.abort();
    mine.asked = new AbortController();
    mine.panel.dataset.busy = '1';
    var to = mine.button.dataset.to;
    fetch('/scope?q=' + encodeURIComponent(mine.input.value) + (to ? '&to=' + encodeURIComponent(to) : ''), {
      signal: mine.asked.signal, headers: {Accept: 'application/json'}, credentials: 'same-origin'
    }).then(function (response) {
      if (response.status === 401) { location.assign('/sign-in?next=' + encodeURIComponent(location.pathname + location.search)); return null; }
      if (!response.ok) throw new Error(String(response.status));
      return response.json();
    }).then(function (found) {
      if (found && open === mine) draw(found);
    }).catch(function (error) {
      if (error.name !== 'AbortError' && open === mine) broken();
    });
  }

  function option(href, name, address, current) {
    var words = [el('span', {text: name, 'class': 'scope-name'})];
    if (address) words.push(el('span', {text: address, 'class': 'scope-meta'}));
    return el('div', {
      role: 'option', id: atrio.newId('scope-option-'), 'aria-selected': current ? 'true' : 'false', 'data-href': href, 'class': 'scope-option'
    }, words);
  }

  function draw(found) {
    var list = open.list, total = 0;
    list.textContent = '';
    delete open.panel.dataset.busy;
    if (found.all) list.appendChild(option(found.all.href, found.all.text, '', false));
    found.groups.forEach(function (group) {
      var key = atrio.newId('scope-group-');
      var box = el('div', {role: 'group', 'aria-labelledby': key}, [el('div', {text: group.client, id: key, 'class': 'scope-client', role: 'presentation'})]);
      group.sites.forEach(function (site) { total += 1; box.appendChild(option(site.href, site.name, site.address, site.current)); });
      list.appendChild(box);
    });
    open.note.textContent = total ? (found.more ? open.panel.dataset.more : '') : open.panel.dataset.none;
    open.box.point(open.input.value && total ? (found.all ? 1 : 0) : -1);
  }

  function broken() {
    delete open.panel.dataset.busy;
    open.list.textContent = '';
    open.note.textContent = open.panel.dataset.failed + ' ';
    open.note.appendChild(el('a', {href: open.button.getAttribute('href'), text: open.panel.dataset.retry}));
  }

  function choose(node, event) {
    var href = node.dataset.href;
    if (event.metaKey || event.ctrlKey) { window.open(href, '_blank', 'noopener'); return; }
    hide(true);
    atrio.visit(href);
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('a[data-scope]');
    if (button && atrio.alive && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (open) hide(true); else show(button);
    } else if (open && !open.panel.contains(event.target)) {
      hide(false);
    }
  }, true);
  document.addEventListener('keydown', function (event) {
    var button = event.target.closest && event.target.closest('a[data-scope]');
    if (button && atrio.alive && !open && (event.key === ' ' || event.key === 'ArrowDown')) { event.preventDefault(); show(button); }
  });
})();
