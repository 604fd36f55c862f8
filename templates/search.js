// Finds people, lines and meetings. The index comes as a script when it is first wanted: that works from the disk too.
(function () {
  "use strict";
  var place = document.getElementById("search"), index = null, asked = false;
  if (!place) return;
  function make(name, parent, text) {
    var e = document.createElement(name);
    if (text) e.textContent = text;
    parent.appendChild(e);
    return e;
  }
  var label = make("label", place, "Find "), input = make("input", label), out = make("p", place), list = make("ol", place);
  input.type = "search";
  input.placeholder = "a name, a word, a promise";
  out.setAttribute("role", "status");
  place.hidden = false;

  // Small letters without accents, one for each letter given, so that places in both are the same.
  function fold(text) {
    return Array.prototype.map.call(text, function (c) {
      var f = c.normalize("NFD")[0].toLowerCase();
      return f.length === 1 ? f : c;
    }).join("");
  }
  window.rapporteurIndex = function (entries) {
    index = entries.map(function (e) { return { e: e, parts: [e[1], e[2], e[4]].map(fold) }; });
    find();
  };
  function load() {
    if (asked) return;
    asked = true;
    var script = document.createElement("script");
    script.src = place.getAttribute("data-index");
    script.onerror = function () { out.textContent = "The index " + script.src + " can't be read."; };
    document.head.appendChild(script);
  }
  // How well an entry fits: every word must be somewhere, in the title best.
  function weigh(parts, words) {
    var sum = 0;
    for (var i = 0; i < words.length; i++) {
      var w = words[i], at = parts[0].indexOf(w), best = 0;
      if (at === 0) best = 12;
      else if (at > 0) best = /[a-z0-9]/.test(parts[0][at - 1]) ? 5 : 9;
      else if (parts[1].indexOf(w) >= 0) best = 4;
      else if (parts[2].indexOf(w) >= 0) best = 1;
      if (!best) return 0;
      sum += best;
    }
    return sum;
  }
  // Text with the words found set off.
  function show(parent, text, words) {
    var low = fold(text), at = 0;
    while (at < text.length) {
      var next = -1, length = 0;
      words.forEach(function (w) {
        var i = low.indexOf(w, at);
        if (i >= 0 && (next < 0 || i < next || (i === next && w.length > length))) { next = i; length = w.length; }
      });
      if (next < 0) break;
      parent.appendChild(document.createTextNode(text.slice(at, next)));
      make("mark", parent, text.slice(next, next + length));
      at = next + length;
    }
    parent.appendChild(document.createTextNode(text.slice(at)));
  }
  function excerpt(text, low, words) {
    var first = Math.min.apply(null, words.map(function (w) { return low.indexOf(w); }).filter(function (i) { return i >= 0; }));
    if (!isFinite(first)) return "";
    var from = Math.max(0, first - 60), to = Math.min(text.length, first + 120);
    if (from) from = text.indexOf(" ", from) + 1;
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  }
  function find() {
    var words = fold(input.value).split(/\s+/).filter(Boolean);
    try { history.replaceState(null, "", words.length ? "#" + encodeURIComponent(input.value) : location.pathname); } catch (e) { /* a page from the disk may not */ }
    list.textContent = "";
    out.textContent = "";
    if (!words.length) return;
    load();
    if (!index) return;
    var hits = [];
    index.forEach(function (entry, i) {
      var n = weigh(entry.parts, words);
      if (n) hits.push({ n: n, i: i, entry: entry });
    });
    hits.sort(function (a, b) { return b.n - a.n || a.i - b.i; });
    out.textContent = !hits.length ? "Nothing found" : hits.length === 1 ? "One found" : hits.length > 50 ? "The best 50 of " + hits.length : hits.length + " found";
    hits.slice(0, 50).forEach(function (hit) {
      var e = hit.entry.e, row = make("li", list), kind = make("span", row, e[0]), link = make("a", row);
      kind.className = "kind";
      link.href = e[3];
      show(link, e[1], words);
      if (e[2]) show(make("small", row), e[2], words);
      var text = excerpt(e[4], hit.entry.parts[2], words);
      if (text) show(make("p", row), text, words);
    });
  }
  input.addEventListener("focus", load);
  input.addEventListener("input", find);
  try { input.value = decodeURIComponent(location.hash.slice(1)); } catch (e) { input.value = ""; }
  if (input.value) find();
  input.focus();
})();
