import { css } from './css.js';

/** Forms and buttons. */
export const FORMS = css`
  input,
  select,
  textarea,
  button,
  .button {
    min-height: 2.35rem;
    font: inherit;
    border-radius: 0.45rem;
  }

  textarea,
  input:not([type='checkbox'], [type='radio']),
  select {
    width: 100%;
    padding: 0.35rem 0.65rem;
    border: 1px solid var(--line-strong);
    background: var(--surface);
    color: inherit;
  }

  input[type='checkbox'],
  input[type='radio'] {
    flex: none;
    width: 1.1rem;
    height: 1.1rem;
    min-height: 0;
    margin: 0;
    accent-color: var(--accent);
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    padding: 0.35rem 1rem;
    border: 1px solid var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 560;
    text-decoration: none;
    cursor: pointer;
  }

  button:hover,
  .button:hover {
    filter: brightness(1.08);
  }

  .quiet {
    border-color: var(--line-strong);
    background: var(--surface);
    color: var(--text);
  }

  .danger {
    border-color: var(--bad-solid);
    background: var(--bad-solid);
    color: #ffffff;
  }

  .quiet.danger {
    border-color: var(--bad);
    background: var(--surface);
    color: var(--bad);
  }

  .small {
    min-height: 1.9rem;
    padding: 0.1rem 0.7rem;
    font-size: 0.86rem;
  }

  textarea {
    font-family: ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace;
    font-size: 0.84rem;
    resize: vertical;
  }

  .choices {
    margin: 1rem 0;
    padding: 0.5rem 1rem 0.8rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
  }

  .choices div {
    display: flex;
    gap: 0.6rem;
    align-items: baseline;
    margin-top: 0.5rem;
  }

  .choices label {
    color: var(--text);
  }

  .choices small {
    display: block;
  }

  .new-rule {
    margin-bottom: 1.25rem;
    padding-block: 0.8rem;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }

  label,
  legend {
    color: var(--faint);
    font-size: 0.84rem;
  }

  .field label {
    display: block;
    margin-bottom: 0.2rem;
  }

  .wide {
    margin: 1rem 0;
  }

  .filter {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(11.5rem, 1fr));
    gap: 0.75rem 0.9rem;
    align-items: end;
    margin: 1rem 0 1.25rem;
  }

  .bulk {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem 1rem;
    align-items: end;
    min-width: 0;
    margin: 0 0 1.25rem;
    padding: 0.9rem 1.1rem 1.1rem;
    border: 1px solid var(--line);
    border-radius: 0.7rem;
  }

  .bulk p {
    flex-basis: 100%;
    margin: 0;
  }

  .sign-in {
    max-width: 25rem;
    margin: 10vh auto 0;
    padding: 2rem;
    border: 1px solid var(--line);
    border-radius: 0.9rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .sign-in h1 {
    margin: 1.25rem 0 0.75rem;
  }

  .sign-in p {
    overflow-wrap: anywhere;
  }

  .sign-in label {
    display: block;
    margin: 0.9rem 0 0.25rem;
  }

  .sign-in button {
    width: 100%;
    justify-content: center;
    margin-top: 1.4rem;
  }
`;
