/* Buttons that copy the field they name: data-copy is its id, data-copied what to say afterwards. */
(function () {
  'use strict';
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-copy]');
    var field = button && document.getElementById(button.dataset.copy);
    if (!field) return;
    function done() {
      var word = button.querySelector('.copy-word'), before = word.dataset.before || word.textContent;
      word.dataset.before = before;
      word.textContent = button.dataset.copied;
      document.getElementById('announce').textContent = button.dataset.copied;
      clearTimeout(Number(word.dataset.timer));
      word.dataset.timer = setTimeout(function () { word.textContent = before; }, 2500);
    }
    function byHand() {                                // no clipboard here (plain http): select it, and let the browser copy
      field.focus();
      field.select();
      if (document.execCommand('copy')) done();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, byHand);
    else byHand();
  });
}());
