/* Files in place: closing what was opened, printing the file alone, and a phone's own viewer. Without this file every
   link here leads to a page or to the file itself. */
(function () {
  'use strict';
  function busy() {                                    // Esc belongs to whatever is open above the page, or to a field
    var active = document.activeElement;
    return document.querySelector('dialog[open], details[data-menu][open]') || /^(INPUT|SELECT|TEXTAREA)$/.test(active && active.tagName);
  }
  function came(link, any) {                           // whether Back leads to where the link leads, focus and all
    var from = history.state && history.state.from, atrio = window.atrio;
    if (!from || !atrio || !atrio.alive || atrio.going()) return false;
    return any || new URL(from, location.href).pathname === new URL(link.href).pathname;
  }
  function print(event, link) {
    var frame = document.getElementById(link.dataset.print);
    if (link.dataset.print === 'page') { event.preventDefault(); window.print(); return; }
    if (!frame || !frame.getClientRects().length) return;             // a phone opens the file and prints from there
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
      event.preventDefault();
    } catch (e) { /* the browser's viewer does not let us: the file opens in a tab of its own */ }
  }
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href]');
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.dataset.file && window.matchMedia('(max-width: 820px)').matches) {
      event.preventDefault();
      location.assign(link.dataset.file);
    } else if (link.dataset.print) {
      print(event, link);
    } else if (link.dataset.close && came(link, link.dataset.close === 'any')) {
      event.preventDefault();
      history.back();
    }
  }, true);
  document.addEventListener('keydown', function (event) {
    var close = document.querySelector('#page a[data-close="any"]');
    if (event.key !== 'Escape' || event.defaultPrevented || !close || busy()) return;
    event.preventDefault();
    close.click();
  }, true);
})();
