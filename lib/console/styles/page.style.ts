import { css } from './css.js';

/** The page and its text. */
export const PAGE = css`
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  body {
    margin: 0;
    background: var(--ground);
    color: var(--text);
    font:
      0.9375rem/1.5 Inter,
      system-ui,
      sans-serif;
    font-feature-settings: 'tnum';
  }

  main {
    max-width: 76rem;
    margin: 0 auto;
    padding: 1.75rem 1.5rem 4rem;
    overflow-wrap: anywhere;
  }

  main:focus {
    outline: none;
  }

  h1 {
    margin: 0 0 1.25rem;
    font-size: 1.5rem;
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.25;
    overflow-wrap: anywhere;
  }

  h2 {
    margin: 0 0 0.75rem;
    font-size: 1rem;
    font-weight: 620;
  }

  section {
    margin-top: 2rem;
  }

  p {
    margin: 0 0 0.75rem;
  }

  a {
    color: var(--accent-text);
    text-underline-offset: 0.18em;
  }

  code,
  pre,
  .id {
    font-family: ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace;
    font-size: 0.84em;
    overflow-wrap: anywhere;
  }

  pre {
    max-height: 20rem;
    margin: 0.5rem 0 0;
    padding: 0.75rem;
    overflow: auto;
    border-radius: 0.4rem;
    background: var(--sunken);
    white-space: pre-wrap;
  }

  small {
    font-size: 0.84em;
  }

  :focus-visible {
    outline: 2px solid var(--accent-text);
    outline-offset: 2px;
    border-radius: 0.3rem;
  }

  .faint,
  small {
    color: var(--faint);
  }

  .skip {
    position: absolute;
    left: 0.75rem;
    top: -4rem;
    z-index: 1;
    padding: 0.5rem 0.9rem;
    border-radius: 0.4rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .skip:focus {
    top: 0.6rem;
  }
`;
