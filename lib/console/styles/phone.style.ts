import { css } from './css.js';

/** A phone: every row of a table becomes a card. */
export const PHONE = css`
  @media (max-width: 46rem) {
    main {
      padding: 1.25rem 1rem 3rem;
    }

    .top {
      padding: 0.6rem 1rem 0;
    }

    .top {
      gap: 0.25rem 1rem;
    }

    .top .who span {
      display: none;
    }

    .top nav {
      flex-wrap: wrap;
      order: 3;
      width: 100%;
      margin: 0 -0.75rem;
    }

    .top nav a {
      min-height: 0;
      padding: 0.3rem 0.65rem;
    }

    .tiles {
      grid-template-columns: 1fr 1fr;
      gap: 0.6rem;
    }

    .tiles li:last-child:nth-child(odd) {
      grid-column: 1 / -1;
    }

    .card dl {
      display: block;
    }

    .card dd {
      margin: 0 0 0.15rem;
    }

    .card dd + dt {
      margin-top: 0.6rem;
    }

    .tabs a {
      padding-inline: 0.5rem;
    }

    .filter {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .filter .field:has([type='datetime-local']),
    .filter .field:has([type='search']) {
      grid-column: 1 / -1;
    }

    .sign-in {
      margin: 1rem;
    }

    .cards,
    .cards tbody,
    .cards tr,
    .cards th,
    .cards td {
      display: block;
      width: auto;
    }

    .cards thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .cards tr {
      position: relative;
      padding: 0.7rem 0.9rem;
      border-bottom: 1px solid var(--line);
    }

    .cards tr:last-child {
      border-bottom: 0;
    }

    .cards th,
    .cards td,
    .clients .who {
      display: block;
      padding: 0.12rem 0;
      border: 0;
    }

    .cards td[data-label] {
      display: grid;
      grid-template-columns: 6.5rem 1fr;
      gap: 0 0.75rem;
    }

    .cards td[data-label]::before {
      content: attr(data-label);
      color: var(--faint);
      font-size: 0.84rem;
    }

    .cards td[data-label] > * {
      grid-column: 2;
      justify-self: start;
      max-width: 100%;
    }

    .clients .who {
      padding-inline-end: 2rem;
    }

    .cards .pick {
      position: absolute;
      top: 0.9rem;
      right: 0.9rem;
      width: auto;
    }
  }
`;
