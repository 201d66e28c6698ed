/* A password that can be looked at, and passkeys: signing in, proving who one is, adding one. Also loaded by the sign-in page. */
(function () {
  'use strict';
  // an address of figures cannot have passkeys; browsers say so only when it is too late
  var possible = window.PublicKeyCredential && navigator.credentials && !/^[\d.]+$|:/.test(location.hostname);
  if (possible) document.documentElement.dataset.passkeys = '1';

  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, function (sign) { return sign.charCodeAt(0); });
  }
  function words(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }
  function read(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    (options.excludeCredentials || []).concat(options.allowCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    return options;
  }
  function told(made) {
    var answer = made.response, response = {clientDataJSON: words(answer.clientDataJSON)};
    if (answer.attestationObject) {
      response.attestationObject = words(answer.attestationObject);
      response.transports = answer.getTransports ? answer.getTransports() : [];
    } else {
      response.authenticatorData = words(answer.authenticatorData);
      response.signature = words(answer.signature);
      if (answer.userHandle) response.userHandle = words(answer.userHandle);
    }
    return {id: made.id, rawId: words(made.rawId), type: made.type, response: response, clientExtensionResults: {}};
  }
  function token() {
    var meta = document.querySelector('meta[name="csrf-token"]'), field = document.querySelector('input[name="csrf_token"]');
    return (meta && meta.content) || (field && field.value) || '';
  }
  function post(address, body) {
    return fetch(address, {
      method: 'POST', credentials: 'same-origin', body: JSON.stringify(body),
      headers: {'Content-Type': 'application/json', 'Accept': 'application/json', 'X-CSRFToken': token()}
    }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
  }
  function ceremony(button) {
    var form = button.form, address = button.dataset.passkey, next = form && form.elements.next, keep = form && form.elements.keep;
    return post(address + '/begin', {}).then(function (asked) {
      if (asked.to) return asked;
      var options = read(JSON.parse(asked.options));
      var made = options.user ? navigator.credentials.create({publicKey: options}) : navigator.credentials.get({publicKey: options});
      return made.then(function (found) {
        return post(address + '/finish', {
          ticket: asked.ticket, answer: told(found), next: button.dataset.next || (next && next.value) || '',
          keep: !!(keep && keep.checked)
        });
      });
    });
  }
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-passkey]');
    if (!button || button.disabled) return;
    var error = button.parentNode.querySelector('[data-passkey-error]');
    error.textContent = '';
    button.disabled = true;
    ceremony(button).then(function (done) { location.assign(done.to); }, function () {
      button.disabled = false;
      error.textContent = button.dataset.failed;
    });
  });
  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-reveal]');
    if (!button) return;
    var field = document.getElementById(button.dataset.reveal), shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    button.textContent = shown ? button.dataset.show : button.dataset.hide;
  });
})();
