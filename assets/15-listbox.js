/* What the searchable lists share: building nodes, and a list that a field moves through by arrow keys (combobox). */
(function () {
  'use strict';
  var atrio = window.atrio, count = 0;

  atrio.el = function (tag, props, children) {
    var node = document.createElement(tag);
    Object.keys(props || {}).forEach(function (name) {
      if (name === 'text') node.textContent = props[name]; else node.setAttribute(name, props[name]);
    });
    (children || []).forEach(function (child) { if (child) node.appendChild(child); });
    return node;
  };
  atrio.newId = function (prefix) { return prefix + (++count); };
  atrio.visit = function (href) {
    if (atrio.isPage(new URL(href, location.href))) atrio.go(href, {push: true, top: true}); else location.assign(href);
  };

  /* `how.choose(option, event)` opens one, `how.leave(back)` closes the list (back: the focus returns). */
  atrio.listbox = function (input, list, how) {
    var box = {at: -1};
    function options() { return list.querySelectorAll('[role="option"]'); }
    box.point = function (at) {
      var all = options();
      all.forEach(function (node, index) { node.classList.toggle('pointed', index === at); });
      box.at = at;
      if (at < 0 || !all[at]) { input.removeAttribute('aria-activedescendant'); return; }
      input.setAttribute('aria-activedescendant', all[at].id);
      all[at].scrollIntoView({block: 'nearest'});
    };
    input.addEventListener('keydown', function (event) {
      var total = options().length, moves = {ArrowDown: box.at + 1, ArrowUp: box.at - 1, Home: 0, End: total - 1};
      if (event.isComposing) return;
      if (event.key === 'Enter') {
        event.preventDefault();
        if (options()[box.at]) how.choose(options()[box.at], event); else if (how.enter) how.enter();
      } else if (event.key === 'Escape') {
        event.preventDefault();
        event.stopPropagation();
        how.leave(true);
      } else if (event.key in moves && total && !(event.key === 'Home' || event.key === 'End' ? input.value : false)) {
        event.preventDefault();
        box.point((moves[event.key] + total) % total);
      }
    });
    list.addEventListener('mousedown', function (event) { event.preventDefault(); });   // focus stays in the field
    list.addEventListener('click', function (event) {
      var option = event.target.closest('[role="option"]');
      if (option) how.choose(option, event);
    });
    return box;
  };
})();
