/* Runs before every document that is measured: notes when what one came for is on the screen, and what disturbed.
   SOUGHT: {what: selector of what is read, press: of what is pressed once the page is live, answered: of what answers} */
(function () {
  'use strict';
  var seen = window.seen = {shifts: 0, blocked: 0, readable: 0, alive: 0, answered: 0}, sought = SOUGHT;

  function observe(type, note) {
    new PerformanceObserver(function (list) { list.getEntries().forEach(note); }).observe({type: type, buffered: true});
  }
  observe('element', function (one) { seen.readable = seen.readable || one.renderTime; });
  observe('layout-shift', function (one) { if (!one.hadRecentInput) seen.shifts += one.value; });
  observe('longtask', function (one) { seen.blocked += one.duration - 50; });

  function watch(what, how, note) {                    // until the note is true
    new MutationObserver(function (changes, watcher) { if (note()) watcher.disconnect(); }).observe(what, how);
  }
  function mark() {                                    // the browser is to tell when it paints this
    var node = document.querySelector(sought.what);
    if (node) [node].concat([].slice.call(node.querySelectorAll('*'))).forEach(function (one) { one.setAttribute('elementtiming', 'sought'); });
    return node;
  }
  function press() {
    document.querySelector(sought.press).click();
    watch(document, {childList: true, subtree: true}, function () {
      var there = document.querySelector(sought.answered) && !window.atrio.going();
      if (there) requestAnimationFrame(function () { setTimeout(function () { seen.answered = performance.now(); }); });
      return there;
    });
  }
  watch(document, {childList: true, subtree: true}, mark);
  watch(document, {childList: true}, function () {
    if (document.documentElement) watch(document.documentElement, {attributes: true}, function () {
      if (!document.documentElement.dataset.alive) return false;
      seen.alive = performance.now();
      if (!seen.readable) mark();                      // the live tree is what is seen first
      if (sought.press) setTimeout(press);
      return true;
    });
    return document.documentElement;
  });
})();
