// Sorting and filtering; without it, the page is whole and in its usual order.
(function () {
  "use strict";
  var all = function (from, what) { return Array.prototype.slice.call(from.querySelectorAll(what)); };
  var value = function (row, i) {
    var cell = row.cells[i], by = cell.getAttribute("data-by");
    return by === null ? cell.textContent : Number(by);
  };
  all(document, "thead th").forEach(function (head) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      var body = head.closest("table").tBodies[0];
      var down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending"
        : head.className === "n";
      all(head.parentNode, "th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var rows = all(body, "tr").map(function (row) { return { row: row, by: value(row, head.cellIndex) }; });
      rows.sort(function (a, b) {
        var order = typeof a.by === "number" && typeof b.by === "number" ? a.by - b.by
          : String(a.by).localeCompare(String(b.by), "en", { numeric: true });
        return down ? -order : order;
      });
      rows.forEach(function (r) { body.appendChild(r.row); });
    });
  });
  var place = document.querySelector(".filter");
  var label = document.createElement("label"), input = document.createElement("input");
  var said = document.createElement("span");
  label.textContent = "Show only rows with ";
  input.type = "search";
  label.appendChild(input);
  said.setAttribute("role", "status");
  place.appendChild(label);
  place.appendChild(said);
  var rows = all(document, "tbody tr, .items > li");
  var folds = all(document, "details"), wasOpen = null, waiting = 0;
  input.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      var wanted = input.value.trim().toLowerCase(), shown = 0;
      if (wanted && !wasOpen) { wasOpen = folds.map(function (f) { return f.open; }); }
      rows.forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
        if (!row.hidden) { shown++; }
      });
      folds.forEach(function (f, i) {
        if (wanted) { f.open = f.querySelector("tbody tr:not([hidden]), .items > li:not([hidden])") !== null; }
        else if (wasOpen) { f.open = wasOpen[i]; }
      });
      if (!wanted) { wasOpen = null; }
      said.textContent = wanted ? " " + shown + " of " + rows.length : "";
    }, 150);
  });
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = folds.filter(function (f) { return !f.open && f.querySelectorAll("tr, li").length <= 250; });
    opened.forEach(function (f) { f.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (f) { f.open = false; }); });
})();
