namespace Functions.Pages;

/// <summary>What the page does by itself: filter and sort. Everything is readable without.</summary>
internal static class ReportScript
{
    /// <summary>The script. It reads and moves what is there and makes no text of its own but numbers.</summary>
    public static string Text { get; } =
        """
            "use strict";
            for (const table of document.querySelectorAll("table[data-tools]")) {
              const tools = document.getElementById(table.dataset.tools), body = table.tBodies[0], rows = [...body.rows];
              const heads = [...table.tHead.rows[0].cells], text = tools.querySelector("input"), status = tools.querySelector("[data-status-of]");
              const order = tools.querySelector("[data-order-of]"), count = tools.querySelector("[role=status]");
              const value = (row, column) => (row.cells[column].dataset.value ?? row.cells[column].textContent.trim()).replace(/^\u2013$/, "");
              const sort = (column, down) => {
                heads.forEach(head => head.removeAttribute("aria-sort"));
                if (column < 0) { body.append(...rows); return; }
                heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
                body.append(...[...rows].sort((one, other) => {
                  const a = value(one, column), b = value(other, column);
                  if (a === "" || b === "") { return (a === "") - (b === ""); }
                  return (down ? -1 : 1) * (isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b);
                }));
              };
              heads.forEach((head, column) => {
                if (head.hasAttribute("data-fixed")) { return; }
                const button = document.createElement("button"), name = head.textContent.trim();
                button.type = "button"; button.textContent = name; head.replaceChildren(button); head.dataset.name = name;
                button.addEventListener("click", () => { sort(column, head.getAttribute("aria-sort") === "ascending"); order.value = ""; });
                for (const down of [false, true]) {
                  order.append(new Option(`${name} ${down ? "\u2193" : "\u2191"}`, `${column} ${down ? 1 : 0}`));
                }
              });
              order.addEventListener("change", () => { const [column, down] = order.value === "" ? [-1, 0] : order.value.split(" ").map(Number); sort(column, down === 1); });
              const show = () => {
                const wanted = text.value.trim().toLowerCase();
                for (const row of rows) {
                  row.hidden = !row.textContent.toLowerCase().includes(wanted) || (status !== null && status.value !== "" && row.dataset.status !== status.value);
                }
                count.textContent = `${rows.filter(row => !row.hidden).length} of ${rows.length}`;
              };
              text.addEventListener("input", show);
              status?.addEventListener("change", show);
              tools.hidden = false;
              show();
            }
            let opened = [];
            addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open])")]; opened.forEach(one => one.open = true); });
            addEventListener("afterprint", () => opened.forEach(one => one.open = false));
            """.ReplaceLineEndings("\n");
}
