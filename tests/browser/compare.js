// Compares a part of window.firstPaint (kept when the document was parsed) with the live tree; returns what differs.
var part = arguments[0];
var found = [];
function texts(node) {                       // children with neighbouring texts joined, as a parser would
  var kept = [];
  node.childNodes.forEach(function (child) {
    var last = kept[kept.length - 1];
    if (child.nodeType === 3) {
      if (child.data === '') return;
      if (last && last.text !== undefined) last.text += child.data; else kept.push({text: child.data});
    } else if (child.nodeType === 1) kept.push({node: child});
  });
  return kept;
}
function attributes(node) {
  var kept = {};
  [].forEach.call(node.attributes, function (attribute) {
    var name = attribute.name;
    if (name === 'selected' || name === 'data-dash-is-loading') return;
    kept[name] = name === 'style' ? node.style.cssText : attribute.value;
  });
  if (node.tagName === 'OPTION' && node.closest('select')) kept.selected = String(node.selected);
  return kept;
}
function compare(first, live, where) {
  if (found.length > 20) return;
  if (first.tagName !== live.tagName) { found.push(where + ': ' + first.tagName + ' became ' + live.tagName); return; }
  var a = attributes(first), b = attributes(live);
  Object.keys(Object.assign({}, a, b)).forEach(function (name) {
    if (a[name] !== b[name]) found.push(where + ' @' + name + ': ' + a[name] + ' became ' + b[name]);
  });
  var x = texts(first), y = texts(live);
  if (x.length !== y.length) { found.push(where + ': ' + x.length + ' children became ' + y.length); return; }
  x.forEach(function (child, index) {
    var other = y[index], here = where + '/' + index;
    if ((child.text === undefined) !== (other.text === undefined)) found.push(here + ': text and element');
    else if (child.text !== undefined) { if (child.text !== other.text) found.push(here + ': ' + child.text + ' became ' + other.text); }
    else compare(child.node, other.node, here + ' ' + child.node.tagName.toLowerCase());
  });
}
if (!window.firstPaint) return ['no first paint was kept'];
var live = document.querySelector('#react-entry-point ' + part);
if (!live) return ['the live tree is not there'];
compare(window.firstPaint.querySelector(part), live, '');
return found;
