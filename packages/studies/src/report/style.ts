/** The report's looks: system fonts, light and dark, phone and paper. Charts take their colours from the variables. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2024; --soft: #5b6470; --line: #d9dee4; --wash: #f4f6f8; --mark: #0b62a8; --box: #eef5fb;
  /* Okabe and Ito's colours, the lighter ones darkened until they hold 3:1 on white. */
  --series-0: #1c2024; --series-1: #0072b2; --series-2: #cc7a00; --series-3: #009169; --series-4: #b8528d; --series-5: #d04a00;
  --series-6: #2f93cf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e6e9ec; --soft: #a3adb8; --line: #343b43; --wash: #1e2329; --mark: #7cc0f5; --box: #18242f;
    --series-0: #e6e9ec; --series-1: #4a9fe0; --series-2: #e69f00; --series-3: #16b78a; --series-4: #dd8fbb; --series-5: #f0743a;
    --series-6: #8fd0f5;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.5rem clamp(0.9rem, 3vw, 2rem) 4rem; max-width: 84rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 0.3rem; }
h2 { font-size: 1.4rem; line-height: 1.3; margin: 3rem 0 0.4rem; padding-top: 0.8rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2rem 0 0.5rem; }
h4 { font-size: 0.95rem; margin: 0 0 0.2rem; font-weight: 600; }
p, ul, ol, dl { max-width: 46rem; margin: 0.5rem 0; }
ul, ol { padding-left: 1.3rem; }
li { margin: 0.2rem 0; }
p.soft, ul.soft { font-size: 0.88rem; }
a { color: var(--mark); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.88em; }
pre { background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; overflow-x: auto;
  white-space: pre-wrap; overflow-wrap: anywhere; margin: 0.5rem 0; }
small, .soft, figcaption { color: var(--soft); }
.verdict { background: var(--box); border: 1px solid var(--line); border-left: 4px solid var(--mark); border-radius: 6px;
  padding: 0.7rem 1.1rem; margin: 1rem 0 1.5rem; }
.verdict h3 { margin: 0.1rem 0 0.3rem; }
.verdict p { max-width: 60rem; }
.scroll { overflow-x: auto; margin: 0.6rem 0; }
table { border-collapse: collapse; font-size: 0.84rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { font-weight: 600; vertical-align: bottom; border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; }
.numbers { min-width: 100%; }
.numbers th, .numbers td { padding: 0.3rem 0.38rem; }
.numbers td { white-space: nowrap; }
.numbers td:not(:first-child), .numbers thead th:not(:first-child) { text-align: right; }
.numbers small { display: block; font-size: 0.82em; letter-spacing: -0.01em; }
.numbers tbody th:first-child, .numbers thead th:first-child { position: sticky; left: 0; background: var(--paper); z-index: 1; max-width: 11rem; }
.group th, .numbers tbody .group th:first-child { background: var(--wash); font-weight: 600; max-width: none; }
.group span { position: sticky; left: 0.6rem; }
.pairs th { font-weight: 400; white-space: nowrap; }
.pairs td:nth-child(2) { overflow-wrap: anywhere; }
.wide td { min-width: 16rem; }
figure { margin: 1.6rem 0; }
.panel p { font-size: 0.88rem; margin: 0.2rem 0 0; }
figcaption { font-size: 0.88rem; max-width: 46rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem 2rem; margin: 0.6rem 0; max-width: 66rem; }
.panels.single { max-width: 32rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; list-style: none; padding: 0; margin: 0.5rem 0; font-size: 0.88rem; max-width: none; }
.legend li { display: flex; align-items: center; gap: 0.4rem; margin: 0; }
.legend svg { flex: none; }
.chart { font-size: 12px; overflow: visible; --plot-background: var(--paper); display: block; width: 100%; height: auto; color: var(--ink); }
.key { --plot-background: var(--paper); display: block; color: var(--ink); }
.chart text { white-space: pre; }
@media (max-width: 40rem) {
  h1 { font-size: 1.4rem; } h2 { font-size: 1.25rem; }
  th, td { padding: 0.3rem 0.45rem; }
  .numbers tbody th:first-child, .numbers thead th:first-child { max-width: 7.5rem; }
  .wide td { min-width: 12rem; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #000000; --soft: #444c55; --line: #c4cad1; --wash: #f1f3f5; --mark: #0b4f86; --box: #f4f8fc;
    --series-0: #000000; --series-1: #0072b2; --series-2: #cc7a00; --series-3: #009169; --series-4: #b8528d; --series-5: #d04a00;
    --series-6: #2f93cf;
  }
  @page { size: A4 landscape; margin: 12mm; }
  html { font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  p, ul, ol, dl, figcaption { max-width: none; }
  .preset + .preset { break-before: page; }
  h2, h3, h4, h3 + p.soft, .group { break-after: avoid; }
  figure, .verdict, tr, .panel { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  table { font-size: 7.8pt; }
  th, td { padding: 0.2rem 0.35rem; }
  .numbers td { white-space: normal; }
  .numbers small { white-space: nowrap; }
  .numbers th:first-child, .group span { position: static !important; }
  .panels { grid-template-columns: 1fr 1fr; max-width: 17cm; margin: 0.2rem 0; }
  figure { margin: 0.8rem 0; }
  .panels.single { grid-template-columns: 1fr; max-width: 8.5cm; }
  a { color: inherit; text-decoration: none; }
  nav { display: none; }
}
`;
