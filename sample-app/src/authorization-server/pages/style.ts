import { createHash } from 'node:crypto';

export const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: #f3f4f6; color: #1f2937; }
main { max-width: 26rem; margin: 8vh auto; padding: 2rem; background: #fff; border-radius: .75rem; box-shadow: 0 1px 4px #0003; overflow-wrap: anywhere; }
main.wide { max-width: 40rem; }
h1 { font-size: 1.4rem; margin-top: 0; overflow-wrap: anywhere; }
.host { margin: 0 0 .25rem; font-size: 1.9rem; font-weight: 700; line-height: 1.2; }
label { display: block; margin: 1rem 0 .25rem; }
input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; border: 1px solid #9ca3af; border-radius: .375rem; }
button { margin: 1.5rem .5rem 0 0; padding: .5rem 1.25rem; font: inherit; border: 1px solid #1d4ed8; border-radius: .375rem; background: #1d4ed8; color: #fff; cursor: pointer; }
button.quiet { background: #fff; color: #1d4ed8; }
.warning { padding: .75rem 1rem; border-left: .25rem solid #d97706; background: #fef3c7; }
.error { padding: .75rem 1rem; border-left: .25rem solid #b91c1c; background: #fee2e2; }
h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
dt { margin-top: .75rem; font-weight: 600; }
dd { margin: 0; }
ol, ul { padding-left: 1.4rem; }
li + li { margin-top: .5rem; }
code, li, p { overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
pre { margin: .5rem 0 .75rem; padding: .5rem .75rem; background: #f3f4f6; border-radius: .375rem; white-space: pre-wrap; }
a { color: #1d4ed8; }
.note { color: #4b5563; font-size: .9rem; }
@media (prefers-color-scheme: dark) {
  :root { color-scheme: dark; }
  body { background: #0f1218; color: #e8ebf1; }
  main { background: #171b23; box-shadow: 0 0 0 1px #2b313d; }
  input { background: #171b23; color: inherit; border-color: #727c8f; }
  button { background: #7c74f2; border-color: #7c74f2; color: #0d0b26; }
  button.quiet { background: #171b23; color: #a9a3ff; }
  pre { background: #0f1218; }
  a { color: #a9a3ff; }
  .note { color: #a3abba; }
  .warning { background: #362709; border-color: #f2bd62; }
  .error { background: #3b181b; border-color: #ff8f93; }
}
`;

/** The only style that the pages' Content-Security-Policy allows. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
