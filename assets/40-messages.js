/* The editor of templates: the preview follows what is typed, and a variable that is pressed stands where the cursor is.
   Without scripts the Preview button does the same. */
(function () {
  'use strict';
  var timer = 0, asked = 0;
  function show(form) {
    var button = document.getElementById(form.dataset.preview), frame = document.getElementById('template-frame');
    if (!button || !frame) return;
    var mine = ++asked;
    fetch(button.formAction, {method: 'POST', body: new FormData(form), credentials: 'same-origin'}).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (html) {
      if (html === null || mine !== asked) return;
      // a new frame each time: changing the old one would leave a step in the browser's history
      var next = frame.cloneNode(false);
      next.removeAttribute('src');
      next.srcdoc = html;
      frame.replaceWith(next);
    }).catch(function () { /* the Preview button says what is wrong */ });
  }
  document.addEventListener('input', function (event) {
    var form = event.target.form;
    if (!form || !form.dataset.preview) return;
    clearTimeout(timer);
    timer = setTimeout(function () { show(form); }, 400);
  });
  document.addEventListener('click', function (event) {
    var chip = event.target.closest && event.target.closest('[data-insert]'), body = document.getElementById('template-body');
    if (!chip || !body) return;
    body.focus();
    body.setRangeText(chip.dataset.insert, body.selectionStart, body.selectionEnd, 'end');
    body.dispatchEvent(new Event('input', {bubbles: true}));
  });
})();
