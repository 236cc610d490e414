import { css } from './css.js';

/** Cards, badges and lists. */
export const PARTS = css`
  .card,
  .tiles a,
  .tiles div,
  .chart {
    border: 1px solid var(--line);
    border-radius: 0.7rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .card {
    padding: 1.25rem 1.4rem;
  }

  .narrow {
    max-width: 42rem;
    margin-top: 0;
  }

  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
    gap: 1rem;
    align-items: start;
    margin-top: 2rem;
  }

  .columns section {
    margin: 0;
  }

  .stack {
    display: grid;
    gap: 1rem;
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 0.5rem 1.5rem;
    margin-bottom: 1.25rem;
  }

  .title h1 {
    margin-bottom: 0.2rem;
  }

  .title p {
    margin: 0;
    color: var(--faint);
  }

  .badge {
    display: inline-block;
    padding: 0.1rem 0.55rem;
    border-radius: 1rem;
    background: var(--sunken);
    color: var(--faint);
    font-size: 0.8rem;
    font-weight: 560;
    letter-spacing: 0;
    line-height: 1.5;
    vertical-align: 0.1em;
    white-space: nowrap;
  }

  .badge.active {
    background: var(--good-ground);
    color: var(--good);
  }

  .badge.pending {
    background: var(--wait-ground);
    color: var(--wait);
  }

  .badge.disabled {
    background: var(--bad-ground);
    color: var(--bad);
  }

  .plain,
  .tiles,
  .legend {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .plain:not(.queue) li {
    padding: 0.6rem 0;
    border-bottom: 1px solid var(--line);
    overflow-wrap: anywhere;
  }

  .plain small {
    display: block;
  }

  .queue {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
    gap: 1rem;
  }

  .queue h2 {
    overflow-wrap: anywhere;
  }

  .why {
    color: var(--wait);
    overflow-wrap: anywhere;
  }

  dl {
    display: grid;
    grid-template-columns: minmax(8rem, auto) 1fr;
    gap: 0.4rem 1.25rem;
    margin: 0 0 1rem;
  }

  dt {
    grid-column: 1;
    color: var(--faint);
  }

  dd {
    grid-column: 2;
    margin: 0;
    overflow-wrap: anywhere;
  }

  dd + dd {
    margin-top: -0.3rem;
  }

  dl:last-child {
    margin-bottom: 0;
  }
`;
