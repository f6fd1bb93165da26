extension HTMLReport {
    /// The page's style sheet, in the colours of the server's pages.
    static let style = """
        :root { color-scheme: light dark; --ink: light-dark(#1b2430, #e8ecf3); --faint: light-dark(#576273, #9aa7b9);
          --paper: light-dark(#f7f5f0, #10151c); --card: light-dark(#fff, #18202a); --line: light-dark(#dcd8ce, #2b3644);
          --one: light-dark(#24588c, #8cbdf0); --two: light-dark(#b4551d, #f2a36b); --good: light-dark(#1d7a46, #6ed29a);
          --bad: light-dark(#a32a1c, #ff9c8f); --bad-tint: light-dark(#fbe9e6, #37201f); }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", sans-serif; }
        header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2rem); }
        header { padding-top: 2rem; } h1 { margin: 0; font-size: 1.75rem; letter-spacing: -0.015em; }
        header p { margin: 0.25rem 0 0; } header p, small, footer, .legend { color: var(--faint); }
        footer { padding-top: 1rem; padding-bottom: 2rem; font-size: 0.85rem; }
        h2 { font-size: 1.05rem; margin: 0 0 0.5rem; } section { margin-top: 1.5rem; }
        .warning { background: var(--bad-tint); border: 1px solid var(--bad); border-radius: 12px; padding: 1rem 1.25rem; }
        .warning h2 { color: var(--bad); } .warning ul { margin: 0; padding-left: 1.2rem; }
        .verdicts { list-style: none; display: flex; flex-wrap: wrap; gap: 0.5rem; padding: 0; margin: 1.5rem 0 0; }
        .verdicts li { background: var(--card); border: 1px solid var(--line); border-radius: 999px; padding: 0.25rem 0.9rem; font-size: 0.9rem; }
        .verdicts .good b { color: var(--good); } .verdicts .bad { border-color: var(--bad); } .verdicts .bad b { color: var(--bad); }
        .verdicts span { color: var(--faint); } code { font: 0.92em ui-monospace, Menlo, "DejaVu Sans Mono", monospace; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 0.75rem; margin: 1.25rem 0 0; }
        .tiles div, .plots figure, .scroll { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
        .tiles div { padding: 0.8rem 1rem; } dt { font-size: 0.85rem; color: var(--faint); }
        dd { margin: 0; font-size: 1.5rem; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; white-space: nowrap; }
        small { font-size: 0.8rem; }
        .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0.75rem; }
        figure { margin: 0; padding: 0.9rem 1rem 0.5rem; } figcaption { display: flex; flex-wrap: wrap; gap: 0 1rem; font-weight: 600; }
        .legend { font-weight: 400; font-size: 0.85rem; } .legend::before { content: ""; display: inline-block; width: 0.9em;
          height: 0.2em; border-radius: 2px; margin-right: 0.4em; vertical-align: middle; background: var(--one); }
        .legend.k1::before { background: var(--two); }
        svg { display: block; width: 100%; height: auto; margin-top: 0.4rem; overflow: visible; }
        .grid { stroke: var(--line); stroke-width: 1; } .tick { fill: var(--faint); font-size: 11px; font-variant-numeric: tabular-nums; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .l0 { stroke: var(--one); }
        .l1 { stroke: var(--two); } .bar { fill: var(--one); } .dot { fill: transparent; stroke: none; }
        .dot.l0:hover { fill: var(--one); } .dot.l1:hover { fill: var(--two); } .bar:hover { fill: var(--two); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.4rem 1rem; text-align: right; white-space: nowrap; } th:first-child { text-align: left; }
        thead th { color: var(--faint); font-weight: 500; } tbody th { font-weight: 400; white-space: normal; overflow-wrap: anywhere; }
        tbody tr { border-top: 1px solid var(--line); }
        """
}
