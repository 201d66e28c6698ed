/* Navigation without reloading, messages when something fails, menus. Everything here is an improvement only:
   links are plain hrefs, filters are GET forms, menus are <details>, and all of it works without this file. */
(function () {
  'use strict';
  var atrio = window.atrio, settings = atrio.boot.portal, words = settings.words;
  var pages = settings.pages.map(function (pattern) { return new RegExp('^(?:' + pattern + ')/?$'); });
  var pending = null, count = 0, here = location.pathname + location.search, timer;
  var token = document.querySelector('meta[name="csrf-token"]');

  /* ---- going somewhere */
  atrio.isPage = function (url) {
    if (url.origin !== location.origin) return false;
    return pages.some(function (pattern) { return pattern.test(url.pathname); });
  };
  atrio.go = function (address, how) {
    how = how || {};
    var url = new URL(address, location.href), active = document.activeElement, main = document.getElementById('page');
    var same = url.pathname === here.split('?')[0] && (how.push || how.quiet) && !how.top;
    pending = {
      address: url.pathname + url.search, hash: url.hash, push: how.push, y: how.y, same: same, at: how.at,
      quiet: how.quiet && told(main),
      focus: (same || how.keep) && main.contains(active) && {id: active.id, way: atrio.route(main, active), tag: active.tagName}
    };
    if (how.push) {                                    // what Back brings back: the place, and the link that led away
      var at = how.link && main.contains(how.link) && {href: how.link.getAttribute('href'), way: atrio.route(main, how.link)};
      history.replaceState(Object.assign({}, history.state, {y: window.scrollY, at: at}), '');
    }
    history.scrollRestoration = 'manual';
    clearTimeout(timer);
    if (!how.quiet) {
      timer = setTimeout(function () { document.documentElement.dataset.loading = '1'; say(words.loading); }, 300);
      closeMenus();
    }
    window.dash_clientside.set_props('nav', {'data-to': pending.address + '#' + (++count) + '~' + atrio.keptNames()});
  };
  atrio.arrived = function (page) {                    // called by the tree itself once a page is in place
    var asked = pending, sidebar = document.querySelector('.sidebar');
    clearTimeout(timer);
    delete document.documentElement.dataset.loading;
    document.title = page.title;
    lookAgain();
    loadScripts();
    if (!asked) { here = page.to; return; }            // the first one came with the document
    pending = null;
    clearTrouble();
    var address = page.to + (asked.hash || '');
    if (asked.push && page.to !== here) history.pushState({y: 0, from: here}, '', address);
    else if (page.to !== location.pathname + location.search) history.replaceState(history.state, '', address);
    here = page.to;
    if (sidebar) sidebar.scrollTop = atrio.sidebarTop || 0;
    settle(asked);
  };
  atrio.going = function () { return pending !== null; };
  function settle(asked) {
    var main = document.getElementById('page'), target = null;
    if (asked.focus) {
      target = asked.focus.id ? document.getElementById(asked.focus.id) : atrio.follow(main, asked.focus.way);
      if (target && target.tagName !== asked.focus.tag) target = null;
    }
    if (asked.at) target = left(main, asked.at);
    if (asked.quiet !== undefined && !asked.focus) {   // nobody asked: focus and place stay
    } else if (target) {
      if (asked.at) window.scrollTo({top: asked.y || 0, behavior: 'instant'});
      target.focus({preventScroll: true});
      try { target.setSelectionRange(target.value.length, target.value.length); } catch (e) { /* not a text field */ }
    } else {
      var anchor = asked.hash && document.getElementById(decodeURIComponent(asked.hash.slice(1)));
      var heading = anchor || main.querySelector('h1') || main;
      if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
      heading.focus({preventScroll: true});
      if (anchor) anchor.scrollIntoView();
      else if (!asked.same) window.scrollTo({top: asked.y || 0, behavior: 'instant'});
    }
    var result = asked.same && main.querySelector('[data-announce]');
    if (asked.quiet !== undefined && asked.quiet === told(main)) return;
    say(result ? result.textContent : document.title);
  }
  function told(main) {
    var result = main.querySelector('[data-announce]');
    return result ? result.textContent : '';
  }
  var looking;
  function lookAgain() {                               // a page that waits for something looks again by itself
    clearTimeout(looking);
    var link = document.querySelector('#page a[data-refresh]');
    if (!link) return;
    looking = setTimeout(function () {
      if (pending || document.hidden || !atrio.alive || document.querySelector('details[data-menu][open]')) { lookAgain(); return; }
      if (document.querySelector('#page a[data-refresh]')) atrio.go(location.pathname + location.search, {quiet: true});
    }, 1000 * Number(link.dataset.refresh));
  }
  var loaded = {};
  function loadScripts() {                             // what only some pages want, once
    document.querySelectorAll('#page [data-script]').forEach(function (node) {
      var name = node.dataset.script, script = document.createElement('script');
      if (loaded[name]) return;
      loaded[name] = script.src = settings.scripts[name];
      document.head.appendChild(script);
    });
  }
  function left(main, at) {                            // the link by which this page was left; another if it moved
    var link = atrio.follow(main, at.way);
    if (link && link.getAttribute('href') === at.href) return link;
    return [].find.call(main.querySelectorAll('a[href]'), function (one) { return one.getAttribute('href') === at.href; });
  }
  function say(text) {
    var region = document.getElementById('announce');
    if (region) { region.textContent = ''; setTimeout(function () { region.textContent = text; }, 50); }
  }
  atrio.say = say;

  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!link || !atrio.alive || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.hasAttribute('download') || (link.target && link.target !== '_self') || link.rel === 'external') return;
    var url = new URL(link.href, location.href);
    if (!atrio.isPage(url)) return;
    if (url.hash && url.pathname + url.search === location.pathname + location.search) return;   // inside this page
    event.preventDefault();
    var replaces = link.hasAttribute('data-replace');  // beside, not deeper: Back leads past it
    atrio.go(url.pathname + url.search + url.hash, {push: !replaces, keep: replaces, top: link.hasAttribute('data-top'), link: link});
  });
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented) return;
    if (form.hasAttribute('data-again')) return;       // answered by a file: the page stays, and so does the form
    if (event.submitter && event.submitter.formTarget) return;   // shows something in a frame, and may do so again
    if (form.method === 'post') {                      // sent once; the key in the form protects the rest
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = '1';
      return;
    }
    var url = new URL(form.action, location.href);
    if (!atrio.alive || form.method !== 'get' || !atrio.isPage(url)) return;
    event.preventDefault();
    var query = new URLSearchParams();
    new FormData(form, event.submitter || undefined).forEach(function (value, name) {
      if (typeof value === 'string' && value !== '') query.append(name, value);
    });
    var text = query.toString();
    atrio.go(url.pathname + (text ? '?' + text : ''), {push: true});
  });
  document.addEventListener('change', function (event) {
    var form = event.target.form, all = form && form.querySelector('[data-pick-all]');
    if (all) {                                         // one box for all boxes of the form, wherever these stand
      var boxes = Array.prototype.filter.call(form.elements, function (box) { return box.type === 'checkbox' && box !== all; });
      if (event.target === all) boxes.forEach(function (box) { box.checked = all.checked; });
      all.checked = boxes.every(function (box) { return box.checked; });
      all.indeterminate = !all.checked && boxes.some(function (box) { return box.checked; });
    }
    if (form && (form.hasAttribute('data-auto') || event.target.hasAttribute('data-auto')) && event.detail !== 'restored') form.requestSubmit();
  });
  window.addEventListener('popstate', function (event) {
    var address = location.pathname + location.search;
    if (address === here || !atrio.alive) return;
    atrio.go(address + location.hash, {push: false, y: event.state && event.state.y, at: event.state && event.state.at});
  });
  window.addEventListener('pagehide', function () { history.scrollRestoration = 'auto'; });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
  });

  /* ---- when something fails: said in words, with what to do; what was typed stays */
  function clearTrouble() {
    var box = document.getElementById('trouble');
    if (box) box.textContent = '';
  }
  function action(text, act, kind) {
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'button ' + kind;
    button.textContent = text;
    button.addEventListener('click', act);
    return button;
  }
  atrio.trouble = function (kind, how) {
    var box = document.getElementById('trouble'), text = document.createElement('p'), row = document.createElement('div');
    if (!box) return;
    box.textContent = '';
    clearTimeout(timer);
    delete document.documentElement.dataset.loading;
    text.textContent = (words[kind] || words.e500) + (how.number ? ' (' + words.number.replace('%(number)s', how.number) + ')' : '');
    row.className = 'trouble-actions';
    if (how.retry) row.appendChild(action(words.retry, how.retry, 'primary'));
    if (how.reload) row.appendChild(action(words.reload, function () { location.reload(); }, how.retry ? 'plain' : 'primary'));
    row.appendChild(action(words.close, clearTrouble, 'quiet'));
    box.appendChild(text);
    box.appendChild(row);
  };
  function keepTyped() {
    var fields = [];
    document.querySelectorAll('#page input,#page textarea,#page select').forEach(function (field, index) {
      if (/^(password|hidden|file|submit)$/.test(field.type) || !atrio.isChanged(field)) return;
      fields.push({index: index, name: field.name, value: field.value, checked: field.checked});
    });
    if (fields.length) sessionStorage.setItem('atrio-typed', JSON.stringify({at: location.pathname, fields: fields}));
  }
  function giveBackTyped() {
    var text = sessionStorage.getItem('atrio-typed'), kept = text && JSON.parse(text);
    sessionStorage.removeItem('atrio-typed');
    if (!kept || kept.at !== location.pathname) return;
    var found = document.querySelectorAll('#page input,#page textarea,#page select');
    kept.fields.forEach(function (field) {
      var node = found[field.index];
      if (!node || node.name !== field.name) return;
      if (node.type === 'checkbox' || node.type === 'radio') { if (node.checked !== field.checked) node.click(); }
      else atrio.type(node, field.value);
    });
  }
  function failed(status, output, number, closed) {
    var moving = output === 'frame.children' && pending, again = moving && Object.assign({}, pending);
    if (closed) { location.assign(moving ? pending.address : location.href); return; }   // the page there says so
    if (status === 401) {
      keepTyped();
      var back = moving ? pending.address : location.pathname + location.search;
      location.assign(settings.signIn + '?next=' + encodeURIComponent(back));
      return;
    }
    pending = moving ? null : pending;
    atrio.trouble(status ? 'e' + status : 'offline', {
      number: status >= 500 ? number : '',
      reload: status === 400 || status === 403 || status === 409,
      retry: moving && function () { atrio.go(again.address + again.hash, {push: again.push, y: again.y}); }
    });
  }

  /* ---- the renderer's requests: two are answered from the page, the others carry the session's token */
  var real = window.fetch.bind(window), boot = atrio.boot;
  window.fetch = function (target, options) {
    var address = String((target && target.url) || target), name = address.split('?')[0].split('/').pop();
    if (/^_dash-(layout|dependencies)$/.test(name) && boot[name]) {
      var answer = JSON.stringify(boot[name]);
      delete boot[name];
      return Promise.resolve(new Response(answer, {status: 200, headers: {'Content-Type': 'application/json'}}));
    }
    if (!/\/_dash-update-component/.test(address)) return real(target, options);
    var output = '', headers = new Headers(options && options.headers);
    try { output = JSON.parse(options.body).output; } catch (e) { /* not ours to judge */ }
    headers.set('X-CSRFToken', token ? token.content : '');
    return real(target, Object.assign({}, options, {headers: headers})).then(function (response) {
      if (response.status >= 400) failed(response.status, output, response.headers.get('X-Request-Id'), response.headers.has('X-Portal-Closed'));
      return response;
    }, function (error) {
      failed(0, output, '');
      throw error;
    });
  };

  /* ---- icons are a font: where fonts are not allowed, nothing is better than boxes */
  window.addEventListener('load', function () {
    document.fonts.load('1em Icons', '\ue000').catch(function () { document.documentElement.dataset.icons = 'none'; });
  });

  /* ---- menus: Esc, pressing elsewhere and going away close them */
  function closeMenus(except) {
    document.querySelectorAll('details[data-menu][open]').forEach(function (menu) { if (menu !== except) menu.open = false; });
  }
  document.addEventListener('click', function (event) {
    if (event.target.closest) closeMenus(event.target.closest('details[data-menu]'));
  });
  document.addEventListener('focusout', function (event) {
    var menu = event.target.closest && event.target.closest('details[data-menu][open]');
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    var menu = document.querySelector('details[data-menu][open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  });
  document.addEventListener('scroll', function (event) {
    if (event.target.className === 'sidebar') atrio.sidebarTop = event.target.scrollTop;
  }, true);

  atrio.onAlive = function () {
    giveBackTyped();
    if (location.hash) { var anchor = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (anchor) anchor.scrollIntoView(); }
  };
})();
