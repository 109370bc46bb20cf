namespace Pages;

/// <summary>
/// What the page does by itself: filter and sort, unpack the rows that do not stand in it, copy. What stands in it is readable without.
/// </summary>
internal static class ReportScript
{
    /// <summary>The script. It asks nobody for anything, and every text that it shows is set as text.</summary>
    public static string Text { get; } = (Making + Tables + Address + Beside).ReplaceLineEndings("\n");

    // Rows that came packed: each is made when it is shown.
    private const string Making = """
        "use strict";
        const verdicts = { healthy: "\u2713", unhealthy: "\u2717", pending: "\u2026", throttled: "\u2248", skipped: "\u2013", proven: "\u2713", unserved: "\u2717", ended: "\u2717", reduced: "\u2248", open: "\u2248", unproven: "\u2026", leaving: "\u2026", unknown: "\u2013", outside: "\u2013" };
        const letters = { h: "healthy", u: "unhealthy", p: "pending", t: "throttled" }, page = 100, svg = "http://www.w3.org/2000/svg";
        const make = (name, kind, text) => { const one = document.createElement(name); if (kind) { one.className = kind; } if (text !== undefined) { one.textContent = text; } return one; };
        const draw = (runs, words) => {
          const drawing = document.createElementNS(svg, "svg");
          for (const [name, value] of [["class", "spark"], ["viewBox", "0 0 252 48"], ["preserveAspectRatio", "none"], ["role", "img"], ["aria-label", words]]) { drawing.setAttribute(name, value); }
          let at = 0;
          for (const [, count, letter] of runs.matchAll(/(\d+)([a-z])/g)) {
            if (letters[letter]) {
              const bar = document.createElementNS(svg, "rect"), high = letter === "h" ? 5 : 11;
              for (const [name, value] of [["class", letters[letter]], ["x", at * 3], ["y", 48 - high], ["width", count * 3], ["height", high]]) { bar.setAttribute(name, value); }
              drawing.append(bar);
            }
            at += Number(count);
          }
          return drawing;
        };
        const fill = (cell, head, lines) => {
          const [first, ...rest] = lines;
          if (head.dataset.kind === "verdict") { cell.append(make("span", `verdict ${first}`)); cell.firstChild.append(Object.assign(make("span", "", verdicts[first]), { ariaHidden: "true" }), ` ${first}`); }
          else if (head.dataset.kind === "spark") { cell.append(draw(first, rest[0])); return; }
          else if (head.dataset.kind === "address") { const box = make("div", "copy"); box.append(make("code", "", first)); cell.append(box); }
          else if (head.dataset.kind === "list" && lines.length > 1) {
            const fold = make("details"), list = make("ul", "changes");
            fold.append(make("summary", "", first)); rest.forEach(line => list.append(make("li", "", line))); fold.append(list); cell.append(fold); return;
          }
          else { cell.append(make("bdi", "", first)); }
          rest.filter(line => line !== "").forEach(line => cell.append(make("span", "quiet under", line)));
        };
        const rowOf = (data, heads) => {
          const row = make("tr");
          row.setAttribute("role", "row");
          if (data.s) { row.dataset.status = data.s; }
          if (data.call) { row.dataset.call = data.call; }
          data.c.forEach(([value, ...lines], column) => {
            const head = heads[column], cell = make(column === 0 ? "th" : "td", head.className);
            cell.setAttribute("role", column === 0 ? "rowheader" : "cell");
            if (column === 0) { cell.scope = "row"; } else { cell.dataset.label = head.dataset.name ?? head.textContent.trim(); }
            cell.dataset.value = value;
            fill(cell, head, lines);
            if (column === 0 && data.u) { const link = make("a", "under", "Azure portal"); link.href = data.u; link.rel = "noreferrer"; link.setAttribute("aria-label", `${lines[0]} in the Azure portal`); cell.append(link); }
            row.append(cell);
          });
          helpers(row);
          return row;
        };
        """;

