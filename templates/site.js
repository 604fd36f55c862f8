// Sorts and filters the register. Everything is readable without it: what it adds, it makes itself.
(function () {
  "use strict";
  var table = document.getElementById("register"), tools = document.getElementById("tools");
  if (!table || !tools) return;
  var bodies = Array.prototype.slice.call(table.tBodies), head = table.tHead.rows[0];
  var groups = bodies.map(function (body) {
    var rows = Array.prototype.slice.call(body.rows).filter(function (r) { return !r.classList.contains("subt"); });
    return { body: body, cell: body.querySelector(".grp"), sum: body.querySelector(".subt"), rows: rows,
      cells: rows.map(function (r) { return Array.prototype.filter.call(r.cells, function (c) { return !c.classList.contains("grp"); }); }) };
  });
  groups.forEach(function (g) { g.rows.forEach(function (r, i) { r._cells = g.cells[i]; r._at = i; }); });
  var total = groups.reduce(function (n, g) { return n + g.rows.length; }, 0);

  function make(name, parent, text) {
    var e = document.createElement(name);
    if (text) e.textContent = text;
    parent.appendChild(e);
    return e;
  }
  var find = make("label", tools, "Find "), input = make("input", find);
  input.type = "search";
  input.placeholder = "name, title, group";
  var select = null, words = {}, order = ["At risk", "Watch", "Not enough data", "Healthy"];
  groups.forEach(function (g) { g.rows.forEach(function (r) {
    var s = r.querySelector(".stt .st");
    if (s) words[s.textContent.trim()] = 1;
  }); });
  if (Object.keys(words).length > 1) {
    select = make("select", make("label", tools, "Status "));
    make("option", select, "all").value = "";
    order.forEach(function (w) { if (words[w]) make("option", select, w).value = w; });
  }
  var out = make("p", tools);
  out.className = "out";
  out.setAttribute("role", "status");
  tools.hidden = false;

  // The group's cell stands in the first row that is shown, over all of them.
  function settle(g) {
    var shown = g.rows.filter(function (r) { return !r.hidden; });
    if (shown.length) {
      shown[0].insertBefore(g.cell, shown[0].firstChild);
      g.cell.rowSpan = shown.length;
    }
    g.body.hidden = !shown.length;
    if (g.sum) g.sum.hidden = shown.length !== g.rows.length;
    return shown.length;
  }
  function filter() {
    var text = input.value.trim().toLowerCase(), n = 0;
    groups.forEach(function (g) {
      var name = g.cell.querySelector(".g").textContent.toLowerCase();
      g.rows.forEach(function (r) {
        var status = r.querySelector(".stt .st");
        var own = r._cells.map(function (c) { return c.textContent; }).join(" ").toLowerCase();
        r.hidden = (text && (name + " " + own).indexOf(text) < 0) || (select && select.value && (!status || status.textContent.trim() !== select.value)) || false;
      });
      n += settle(g);
    });
    out.textContent = n ? n + " of " + total + " shown" : "Nobody matches";
  }
  function key(row, i) {
    var c = row._cells[i];
    if (!c) return "";
    var status = c.classList.contains("stt") && c.querySelector(".st");
    if (status) return order.indexOf(status.textContent.trim());
    var s = c.getAttribute("data-s");
    if (s !== null) return isNaN(s) ? s : Number(s);
    var n = parseInt(c.textContent, 10);
    if (c.classList.contains("we") || c.classList.contains("they")) return isNaN(n) ? 0 : n;
    if (c.classList.contains("sp") || c.classList.contains("cad")) {
      n = parseInt((c.querySelector("b,small") || c).textContent, 10);
      return isNaN(n) ? null : n;
    }
    return c.querySelector(".nil,.nx .st") || !c.textContent.trim() ? null : c.textContent.trim();
  }
  function compare(a, b) {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  }
  function sort(i, way) {
    groups.forEach(function (g) {
      g.rows.sort(function (a, b) {
        var x = key(a, i), y = key(b, i);
        return (x === null || y === null ? compare(x, y) : way * compare(x, y)) || a._at - b._at;
      });
      g.rows.forEach(function (r) { g.body.insertBefore(r, g.sum); });
      settle(g);
    });
  }
  Array.prototype.slice.call(head.cells, 1).forEach(function (th, i) {
    var button = document.createElement("button");
    button.type = "button";
    while (th.firstChild) button.appendChild(th.firstChild);
    th.appendChild(button);
    button.addEventListener("click", function () {
      var way = th.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      Array.prototype.forEach.call(head.cells, function (c) { c.removeAttribute("aria-sort"); });
      th.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      sort(i, way);
    });
  });
  input.addEventListener("input", filter);
  if (select) select.addEventListener("change", filter);
  filter();
})();
