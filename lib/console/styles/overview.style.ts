import { css } from './css.js';

/** Tiles and charts. */
export const OVERVIEW = css`
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr));
    gap: 1rem;
  }

  .tiles a,
  .tiles div {
    display: block;
    height: 100%;
    padding: 0.9rem 1.1rem;
    color: inherit;
    text-decoration: none;
  }

  .tiles a:hover {
    border-color: var(--line-strong);
  }

  .tiles span,
  .tiles small {
    display: block;
    color: var(--faint);
  }

  .tiles small a {
    display: inline;
    padding: 0;
    border: 0;
    background: none;
    box-shadow: none;
    color: var(--accent-text);
    text-decoration: underline;
  }

  .tiles strong {
    font-size: 1.7rem;
    font-weight: 640;
    letter-spacing: -0.02em;
    line-height: 1.35;
  }

  .facts strong {
    font-size: 1.15rem;
  }

  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr));
    gap: 1rem;
  }

  .chart {
    margin: 0;
    padding: 1rem 1.1rem;
  }

  .chart figcaption {
    display: flex;
    justify-content: space-between;
    margin-bottom: 0.6rem;
    color: var(--faint);
  }

  .chart figcaption strong {
    color: var(--text);
  }

  .plot {
    position: relative;
    border-bottom: 1px solid var(--line);
    border-top: 1px dashed var(--line);
  }

  .plot svg {
    display: block;
    width: 100%;
    height: 6.5rem;
  }

  .plot .most {
    position: absolute;
    top: 0;
    left: 0;
    padding: 0 0.3rem 0 0;
    background: var(--surface);
    color: var(--faint);
    font-size: 0.75rem;
    transform: translateY(-50%);
  }

  .days {
    position: absolute;
    inset: 0;
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: 1fr;
  }

  .days a:hover {
    background: color-mix(in srgb, var(--accent) 12%, transparent);
  }

  .axis {
    display: flex;
    justify-content: space-between;
    margin-top: 0.3rem;
    color: var(--faint);
    font-size: 0.78rem;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.1rem;
    margin-top: 0.6rem;
    color: var(--faint);
    font-size: 0.84rem;
  }

  .legend strong {
    color: var(--text);
  }

  .key {
    display: inline-block;
    width: 0.65rem;
    height: 0.65rem;
    margin-inline-end: 0.4rem;
    border-radius: 0.15rem;
  }

  .ground {
    fill: transparent;
  }

  g:hover > .ground {
    fill: var(--sunken);
  }

  .good {
    fill: var(--bar-1);
    background: var(--bar-1);
  }

  .discovered {
    fill: var(--bar-7);
    background: var(--bar-7);
  }

  .cleaned-up {
    fill: var(--bar-6);
    background: var(--bar-6);
  }

  .reason-invalid_redirect_uri {
    fill: var(--bar-2);
    background: var(--bar-2);
  }

  .reason-invalid_client_metadata,
  .reason-slow_down {
    fill: var(--bar-3);
    background: var(--bar-3);
  }

  .reason-access_denied {
    fill: var(--bar-4);
    background: var(--bar-4);
  }

  .reason-invalid_client {
    fill: var(--bar-6);
    background: var(--bar-6);
  }

  .reason-temporarily_unavailable {
    fill: var(--bar-5);
    background: var(--bar-5);
  }

  .reason-server_error,
  .reason-other {
    fill: var(--bar-7);
    background: var(--bar-7);
  }

  .numbers {
    margin-top: 1rem;
  }

  .scroll {
    max-height: 22rem;
    margin-top: 0.75rem;
    overflow: auto;
  }

  .level {
    display: block;
    width: 100%;
    height: 0.55rem;
    margin: 0.45rem 0 1.1rem;
    border-radius: 0.3rem;
    background: var(--sunken);
  }

  .level rect {
    fill: var(--bar-1);
  }

  .level.high rect {
    fill: var(--bar-2);
  }
`;
