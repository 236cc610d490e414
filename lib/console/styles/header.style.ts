import { css } from './css.js';

/** What is above the content of every page. */
export const HEADER = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 2rem;
    min-height: 3.5rem;
    padding: 0 max(1.5rem, calc((100% - 73rem) / 2));
    border-bottom: 1px solid var(--line);
    background: var(--surface);
  }

  .brand {
    margin: 0;
    color: var(--text);
    font-weight: 680;
    letter-spacing: -0.01em;
    text-decoration: none;
  }

  .brand span {
    color: var(--faint);
    font-weight: 450;
  }

  .top nav,
  .tabs {
    display: flex;
    gap: 0.25rem;
  }

  .top nav {
    align-self: stretch;
  }

  .top nav a,
  .tabs a {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    padding: 0.5rem 0.75rem;
    border-bottom: 2px solid transparent;
    color: var(--faint);
    font-weight: 520;
    text-decoration: none;
  }

  .top nav a:hover,
  .tabs a:hover {
    color: var(--text);
  }

  .top nav a[aria-current],
  .tabs a[aria-current] {
    border-bottom-color: var(--accent-text);
    color: var(--text);
  }

  .top nav a {
    min-height: 3.5rem;
    border-top: 2px solid transparent;
  }

  .choice {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    margin-inline-end: 0.9rem;
    color: var(--faint);
    font-size: 0.9rem;
  }

  .choice a[aria-current] {
    color: var(--text);
    font-weight: 560;
    text-decoration: none;
  }

  .who {
    display: flex;
    align-items: center;
    gap: 0.75rem;
  }

  .top .who {
    margin-block: 0;
    margin-left: auto;
    color: var(--faint);
  }

  .top .number {
    min-width: 1.35rem;
    padding: 0 0.4rem;
    border-radius: 1rem;
    background: var(--wait-ground);
    color: var(--wait);
    font-size: 0.8rem;
    text-align: center;
  }

  .notice,
  .error,
  .empty {
    padding: 0.7rem 1rem;
    border-radius: 0.5rem;
  }

  .notice {
    margin-bottom: 1.25rem;
    background: var(--accent-ground);
  }

  .error {
    background: var(--bad-ground);
    color: var(--bad);
  }

  .alert {
    margin: 0 0 1.25rem;
    padding: 0.7rem 1rem;
    border: 1px solid;
    border-radius: 0.5rem;
    overflow-wrap: anywhere;
  }

  .alert strong {
    font-weight: 620;
  }

  .alert.waiting {
    background: var(--wait-ground);
    color: var(--wait);
  }

  .alert.full {
    background: var(--bad-ground);
    color: var(--bad);
  }

  .alert a {
    color: inherit;
  }

  .notice,
  .error,
  .why {
    overflow-wrap: anywhere;
  }

  .first {
    margin: 0 0 1.25rem;
  }

  .empty {
    padding: 2.5rem 1rem;
    border: 1px dashed var(--line-strong);
    color: var(--faint);
    text-align: center;
  }
`;
