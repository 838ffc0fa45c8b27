import { createHash } from 'node:crypto';

/**
 * The style sheet of all pages. Sizes follow the browser's font size; every colour pair has a contrast of at least 4.5
 * to 1, in light and dark.
 */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --back: #f6f8fa; --card: #ffffff; --line: #8c959f; --accent: #0b5cad; --on-accent: #ffffff; --bad: #b3261e; --good: #1a6b34; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9ea7b3; --back: #0d1117; --card: #161b22; --line: #768390; --accent: #79b8ff; --on-accent: #0d1117; --bad: #ff9492; --good: #7ee2a8; } }
* { box-sizing: border-box; }
body { margin: 0; font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif; font-size: 1rem; line-height: 1.5; color: var(--text); background: var(--back); }
main { width: min(28rem, calc(100% - 2rem)); margin-block: 8vh 1.5rem; margin-inline: auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; }
main.wide { width: min(60rem, calc(100% - 2rem)); margin-block: 2rem; }
footer { width: min(28rem, calc(100% - 2rem)); margin-block: 0 2rem; margin-inline: auto; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.6rem; padding-block-start: 1.5rem; font-size: 1.1rem; line-height: 1.3; border-block-start: 1px solid var(--line); }
p { margin: 0 0 1rem; }
p, h1, h2, li, td, dd { overflow-wrap: anywhere; }
a { color: var(--accent); }
form { margin: 0 0 1.25rem; }
details { margin: 0 0 1rem; }
ul.rows form, main > form:last-child { margin-block-end: 0; }
label { display: block; margin: 1rem 0 0.3rem; font-weight: 600; }
input { width: 100%; padding: 0.6rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 0.4rem; }
input[type='checkbox'], input[type='radio'] { width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; flex: none; }
select { width: 100%; padding: 0.6rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 0.4rem; }
input[aria-invalid] { border-color: var(--bad); }
button { margin-block-start: 1.25rem; padding: 0.65rem 1.2rem; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 0.4rem; cursor: pointer; }
form + p { margin-block-start: 1rem; }
button.plain { color: var(--accent); background: transparent; border: 1px solid var(--line); }
button.danger { color: var(--on-accent); background: var(--bad); }
a.button { display: inline-block; padding: 0.6rem 1.2rem; font-weight: 600; border: 1px solid var(--line); border-radius: 0.4rem; text-decoration: none; }
.wide-buttons button, .wide-buttons a.button { width: 100%; margin-block: 0 0.6rem; text-align: center; }
p.check { display: flex; gap: 0.7rem; align-items: flex-start; margin: 1rem 0 0; }
p.check label { margin: 0; font-weight: 400; }
p.or { display: flex; gap: 0.8rem; align-items: center; margin-block: 1.25rem; color: var(--quiet); }
p.or::before, p.or::after { content: ''; flex: 1; border-block-start: 1px solid var(--line); }
hr { margin-block: 1.5rem; border: 0; border-block-start: 1px solid var(--line); }
ul.rows { list-style: none; margin: 0 0 1rem; padding: 0; }
ul.rows > li { padding-block: 0.8rem; border-block-end: 1px solid var(--line); }
ul.rows > li p { margin: 0 0 0.3rem; }
ul.rows form button { margin-block-start: 0.4rem; padding: 0.4rem 0.8rem; }
svg.qr { display: block; width: 13rem; max-width: 100%; height: auto; margin-block: 1rem; padding: 0.5rem; background: #ffffff; border-radius: 0.4rem; }
code, ol.codes { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, monospace; }
ol.codes { columns: 2 7.5rem; column-gap: 2.5rem; margin: 0 0 1rem; padding-inline-start: 2.5rem; white-space: nowrap; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--quiet); font-size: 0.9rem; }
input + .quiet { margin-block-start: 0.5rem; }
.bad { color: var(--bad); }
.good { color: var(--good); }
.bad ul { margin: 0 0 1rem; padding-inline-start: 1.2rem; }
.bad a { color: inherit; }
.summary { margin: 0 0 1rem; padding: 0.8rem 1rem 0; border: 2px solid var(--bad); border-radius: 0.4rem; }
.summary p { margin: 0 0 0.4rem; font-weight: 600; }
.summary:focus { outline: 3px solid var(--accent); outline-offset: 2px; }
ul.languages { display: flex; flex-wrap: wrap; gap: 0.4rem 1rem; margin: 0; padding: 0; list-style: none; font-size: 0.9rem; }
ul.languages a { display: inline-block; min-height: 1.5rem; color: var(--quiet); }
ul.languages a[aria-current] { font-weight: 600; color: var(--text); text-decoration: none; }
fieldset { margin: 1.25rem 0 0; padding: 0.8rem 1rem 0; border: 1px solid var(--line); border-radius: 0.4rem; }
legend { padding: 0 0.4rem; font-weight: 600; }
ul.choices { list-style: none; margin: 0; padding: 0; }
li.choice { display: flex; gap: 0.7rem; align-items: flex-start; }
li.choice input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0.15rem 0 0; }
li.choice label { margin: 0 0 0.9rem; font-weight: 400; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding-block: 0.4rem; padding-inline: 0 0.6rem; text-align: start; vertical-align: top; border-block-end: 1px solid var(--line); }
dt { font-weight: 600; }
dd { margin: 0 0 0.6rem; }
iframe { width: 100%; height: 34rem; background: #ffffff; border: 1px solid var(--line); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.8rem; border: 1px solid var(--line); border-radius: 0.4rem; }
`;

/** CSP source that allows this style sheet only. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
