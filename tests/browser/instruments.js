/* Runs before every document of the tests' browser: keeps the first paint, notes what the policy stopped, and measures. */
(function () {
  'use strict';
  document.addEventListener('DOMContentLoaded', function () {
    var paint = document.getElementById('first-paint');
    if (paint) window.firstPaint = paint.cloneNode(true);
  });
  document.addEventListener('submit', function (event) {
    var fields = Array.from(new FormData(event.target, event.submitter));
    var button = event.submitter, action = button && button.hasAttribute('formaction') ? button.formAction : event.target.action;
    sessionStorage.setItem('sent', JSON.stringify({action: action, fields: fields}));
  }, true);
  window.violations = [];
  document.addEventListener('securitypolicyviolation', function (event) {
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
  });

  function named(node) {
    return node.tagName.toLowerCase() + '.' + String(node.className).trim().replace(/\s+/g, '.') + ' ' + node.textContent.trim().slice(0, 30);
  }
  function all(selector) { return [].slice.call(document.querySelectorAll(selector)); }
  function afterLayout(act) { requestAnimationFrame(function () { requestAnimationFrame(act); }); }

  function tooWideNow() {
    var page = document.documentElement, width = page.clientWidth;
    if (page.scrollWidth <= width) return [];
    var over = all('body *').filter(function (node) { return node.getBoundingClientRect().right > width + 0.5; });
    return ['page is ' + page.scrollWidth + ' wide in ' + width + ' in ' + page.lang + ': ' + over.slice(0, 8).map(named).join(', ')];
  }
  /* the page steps aside within one task: nothing that lives in it notices, and no frame in it is loaded again */
  function insteadOfThePage(paint, look) {
    var page = document.documentElement, body = document.body, lang = page.lang, across = scrollX, down = scrollY;
    body.style.display = 'none';
    page.append(paint.body);
    page.lang = paint.lang;
    try { return look(); } finally {
      page.lang = lang;
      paint.body.remove();
      body.style.display = '';
      scrollTo(across, down);
    }
  }

  window.instruments = {
    kept: [],   // first paints
    /* axe on the page without the elements of `exclude`: rule, elements and reasons */
    barriers: function (tags, exclude, done) {
      var wanted = {runOnly: tags, resultTypes: ['violations'], preload: false};
      function reasons(node) {
        return node.any.concat(node.all, node.none).map(function (check) { return check.message; }).join('; ');
      }
      function told(one) {
        var nodes = one.nodes.slice(0, 5).map(function (node) { return node.target.join(' ') + ' (' + reasons(node) + ')'; });
        return one.id + ': ' + nodes.join(' | ');
      }
      document.getAnimations().forEach(function (one) { one.finish(); });   // colours are judged where they end
      window.axe.run({include: [document], exclude: exclude}, wanted).then(
        function (found) { done(found.violations.map(told)); },
        function (error) { done(['axe failed: ' + error]); }
      );
    },
    /* what reaches over the right edge when the page can be scrolled sideways */
    tooWide: function (done) {
      afterLayout(function () { done(tooWideNow()); });
    },
    /* the same of every first paint that was kept */
    keptTooWide: function () {
      return [].concat.apply([], window.instruments.kept.map(function (paint) { return insteadOfThePage(paint, tooWideNow); }));
    },
    /* what the address of this page answers now: kept for `keptTooWide`; its language */
    keepFirstPaint: function (done) {   // what its frames would show is not loaded once more
      window.instruments.keep(location.href, {}, done);
    },
    /* what the form that was last sent is answered when it is sent again, kept in the same way; the answer's language */
    keepAnswer: function (done) {
      var sent = JSON.parse(sessionStorage.getItem('sent'));
      window.instruments.keep(sent.action, {method: 'POST', body: new URLSearchParams(sent.fields)}, done);
    },
    keep: function (address, options, done) {
      fetch(address, options).then(function (answer) { return answer.text(); }).then(function (text) {
        text = text.replace(/<(\/?)(iframe|object|embed)\b/g, '<$1div');
        var paint = document.adoptNode(new DOMParser().parseFromString(text, 'text/html').documentElement);
        window.instruments.kept.push({lang: paint.lang, body: paint.querySelector('body')});
        done(paint.lang);
      });
    },
    /* why the focus cannot be seen: no ring of two pixels, outside the window, or something lies over it */
    hiddenFocus: function () {
      var node = document.activeElement;
      if (!node || node === document.body) return 'lost to the body';
      var drawn = ['', '::after'].some(function (part) {
        var style = getComputedStyle(node, part);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      });
      if (!drawn) return 'no ring: ' + named(node);
      var box = node.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) return 'outside the window: ' + named(node);
      var x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
      var y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
      var over = document.elementFromPoint(x, y);
      return node.contains(over) || over.contains(node) ? '' : named(over) + ' covers ' + named(node);
    },
    /* what is pressed and smaller than 24 by 24; a link spread over its row by ::after is as large as the row */
    smallTargets: function () {
      return all('a[href],button,summary,input:not([type=hidden]),select').filter(function (node) {
        if (!node.offsetParent || node.matches('.skip')) return false;
        var spread = getComputedStyle(node, '::after').position === 'absolute';
        var box = (spread ? node.offsetParent : node.closest('label') || node).getBoundingClientRect();   // a label presses its box
        return box.width && (box.width < 24 || box.height < 24);
      }).map(named);
    },
    /* what has a transition or an animation that can be noticed */
    moving: function () {
      return all('*').filter(function (node) {
        var style = getComputedStyle(node);
        return (style.transitionDuration + ',' + style.animationDuration).split(',').some(function (one) { return parseFloat(one) > 0.011; });
      }).map(named);
    },
    /* what has moved since the document came, as browsers count it; nothing where that is none in two digits */
    moved: function (done) {
      var shifts = [];
      new PerformanceObserver(function (list) { shifts = shifts.concat(list.getEntries()); }).observe({type: 'layout-shift', buffered: true});
      afterLayout(function () {
        var all = shifts.reduce(function (sum, one) { return sum + one.value; }, 0);
        done(all < 0.005 ? [] : shifts.map(function (one) {
          return one.value + ': ' + one.sources.map(function (what) { return what.node && what.node.nodeType === 1 ? named(what.node) : 'text'; }).join(', ');
        }));
      });
    },
    /* follow the link; milliseconds from the answer to the frame in which so many rows are there */
    rowsAfter: function (selector, rows, done) {
      var watch = new MutationObserver(function () {
        if (document.querySelectorAll('#page tbody tr').length < rows) return;
        watch.disconnect();
        afterLayout(function () {
          var asked = performance.getEntriesByType('resource').filter(function (one) { return one.name.includes('_dash-update-component'); });
          done(performance.now() - asked.pop().responseEnd);
        });
      });
      watch.observe(document.getElementById('react-entry-point'), {childList: true, subtree: true});
      document.querySelector(selector).click();
    }
  };
})();
