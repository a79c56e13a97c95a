/** The looks of the page. Everything hangs below `.linearize`, so that it can stand in another page. */
export const STYLE = `
.linearize {
  --paper: #ffffff; --raised: #f6f7f9; --line: #dcdfe5; --ink: #1b1f27; --faint: #667080;
  --bar: #d9dee7; --bar-ink: #2b3240; --done: #cfe3fb; --done-ink: #123a6b; --path: #2f6fc0;
  --bad: #c2261d; --bad-soft: #fbdedb; --open: #f6e7bd; --open-ink: #5c4300; --good: #1a7a3c; --core: #7a3ec8; --shade: rgba(20, 30, 50, .10);
  display: grid; grid-template-columns: minmax(190px, 250px) minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr);
  color: var(--ink); background: var(--paper); font: 14px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  box-sizing: border-box; text-align: left;
}
@media (prefers-color-scheme: dark) {
  .linearize {
    --paper: #14171c; --raised: #1c2027; --line: #323843; --ink: #e6e9ee; --faint: #98a2b1;
    --bar: #39404c; --bar-ink: #dde2ea; --done: #1d3c61; --done-ink: #d5e7ff; --path: #6fa8ef;
    --bad: #ff7b70; --bad-soft: #5a221e; --open: #52430f; --open-ink: #ffe7a3; --good: #62c985; --core: #c19bff; --shade: rgba(0, 0, 0, .45);
  }
}
.linearize *, .linearize *::before { box-sizing: border-box; }
.linearize [hidden] { display: none !important; }
.linearize > header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; padding: 12px 16px; border-bottom: 1px solid var(--line); }
.linearize h1 { font-size: 17px; margin: 0; }
.linearize h2 { font-size: 16px; margin: 0; }
.linearize h3 { font-size: 13px; margin: 0 0 6px; color: var(--faint); font-weight: 600; }
.linearize .sum { color: var(--faint); }
.linearize .bad { color: var(--bad); } .linearize .good { color: var(--good); } .linearize .faint { color: var(--faint); }
.linearize nav { border-right: 1px solid var(--line); background: var(--raised); padding: 10px; display: flex; flex-direction: column; gap: 8px; min-height: 0; max-height: 100vh; }
.linearize nav .tools { display: flex; gap: 6px; }
.linearize input, .linearize select, .linearize button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 4px 8px; min-height: 30px; }
.linearize button { cursor: pointer; }
.linearize button:hover:not(:disabled), .linearize select:hover { border-color: var(--faint); }
.linearize button:disabled { opacity: .45; cursor: default; }
.linearize :focus-visible { outline: 2px solid var(--path); outline-offset: 1px; }
.linearize nav input { flex: 1; min-width: 0; }
.linearize .parts { list-style: none; margin: 0; padding: 0; overflow: auto; display: flex; flex-direction: column; gap: 2px; }
.linearize .parts li { content-visibility: auto; contain-intrinsic-size: auto 32px; flex: none; }
.linearize .parts button { width: 100%; text-align: left; display: flex; gap: 8px; border-color: transparent; background: none; }
.linearize .parts button[aria-current=true] { background: var(--paper); border-color: var(--line); font-weight: 600; }
.linearize .parts .name { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.linearize .parts .count { color: var(--faint); font-weight: 400; font-variant-numeric: tabular-nums; }
.linearize main { padding: 14px 16px 24px; min-width: 0; display: flex; flex-direction: column; gap: 12px; }
.linearize .note { margin: 2px 0 0; }
.linearize .bar { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; }
.linearize .bar .group { display: inline-flex; gap: 4px; align-items: center; }
.linearize .bar select { max-width: min(46ch, 58vw); }
.linearize .bar label { display: inline-flex; gap: 5px; align-items: center; }
.linearize .bar input[type=checkbox] { min-height: 0; }
.linearize .map { display: block; width: 100%; height: 30px; border: 1px solid var(--line); border-radius: 6px; cursor: pointer; touch-action: none; }
.linearize .stage { position: relative; border: 1px solid var(--line); border-radius: 8px; overflow-y: auto; overflow-x: hidden; max-height: 62vh; overscroll-behavior: contain; }
.linearize .stage canvas { position: sticky; top: 0; display: block; width: 100%; touch-action: pan-y; cursor: grab; }
.linearize .stage canvas:active { cursor: grabbing; }
.linearize .stage canvas:focus-visible { outline-offset: -2px; }
.linearize .tip { position: fixed; z-index: 10; max-width: min(420px, 92vw); pointer-events: none; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px; box-shadow: 0 6px 22px var(--shade); overflow-wrap: anywhere; }
.linearize .tip strong, .linearize .detail strong { font-weight: 650; }
.linearize .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; color: var(--faint); font-size: 12.5px; }
.linearize .legend i { display: inline-block; width: 18px; height: 11px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
.linearize .cols { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); gap: 12px; align-items: start; }
.linearize .card { border: 1px solid var(--line); border-radius: 8px; padding: 10px 12px; background: var(--raised); min-width: 0; overflow-wrap: anywhere; }
.linearize .card ul { list-style: none; margin: 0; padding: 0; max-height: 300px; overflow: auto; }
.linearize .card li { display: flex; gap: 8px; padding: 2px 0; align-items: baseline; }
.linearize .card li button { text-align: left; padding: 1px 7px; min-height: 0; background: var(--paper); flex: none; max-width: 60%; overflow: hidden; text-overflow: ellipsis; }
.linearize dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; }
.linearize dt { color: var(--faint); } .linearize dd { margin: 0; min-width: 0; }
.linearize .legend i.done { background: var(--done); border: 1px solid var(--path); } .linearize .legend i.open { background: var(--open); border: 1px solid var(--open-ink); }
.linearize .legend i.fail { background: var(--bad-soft); border: 1px solid var(--bad); } .linearize .legend i.core { border: 2px solid var(--core); } .linearize .legend i.rest { background: var(--bar); }
.linearize kbd { font: 12px/1 ui-monospace, "DejaVu Sans Mono", monospace; border: 1px solid var(--line); border-radius: 4px; padding: 1px 4px; background: var(--raised); }
@media (max-width: 720px) {
  .linearize { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto auto 1fr; }
  .linearize nav { border-right: 0; border-bottom: 1px solid var(--line); max-height: none; }
  .linearize .parts { flex-direction: row; overflow-x: auto; padding-bottom: 4px; }
  .linearize .parts li { max-width: 60vw; }
  .linearize main { padding: 10px; }
  .linearize button, .linearize select, .linearize nav input { min-height: 36px; }
}
@media print { .linearize nav, .linearize .bar, .linearize .map { display: none; } }
`
