namespace Pages;

/// <summary>How the page looks: on a phone and a desk, by day and by night, in print.</summary>
internal static class ReportStyle
{
    /// <summary>The style sheet. On narrow screens a row of a table becomes a card, with the column's name before each value.</summary>
    public static string Text { get; } =
        """
            :root { color-scheme: light dark; --surface: #f6f7f8; --panel: #fff; --text: #1b1f24; --quiet: #555e68; --line: #d5d9de; --link: #0b57b0; --good: #116329; --bad: #a40e26; --warn: #7a4d05; --idle: #555e68; --fix: #eef4fb; --old: #fdf0f0; --new: #eef8f0; --soft: #dce8f7; }
            @media (prefers-color-scheme: dark) { :root { --surface: #111418; --panel: #1a1f25; --text: #e8ebee; --quiet: #a9b2bc; --line: #3a424b; --link: #84bbff; --good: #67d387; --bad: #ff938c; --warn: #e8b44c; --idle: #a9b2bc; --fix: #1e2b39; --old: #33201f; --new: #1b2d21; --soft: #24384f; } }
            * { box-sizing: border-box; }
            html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
            body { margin: 0; background: var(--surface); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
            header, main, footer { max-width: 78rem; margin: 0 auto; padding: 0 1rem; }
            header { padding-top: 1.75rem; }
            h1 { font-size: 1.9rem; line-height: 1.2; margin: .1rem 0 .5rem; }
            h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; }
            h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
            p { margin: .25rem 0; }
            a { color: var(--link); }
            a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
            main:focus { outline: none; }
            code, .code { font-family: ui-monospace, SFMono-Regular, Consolas, monospace; font-size: .875em; overflow-wrap: anywhere; }
            section { background: var(--panel); border: 1px solid var(--line); border-radius: .75rem; padding: 1.1rem 1.25rem; margin: 1rem 0; }
            nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; margin: .9rem 0; list-style: none; }
            nav a { display: inline-block; padding: .3rem 0; }
            .skip { position: absolute; left: -100rem; background: var(--panel); padding: .5rem 1rem; }
            .skip:focus { left: .5rem; top: .5rem; z-index: 1; }
            .eyebrow { color: var(--quiet); font-weight: 600; }
            .quiet { color: var(--quiet); font-size: .875rem; font-weight: normal; }
            .under { display: block; }
            .nowrap { white-space: nowrap; }
            .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
            .verdict { font-weight: 600; white-space: nowrap; }
            h1.verdict { white-space: normal; }
            .healthy, .succeeded, .proven { color: var(--good); } .unhealthy, .failed, .refused, .unserved, .ended { color: var(--bad); } .pending, .throttled, .partial, .reduced, .open, .unproven, .leaving { color: var(--warn); } .skipped, .running, .unknown, .outside { color: var(--idle); }
            .tiles dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: 1rem; margin: 0; }
            .tiles dl > div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
            .tiles dt { font-size: .875rem; color: var(--quiet); }
            .tiles dd { margin: 0; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
            .cost { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; }
            .cost > * { flex: 1 1 14rem; max-width: 22rem; }
            meter { display: block; width: 100%; height: 1rem; margin-top: .25rem; }
            .days { display: block; width: 100%; height: auto; }
            .days rect { fill: var(--link); } .days text { fill: var(--quiet); font-size: 11px; text-anchor: middle; }
            ul.plain { padding: 0; margin: 0; list-style: none; }
            .attention > li { border-left: .3rem solid var(--bad); padding: .1rem 0 .1rem .9rem; margin: 1rem 0 0; overflow-wrap: anywhere; }
            .gaps { margin: 0 0 .5rem; padding-left: 1.25rem; } .gaps li { overflow-wrap: anywhere; margin: .15rem 0; }
            .changes li { overflow-wrap: anywhere; margin: .15rem 0; }
            .fix { background: var(--fix); border-radius: .4rem; padding: .4rem .65rem; margin: .4rem 0; overflow-wrap: anywhere; }
            .cause { margin: .35rem 0; overflow-wrap: anywhere; }
            td .fix, td .cause, th .fix, th .cause { font-size: .875rem; font-weight: normal; }
            .tools:not([hidden]) { display: flex; flex-wrap: wrap; gap: .6rem 1.25rem; align-items: center; margin: .75rem 0; }
            .tools label { display: flex; align-items: center; gap: .5rem; }
            input, select { font: inherit; color: inherit; background: var(--surface); border: 1px solid var(--quiet); border-radius: .4rem; padding: .35rem .55rem; max-width: 100%; min-height: 2.25rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { text-align: left; vertical-align: top; padding: .6rem .7rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
            thead th { border-top: 0; font-size: .875rem; color: var(--quiet); white-space: nowrap; }
            tbody th { font-weight: 600; }
            th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
            .name { width: 38%; }
            .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            th button { font: inherit; color: inherit; background: none; border: 0; padding: .15rem 0; cursor: pointer; }
            th button::after { content: " \2195"; } th[aria-sort=ascending] button::after { content: " \2191"; } th[aria-sort=descending] button::after { content: " \2193"; }
            th button:hover { color: var(--text); text-decoration: underline; }
            summary { cursor: pointer; color: var(--link); padding: .15rem 0; }
            .spark { width: 15rem; max-width: 100%; height: 3rem; display: block; }
            .spark polyline { fill: none; stroke: var(--link); stroke-width: 1.5; vector-effect: non-scaling-stroke; } .spark polygon { fill: var(--soft); }
            .spark .healthy { fill: var(--good); } .spark .unhealthy { fill: var(--bad); } .spark .throttled, .spark .pending { fill: var(--warn); } .spark .skipped { fill: var(--line); }
            .key { display: inline-flex; flex-wrap: wrap; gap: .1rem 1rem; }
            .spark path { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
            .links { font-size: .875rem; display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: .35rem 0; font-weight: normal; } .links a, th a, td a { font-weight: normal; }
            .copy { display: flex; gap: .6rem; align-items: flex-start; justify-content: space-between; background: var(--surface); border: 1px solid var(--line); border-radius: .4rem; padding: .3rem .5rem; margin: .3rem 0; font-weight: normal; }
            .copy code { padding: .2rem 0; } .copy pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; flex: 1; min-width: 0; } td .copy { margin: 0; border: 0; background: none; padding: 0; }
            .copy button, .more, th button.under { font: inherit; font-size: .875rem; color: var(--link); background: var(--panel); border: 1px solid var(--quiet); border-radius: .4rem; padding: .2rem .6rem; cursor: pointer; flex: none; }
            .more { margin: .75rem 0 0; min-height: 2.25rem; } th button.under { margin-top: .35rem; } th button.under::after { content: none; }
            .tiles dd a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
            .differences { margin: .4rem 0; }
            .differences dt { margin-top: .5rem; }
            .differences dd { margin: .2rem 0 0; padding: .25rem .6rem; border-left: .2rem solid var(--line); overflow-wrap: anywhere; }
            .differences .found { background: var(--old); border-color: var(--bad); } .differences .designed { background: var(--new); border-color: var(--good); }
            footer { color: var(--quiet); font-size: .875rem; padding-bottom: 2.5rem; }
            @media screen and (max-width: 50rem) {
              header { padding-top: 1rem; } h1 { font-size: 1.5rem; } section { padding: .9rem; }
              table, tbody, tr, th, td { display: block; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
              tr[hidden] { display: none; } tbody tr { border-top: 1px solid var(--line); padding: .75rem 0; } tbody tr:first-child { border-top: 0; }
              tbody th, tbody td { border: 0; padding: .15rem 0; } .name { width: auto; } .number { text-align: left; }
              td[data-label] { position: relative; padding-left: 9rem; } td[data-label]::before { content: attr(data-label); color: var(--quiet); font-size: .875rem; position: absolute; left: 0; }
              td.wide[data-label] { padding-left: 0; } td.wide::before { position: static; display: block; }
              .spark { width: 100%; }
            }
            @media print {
              :root { color-scheme: light; --surface: #fff; --panel: #fff; --text: #000; --quiet: #444; --line: #bbb; --link: #0b57b0; --good: #116329; --bad: #a40e26; --warn: #7a4d05; --idle: #444; --fix: #f3f6fa; --old: #fdf0f0; --new: #eef8f0; --soft: #dce8f7; }
              html { font-size: 9pt; } .spark { width: 8rem; height: 2rem; } th, td { padding: .4rem .45rem; } nav, .skip, .tools, .copy button, .more, th button.under { display: none !important; } section { border: 0; padding: 0; margin: 1.25rem 0; }
              tr, .attention > li { break-inside: avoid; } h2, h3 { break-after: avoid; } tr[hidden] { display: table-row; }
              details::details-content { content-visibility: visible; block-size: auto; display: block; }
              thead th button::after, thead th[aria-sort] button::after { content: none; } a { color: inherit; text-decoration: none; }
            }
            """.ReplaceLineEndings("\n");
}