    private const string Tables = """

        const tables = new Map();
        const tabled = (table, more) => {
          const tools = document.getElementById(table.dataset.tools), body = table.tBodies[0], name = tools.id.replace("-tools", "");
          const heads = [...table.tHead.rows[0].cells], text = tools.querySelector("input"), status = tools.querySelector("[data-status-of]");
          const order = tools.querySelector("[data-order-of]"), count = tools.querySelector("[role=status]");
          let waiting = more, items = [...body.rows].map(row => ({ row, status: row.dataset.status, text: row.textContent.toLowerCase() })), shown = page, sorted = "";
          const value = (item, column) => (item.row ? item.row.cells[column].dataset.value ?? item.row.cells[column].textContent.trim() : String(item.data.c[column][0] ?? "")).replace(/^\u2013$/, "");
          const packed = () => more > 0;
          const button = make("button", "more");
          button.type = "button"; button.hidden = true; table.after(button);
          button.addEventListener("click", () => { shown += page; show(); });
          const ordered = () => {
            if (sorted === "") { return items; }
            const [column, down] = sorted.split(".").map(Number);
            return [...items].sort((one, other) => {
              const a = value(one, column), b = value(other, column);
              if (a === "" || b === "") { return (a === "") - (b === ""); }
              return (down ? -1 : 1) * (isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b);
            });
          };
          const show = () => {
            const wanted = text.value.trim().toLowerCase(), chosen = status === null ? "" : status.value;
            const all = ordered(), fits = item => item.text.includes(wanted) && (chosen === "" || item.status === chosen);
            const found = all.filter(fits);
            if (packed()) {
              body.replaceChildren(...found.slice(0, shown).map(item => item.row ??= rowOf(item.data, heads)));
              button.hidden = found.length <= shown;
              button.textContent = `Show ${Math.min(page, found.length - shown)} more of ${found.length - shown}`;
            } else {
              all.forEach(item => { item.row.hidden = !fits(item); });
              body.append(...all.map(item => item.row));
            }
            count.textContent = `${found.length} of ${items.length}${waiting > 0 ? ` (${waiting} more are being unpacked)` : ""}`;
          };
          const sort = (column, down) => {
            heads.forEach(head => head.removeAttribute("aria-sort"));
            sorted = column < 0 ? "" : `${column}.${down ? 1 : 0}`;
            if (column >= 0) { heads[column].setAttribute("aria-sort", down ? "descending" : "ascending"); }
            order.value = sorted.replace(".", " ");
            show();
          };
          heads.forEach((head, column) => {
            if (head.hasAttribute("data-fixed")) { return; }
            const button = document.createElement("button"), title = head.textContent.trim();
            button.type = "button"; button.textContent = title; head.replaceChildren(button); head.dataset.name = title;
            button.addEventListener("click", () => { sort(column, head.getAttribute("aria-sort") === "ascending"); order.value = ""; note(); });
            for (const down of [false, true]) {
              order.append(new Option(`${title} ${down ? "\u2193" : "\u2191"}`, `${column} ${down ? 1 : 0}`));
            }
          });
          order.addEventListener("change", () => { const [column, down] = order.value === "" ? [-1, 0] : order.value.split(" ").map(Number); sort(column, down === 1); note(); });
          text.addEventListener("input", () => { shown = page; show(); note(); });
          status?.addEventListener("change", () => { shown = page; show(); note(); });
          tools.hidden = false;
          show();
          tables.set(name, {
            get: () => ({ q: text.value, status: status?.value ?? "", sort: sorted }),
            set: wanted => { text.value = wanted.q ?? ""; if (status) { status.value = wanted.status ?? ""; } const [column, down] = /^\d+\.[01]$/.test(wanted.sort ?? "") ? wanted.sort.split(".").map(Number) : [-1, 0]; sort(heads[column] ? column : -1, down === 1); },
            add: rows => { waiting = 0; items = items.concat(rows.map(data => ({ data, status: data.s, text: data.c.map(cell => cell.slice(1).join(" ")).join(" ").toLowerCase() }))); show(); },
          });
        };
        const unpack = async packet => {
          const bytes = Uint8Array.from(atob(packet.content.textContent.trim()), letter => letter.charCodeAt(0));
          const all = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
          for (const [name, rows] of Object.entries(all)) { tables.get(name)?.add(rows); }
          document.documentElement.dataset.unpacked = "";
        };
        """;

