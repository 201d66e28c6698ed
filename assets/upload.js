/* The upload box (components/upload_box.py): a list of what was chosen, each file sent by itself with a bar of progress.
   Loaded by pages that have one; without it the form is sent as it is. */
(function () {
  'use strict';
  var atrio = window.atrio, chosen = new WeakMap();    // of each form: [{file, row, state}]

  function box(node) { return node.closest && node.closest('form[data-upload]'); }
  function words(form) { return JSON.parse(form.dataset.words); }
  function of(form) {
    if (!chosen.has(form)) chosen.set(form, []);
    return chosen.get(form);
  }
  function make(tag, name, text) {
    var node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text;
    return node;
  }
  function size(bytes) {
    var unit = bytes < 1e6 ? ['kilobyte', 1e3, 0] : ['megabyte', 1e6, 1];
    var format = {style: 'unit', unit: unit[0], maximumFractionDigits: unit[2]};
    return new Intl.NumberFormat(document.documentElement.lang, format).format(Math.max(bytes / unit[1], unit[2] ? 0 : 1));
  }
  function why(form, file) {
    var told = words(form), kind = file.name.split('.').pop().toLowerCase();
    if (form.dataset.kinds.split(' ').indexOf(kind) < 0) return told.kind;
    if (!file.size) return told.empty;
    return file.size > Number(form.dataset.bytes) ? told.large : '';
  }
  function state(entry, name, text) {
    entry.state = name;
    entry.row.className = name;
    entry.row.querySelector('.upload-state').textContent = text;
    entry.row.querySelector('progress').hidden = name !== 'sending';
    entry.row.querySelector('button').hidden = name === 'sending' || name === 'done';
  }
  function add(form, files) {
    var list = form.querySelector('[data-files]'), told = words(form), most = Number(form.dataset.most);
    [].forEach.call(files, function (file) {
      var entry = {file: file, row: make('li')}, drop = make('button', 'icon-button'), bar = make('progress');
      if (most === 1) of(form).splice(0).forEach(function (old) { old.row.remove(); });
      var count = of(form).filter(function (one) { return one.state === 'waiting'; }).length;
      drop.type = 'button';
      drop.setAttribute('aria-label', told.remove + ': ' + file.name);
      drop.appendChild(make('span', 'i i-x-lg'));
      bar.max = 100;
      bar.setAttribute('aria-label', file.name);
      entry.row.append(make('span', 'upload-name', file.name), make('span', 'upload-size num', size(file.size)),
        make('span', 'upload-state'), bar, drop);
      drop.addEventListener('click', function () { remove(form, entry); });
      list.appendChild(entry.row);
      of(form).push(entry);
      var reason = why(form, file) || (count >= most ? told.many : '');
      state(entry, reason ? 'bad' : 'waiting', reason || told.waiting);
      if (reason) atrio.say(file.name + ': ' + reason);
    });
    shown(form);
  }
  function remove(form, entry) {
    of(form).splice(of(form).indexOf(entry), 1);
    entry.row.remove();
    shown(form);
    form.querySelector('input[type=file]').focus();
  }
  function shown(form) {
    form.querySelector('[data-files]').hidden = !of(form).length;
    var waits = of(form).some(function (one) { return one.state === 'waiting'; });
    form.querySelector('.upload-input').required = !waits;
  }
  function key() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return [].map.call(bytes, function (one) { return ('0' + one.toString(16)).slice(-2); }).join('');
  }

  /* ---- sending: one file after the other */
  function send(form, entry, next) {
    var data = new FormData(form), request = new XMLHttpRequest(), told = words(form);
    var bar = entry.row.querySelector('progress');
    data.delete('file');
    data.set('submission', entry.key = entry.key || key());
    data.append('file', entry.file, entry.file.name);
    state(entry, 'sending', told.sending);
    bar.value = 0;
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRFToken', document.querySelector('meta[name="csrf-token"]').content);
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) bar.value = 100 * event.loaded / event.total;
      if (event.loaded === event.total) entry.row.querySelector('.upload-state').textContent = told.checking;
    };
    request.onload = function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (e) { /* a page: what was sent before, or a proxy's */ }
      if (request.status === 401) { location.assign(atrio.boot.portal.signIn + '?next=' + encodeURIComponent(location.pathname + location.search)); return; }
      var good = request.status >= 200 && request.status < 300;
      if (good) state(entry, 'done', answer.said || told.done);
      else {
        entry.key = null;
        state(entry, answer.fields && Object.keys(answer.fields).length ? 'waiting' : 'bad', answer.error || told.failed);
      }
      next(good, answer, request.responseURL);
    };
    request.onerror = function () {                    // the same key again: nothing is kept twice
      state(entry, 'waiting', told.failed);
      next(false, {});
    };
    request.send(data);
  }
  function finish(form, all, to) {
    delete form.dataset.sending;
    form.querySelector('[type=submit]').disabled = false;
    shown(form);
    if (all && to) { atrio.go(to, {push: true}); return; }
    var bad = of(form).find(function (one) { return one.state !== 'done'; });
    if (!bad) return;
    var field = form.querySelector('[aria-invalid=true]') || bad.row.querySelector('button');
    field.focus();
    atrio.say(bad.file.name + ': ' + bad.row.querySelector('.upload-state').textContent);
  }
  function mark(form, fields) {                        // what the server found wrong beside the file
    Object.keys(fields || {}).forEach(function (name) {
      var field = form.elements[name];
      if (!field || !field.setAttribute) return;
      field.setAttribute('aria-invalid', 'true');
      field.addEventListener('input', function () { field.removeAttribute('aria-invalid'); }, {once: true});
    });
  }
  function begin(form) {
    var waiting = of(form).filter(function (one) { return one.state === 'waiting'; }), to = '';
    form.dataset.sending = '1';
    form.querySelector('[type=submit]').disabled = true;
    (function next(index, all) {
      if (index === waiting.length) { finish(form, all && of(form).every(function (one) { return one.state === 'done'; }), to); return; }
      send(form, waiting[index], function (good, answer) {
        to = answer.to || to;
        mark(form, answer.fields);
        next(index + 1, all && good);
      });
    })(0, true);
  }

  document.addEventListener('submit', function (event) {
    var form = box(event.target);
    if (!form || !of(form).some(function (one) { return one.state === 'waiting'; })) return;
    event.preventDefault();
    if (!form.dataset.sending) begin(form);
  }, true);
  document.addEventListener('change', function (event) {
    var form = event.target.type === 'file' && box(event.target);
    if (!form) return;
    add(form, event.target.files);
    event.target.value = '';                           // kept in the list
    shown(form);
  });
  ['dragover', 'dragleave', 'drop'].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var place = event.target.closest && event.target.closest('[data-drop]');
      if (!place || !event.dataTransfer || [].indexOf.call(event.dataTransfer.types, 'Files') < 0) return;
      event.preventDefault();
      place.classList.toggle('over', name === 'dragover');
      if (name === 'drop') add(box(place), event.dataTransfer.files);
    });
  });
  window.addEventListener('beforeunload', function (event) {
    if (document.querySelector('form[data-sending]')) event.preventDefault();
  });
  document.querySelectorAll('form[data-upload] input[type=file]').forEach(function (field) {   // chosen before this came
    if (field.files.length) field.dispatchEvent(new Event('change', {bubbles: true}));
  });
}());
