/* My account: a password that can be looked at. */
(function () {
  'use strict';
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-reveal]');
    if (!button) return;
    var field = document.getElementById(button.dataset.reveal), shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    button.textContent = shown ? button.dataset.show : button.dataset.hide;
  });
})();
