import { BadRequestException } from '@nestjs/common';
import { html, type Html } from './html.js';

const CHOICES = [
  ['', 'off'],
  ['10', '10 s'],
  ['60', '60 s'],
] as const;

/** @throws BadRequestException for any other number of seconds than the offered ones */
export function readRefresh(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!CHOICES.some(([seconds]) => seconds === value))
    throw new BadRequestException('refresh must be 10 or 60.');
  return Number(value);
}

/** How often the page is loaded again, which the operator chooses. @param linkWith the page with another choice */
export function refreshChoice(
  chosen: string | undefined,
  linkWith: (refresh: string | undefined) => string,
): Html {
  return html`<nav class="choice" aria-label="Refresh">
    Refresh
    ${CHOICES.map(([seconds, words]) =>
      (chosen ?? '') === seconds
        ? html`<a href="${linkWith(seconds || undefined)}" aria-current="true">${words}</a>`
        : html`<a href="${linkWith(seconds || undefined)}">${words}</a>`,
    )}
  </nav>`;
}
