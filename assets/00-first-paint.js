/* Exchanges the first paint for the live tree in one step, and defines the parts the live tree is made of.
   Runs before React and the renderer, which it starts once there is something to read; one namespace: window.atrio. */
(function () {
  'use strict';
  var atrio = window.atrio = {};
  var dash = window.dash_clientside = window.dash_clientside || {};
  var live = document.getElementById('react-entry-point');
  var old = document.getElementById('first-paint');
  var pressed;
  atrio.boot = JSON.parse(document.getElementById('boot').textContent);
  atrio.alive = false;

  /* ---- the exchange */
  function route(root, node) {
    var steps = [];
    for (; node && node !== root; node = node.parentNode) steps.unshift([].indexOf.call(node.parentNode.children, node));
    return steps;
  }
  function follow(root, steps) {
    return steps.reduce(function (node, step) { return node && node.children[step]; }, root);
  }
  function isTicked(field) { return field.type === 'checkbox' || field.type === 'radio'; }
  function isChanged(field) {
    if (isTicked(field)) return field.checked !== field.defaultChecked;
    if (field.options) return [].some.call(field.options, function (o) { return o.selected !== o.defaultSelected; });
    return field.value !== field.defaultValue;
  }
  atrio.route = route;
  atrio.follow = follow;
  atrio.isChanged = isChanged;

  atrio.type = function (field, value) {               // as if typed: React and our listeners notice
    var owner = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value');
    owner.set.call(field, value);
    ['input', 'change'].forEach(function (name) {
      field.dispatchEvent(new CustomEvent(name, {bubbles: true, detail: 'restored'}));
    });
  };

  function remember() {
    var focus = document.activeElement;
    var inside = old.contains(focus);
    var kept = {y: window.scrollY, focus: inside && focus.id, way: inside && route(old, focus), fields: [], boxes: [], open: []};
    try { if (inside) kept.caret = [focus.selectionStart, focus.selectionEnd]; } catch (e) { /* no text field */ }
    old.querySelectorAll('input,textarea,select').forEach(function (field) {
      if (isChanged(field)) kept.fields.push([route(old, field), field]);
    });
    old.querySelectorAll('.sidebar,.table-box,.sheet').forEach(function (box) {
      if (box.scrollTop || box.scrollLeft) kept.boxes.push([route(old, box), box.scrollTop, box.scrollLeft]);
    });
    old.querySelectorAll('details[open]').forEach(function (box) { kept.open.push(route(old, box)); });
    return kept;
  }

  function restore(kept) {
    kept.open.forEach(function (way) { var box = follow(live, way); if (box) box.open = true; });
    kept.boxes.forEach(function (box) {
      var node = follow(live, box[0]);
      if (node) { node.scrollTop = box[1]; node.scrollLeft = box[2]; }
    });
    kept.fields.forEach(function (pair) {
      var node = follow(live, pair[0]), was = pair[1];
      if (!node || node.name !== was.name) return;
      if (isTicked(node)) { if (node.checked !== was.checked) node.click(); } else atrio.type(node, was.value);
    });
    var target = kept.focus ? document.getElementById(kept.focus) : kept.way && follow(live, kept.way);
    if (target) {
      target.focus({preventScroll: true});
      try { if (kept.caret && kept.caret[0] != null) target.setSelectionRange(kept.caret[0], kept.caret[1]); } catch (e) { /* date */ }
    }
    if (window.scrollY !== kept.y) window.scrollTo({top: kept.y, behavior: 'instant'});
  }

  old.addEventListener('click', function (event) {     // a press that came too early is repeated once
    var button = event.target.closest('button[id][type="button"]');
    if (button) { event.preventDefault(); pressed = button.id; }
  });
  var watch = new MutationObserver(function () {       // in the microtask after React's commit, before the next frame
    if (!live.querySelector('#page')) return;
    watch.disconnect();
    var kept = remember();
    old.replaceWith(live);
    live.hidden = false;
    restore(kept);
    atrio.alive = true;
    document.documentElement.dataset.alive = '1';
    if (atrio.onAlive) atrio.onAlive();
    if (pressed) setTimeout(function () { var button = document.getElementById(pressed); if (button) button.click(); });
  });
  watch.observe(live, {childList: true, subtree: true});
  setTimeout(function () {
    if (!atrio.alive && atrio.trouble) atrio.trouble('slow', {reload: true});
  }, 15000);

  /* ---- what comes to life: asked for when there is something to read, which it would keep waiting */
  var rest = document.currentScript.dataset.then.split(' ');
  function begin() {
    if (!rest) return;
    rest.forEach(function (address, index) {
      var script = document.createElement('script');
      script.src = address;
      script.async = false;
      if (index === rest.length - 1) script.onload = function () { new window.DashRenderer(); };
      document.head.appendChild(script);
    });
    rest = null;
  }
  new PerformanceObserver(begin).observe({type: 'paint', buffered: true});   // it is on the screen
  document.addEventListener('DOMContentLoaded', function () { setTimeout(begin, 500); });   // in the background it never is

  /* ---- the parts */
  var START = {value: 'defaultValue', checked: 'defaultChecked'};
  var FIELDS = {Input: 1, Textarea: 1, Select: 1};
  function build(node, key) {                          // an html tree as one component: no subscription for each element
    if (node === null || typeof node !== 'object') return node;
    if (Array.isArray(node)) return node.map(build);
    if (node.kept) atrio.keep(node = node.marks ? atrio.mark(node, node.marks) : node);
    if (node.namespace !== 'dash_html_components') throw new Error('Plain holds html only: ' + node.type);
    var props = {key: key}, inside = node.props.children;
    Object.keys(node.props).forEach(function (name) {
      var value = node.props[name];
      if (name === 'children' || name === 'dangerouslySetInnerHTML' || /^on/i.test(name)) return;
      if (/^(href|src|action|formAction|data|poster|cite)$/.test(name) && dash.clean_url) value = dash.clean_url(value);
      if (value === 'about:blank') return;             // left out of the first paint too
      props[FIELDS[node.type] && START[name] || name] = value;
    });
    var tag = node.type === 'ObjectEl' ? 'object' : node.type.toLowerCase();
    var children = inside == null ? [] : Array.isArray(inside) ? inside.map(build) : [build(inside)];
    return window.React.createElement.apply(null, [tag, props].concat(children));
  }
  window.portal_parts = {
    Plain: function (props) {
      var made = window.React.useMemo(function () {
        return build(props.packed ? atrio.unpack(props.packed) : props.tree);
      }, [props.tree, props.packed]);
      return window.React.createElement(window.React.Fragment, {key: props.stamp || ''}, made);
    },
    Wake: function (props) {
      window.React.useLayoutEffect(function () { props.setProps({at: Date.now()}); }, []);
      return null;
    },
    Arrival: function (props) {
      window.React.useLayoutEffect(function () { if (atrio.arrived) atrio.arrived(props); }, [props.stamp]);
      return null;
    }
  };
})();