    // The address keeps the filters, after the part that is shown: #health&health.q=contoso&health.status=unhealthy
    private const string Address = """

        const keptIn = address => { const [part, ...pairs] = address.replace(/^#/, "").split("&"); return [part, new Map(pairs.map(pair => { const at = pair.indexOf("="); try { return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))]; } catch { return ["", ""]; } }))]; };
        const note = part => {
          const kept = [];
          for (const [name, table] of tables) { for (const [key, value] of Object.entries(table.get())) { if (value !== "") { kept.push(`${name}.${key}=${encodeURIComponent(value)}`); } } }
          const wanted = `#${[part ?? keptIn(location.hash)[0], ...kept].join("&")}`;
          if (wanted !== (location.hash || "#")) { history.replaceState(null, "", wanted); }
        };
        const recall = () => {
          const [part, kept] = keptIn(location.hash);
          if (kept.size > 0) {
            for (const [name, table] of tables) { table.set(Object.fromEntries(["q", "status", "sort"].map(key => [key, kept.get(`${name}.${key}`)]))); }
            if (part !== "") { document.getElementById(part)?.scrollIntoView(); }
          } else if (part !== "") { note(part); }
        };
        """;

    private const string Beside = """

        const helpers = part => {
          for (const box of part.querySelectorAll(".copy")) {
            const code = box.querySelector("code"), button = make("button", "", "Copy");
            button.type = "button";
            button.setAttribute("aria-label", `Copy ${code.textContent.trim().split("\n")[0].slice(0, 60)}`);
            button.addEventListener("click", async () => {
              try { await navigator.clipboard.writeText(code.textContent); button.textContent = "Copied"; }
              catch { getSelection().selectAllChildren(code); button.textContent = "Selected"; }
              button.addEventListener("blur", () => { button.textContent = "Copy"; }, { once: true });
            });
            box.append(button);
          }
          const call = part.dataset?.call;
          if (call) {
            const [kind, ...rest] = call.split(" "), target = document.getElementById(`snippets-${kind}`), name = part.cells[0].dataset.value ?? part.cells[0].textContent.trim();
            if (target) {
              const button = make("button", "under", "Snippets");
              button.type = "button"; button.setAttribute("aria-label", `Snippets for ${name}`);
              button.addEventListener("click", () => {
                ["base", "model", "version", "header"].forEach((place, index) => target.querySelectorAll(`[data-value-of=${place}]`).forEach(one => { one.textContent = rest[index]; }));
                target.querySelector("[data-value-of=api]").textContent = name;
                target.querySelector("details").open = true;
                target.scrollIntoView();
              });
              part.cells[0].append(button);
            }
          }
        };
        const packet = document.getElementById("packed"), packedRows = packet === null ? {} : JSON.parse(packet.dataset.rows);
        document.querySelectorAll("table[data-tools]").forEach(table => tabled(table, packedRows[table.dataset.tools.replace("-tools", "")] ?? 0));
        document.querySelectorAll(".attention, .snippets, #api-table tbody tr").forEach(helpers);
        recall();
        addEventListener("hashchange", recall);
        if (packet !== null) { unpack(packet); }
        let opened = [];
        addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open])")]; opened.forEach(one => one.open = true); });
        addEventListener("afterprint", () => opened.forEach(one => one.open = false));
        """;
}
