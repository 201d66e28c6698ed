/* Trees as they come with a later page: unpacked (see components/packing.py), and kept (see components/kept.py). */
(function () {
  'use strict';
  var atrio = window.atrio, MOST = 40, kept = new Map();

  atrio.keep = function (node) {                       // the newest last; what may still be on its way stays
    kept.delete(node.kept);
    kept.set(node.kept, node);
    if (kept.size > 2 * MOST) kept.delete(kept.keys().next().value);
  };
  atrio.keptNames = function () { return Array.from(kept.keys()).slice(-MOST).join('.'); };

  atrio.mark = mark;
  function mark(node, marks) {                         // what differs from page to page in a part that is kept
    if (Array.isArray(node)) return node.map(function (one) { return mark(one, marks); });
    if (node === null || typeof node !== 'object') return node;
    var props = Object.assign({}, node.props);
    if (marks.current && props.href && /^(nav-link|tab)$/.test(props.className)) {
      delete props['aria-current'];
      if (marks.current[props.href]) props['aria-current'] = marks.current[props.href];
    }
    if (marks.next !== undefined && props.name === 'next') props.value = marks.next;
    if (props.children !== undefined) props.children = mark(props.children, marks);
    return Object.assign({}, node, {props: props});
  }

  atrio.unpack = function (packed) {
    var columns = packed.c.map(laid);
    function laid(column) {
      if (typeof column === 'string') return column.split('|');
      if (column.d) {                                  // numbers, told by their differences
        var last = 0;
        return column.d.split('|').map(function (step) {
          last += Number(step);
          return String(last).padStart(column.w, '0');
        });
      }
      if (column.length !== 2 || typeof column[0] !== 'number' || typeof column[1] !== 'string') return column;
      var texts = [], length = column[0];
      for (var at = 0; at < column[1].length; at += length) texts.push(column[1].substr(at, length));
      return texts;
    }
    function all(readers) {                            // children, with siblings of one template laid out
      var found = [];
      readers.forEach(function (read) { if (read.count) found.push.apply(found, read()); else found.push(read()); });
      return found;
    }
    function element(template) {
      var tag = template[0], names = Object.keys(template[1] || {}), inside = template.slice(2).map(reader);
      var values = names.map(function (name) { return reader(template[1][name]); });
      return function () {
        var props = {}, children = all(inside);
        names.forEach(function (name, index) { props[name] = values[index](); });
        if (children.length) props.children = children.length > 1 ? children : children[0];
        return {type: tag, namespace: 'dash_html_components', props: props};
      };
    }
    function siblings(count, read) {
      function laid() {
        var found = [];
        for (var i = 0; i < count; i++) found.push(read());
        return found;
      }
      laid.count = count;
      return laid;
    }
    function part(name, marks, template) {
      return function () {
        var node = template ? reader(template)() : kept.get(name);
        return Object.assign(marks ? mark(node, marks) : node, {kept: name});
      };
    }
    function reader(template) {                        // a function that gives what comes next in this place
      var at = 0;
      if (typeof template === 'string') return function () { return template; };
      if (typeof template === 'number') return function () { return columns[template][at++]; };
      if (typeof template[0] === 'string') return element(template);
      var kind = template[0], rest = template.slice(1);
      if (kind === 0) return siblings(rest[0], reader(rest[1]));
      if (kind === 3) return function () { return rest[0]; };
      if (kind === 4) return part(rest[0], rest[1], rest[2]);
      var signs = kind === 1 && packed.m[rest[0]], readers = (signs ? rest.slice(1) : rest).map(reader);
      if (signs) return function () { return readers[signs.charCodeAt(at++) - 48](); };
      return function () { return readers.map(function (read) { return read(); }).join(''); };
    }
    return all(packed.t.map(reader));
  };
})();
