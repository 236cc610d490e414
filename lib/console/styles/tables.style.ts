import { css } from './css.js';

/** Tables, tabs and pages. */
export const TABLES = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }

  th,
  td {
    padding: 0.6rem 0.9rem;
    border-bottom: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }

  tbody th {
    font-weight: inherit;
  }

  .card > table {
    margin: -0.4rem 0 -0.6rem;
    table-layout: fixed;
  }

  .card > table th:first-child {
    width: 38%;
    color: var(--faint);
  }

  @media (min-width: 60rem) {
    .events .when {
      width: 11.5rem;
    }

    .events .id {
      font-size: 0.78rem;
      white-space: nowrap;
    }

    .events .id.url {
      display: inline-block;
      min-width: 14rem;
      white-space: normal;
    }

    .events .actor {
      width: 12rem;
    }
  }

  .card > table th,
  .card > table td {
    padding-inline: 0 1.2rem;
  }

  td span.line {
    display: block;
  }

  table + p {
    margin-top: 0.75rem;
  }

  td > strong {
    display: block;
    font-weight: 560;
  }

  thead th,
  thead td {
    padding-block: 0.5rem;
    color: var(--faint);
    font-size: 0.84rem;
    font-weight: 520;
    white-space: nowrap;
  }

  .right {
    text-align: end;
  }

  main > form > table,
  main > table,
  main > section > table {
    border: 1px solid var(--line);
    border-collapse: separate;
    border-spacing: 0;
    border-radius: 0.7rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  tbody tr:last-child > * {
    border-bottom: 0;
  }

  tbody tr:hover > * {
    background: color-mix(in srgb, var(--sunken) 45%, transparent);
  }

  .clients .who {
    display: table-cell;
    min-width: 14rem;
  }

  .clients .who > a:first-child {
    display: block;
    color: var(--text);
    font-weight: 580;
    text-decoration-color: var(--line-strong);
  }

  .clients .who code {
    color: var(--faint);
  }

  .copies,
  .document {
    display: block;
    font-size: 0.84rem;
  }

  .document {
    margin-top: 0.2rem;
    color: var(--faint);
    font-weight: 400;
  }

  .document .why {
    display: block;
  }

  .pick {
    width: 1px;
    padding-right: 0;
  }

  td time,
  .when {
    white-space: nowrap;
  }

  .agent {
    display: block;
  }

  /* A User-Agent of any length: three lines, until it is opened. */

  details.agent:not([open]) > summary {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  details.agent > summary {
    list-style: none;
  }

  .network,
  .cause {
    font-size: 0.84rem;
  }

  .times {
    color: var(--faint);
    font-size: 0.84rem;
    white-space: nowrap;
  }

  .tabs {
    flex-wrap: wrap;
    border-bottom: 1px solid var(--line);
  }

  .tabs .number {
    color: var(--faint);
    font-size: 0.84rem;
  }

  .pager {
    display: flex;
    justify-content: flex-end;
    gap: 1.25rem;
    margin-top: 1rem;
  }

  summary {
    color: var(--accent-text);
    cursor: pointer;
  }
`;
