import { BadRequestException } from '@nestjs/common';
import type { ClientFilter } from 'nestjs-dcr';
import { isOperation, type Operation } from '../operations.js';
import { type ClientsView, FILTER_FIELDS, readClientsView, toFilter } from './clients-view.js';
import { type Fields, text, texts } from './fields.js';

/** What is to be done to many clients, and which. */
export interface BulkView {
  operation: Operation;
  /** Those that were selected; all that match the view where there are none. */
  ids?: string[];
  view: ClientsView;
  /** Milliseconds: when it was counted. Who registers after that is not meant. */
  asOf: number;
}

/** The operator chose "the selected ones" and selected none. */
export class NothingSelectedError extends BadRequestException {
  constructor() {
    super('Select at least one client, or choose all that match.');
  }
}

export function readBulkView(fields: Fields | undefined): BulkView {
  const operation = text(fields, 'operation');
  if (!isOperation(operation)) throw new BadRequestException('Choose what to do.');
  const which = text(fields, 'which');
  const asOf = Number(text(fields, 'asOf') ?? Date.now());
  if (which === 'all') return { operation, view: readClientsView(fields), asOf };
  // A row that stands for several copies names all of them.
  const ids = texts(fields, 'id').flatMap((each) => each.split(' ').filter(Boolean));
  if (which !== 'selected' || ids.length === 0) {
    throw new NothingSelectedError();
  }
  return { operation, ids, view: {}, asOf };
}

export function toBulkFilter({ ids, view, asOf }: BulkView): ClientFilter {
  return ids ? { clientIds: ids } : { ...toFilter(view), createdBefore: new Date(asOf) };
}

/** The same again, for the form that confirms it. */
export function toFields({ operation, ids, view, asOf }: BulkView): [name: string, value: string][] {
  return [
    ['operation', operation],
    ['asOf', String(asOf)],
    ['which', ids ? 'selected' : 'all'],
    ...(ids ? [['id', ids.join(' ')] satisfies [string, string]] : []),
    ...FILTER_FIELDS.flatMap((name): [string, string][] => (view[name] ? [[name, view[name]]] : [])),
  ];
}
