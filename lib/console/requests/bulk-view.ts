import { BadRequestException } from '@nestjs/common';
import type { ClientFilter } from '../../admin/client-filter.js';
import type { DcrSettings } from '../../admin/settings.reader.js';
import { isOperation, type Operation } from '../operations.js';
import { type ClientsView, FILTER_FIELDS, readClientsView, toFilter } from './clients-view.js';
import { type Fields, text, texts } from './fields.js';

/** An operation on several clients, and the selection. */
export interface BulkView {
  operation: Operation;
  /** The selected clients; without them, all that match the view. */
  ids?: string[];
  /** The clients that the operation with this `batchId` disabled. */
  batch?: string;
  view: ClientsView;
  /** When the matches were counted, ms. Clients that register later are excluded. */
  asOf: number;
}

/** The operator chose "Selected clients" and selected none. */
export class NothingSelectedError extends BadRequestException {
  constructor() {
    super('Select at least one client, or choose all that match.');
  }
}

export function readBulkView(fields: Fields | undefined): BulkView {
  const operation = text(fields, 'operation');
  if (!isOperation(operation)) throw new BadRequestException('Choose an operation.');
  const which = text(fields, 'which');
  const asOf = Number(text(fields, 'asOf') ?? Date.now());
  const batch = text(fields, 'batch');
  if (which === 'batch' && batch) return { operation, batch, view: {}, asOf };
  if (which === 'all') return { operation, view: readClientsView(fields), asOf };
  // A row that groups copies has the ids of all of them.
  const ids = texts(fields, 'id').flatMap((each) => each.split(' ').filter(Boolean));
  if (which !== 'selected' || ids.length === 0) {
    throw new NothingSelectedError();
  }
  return { operation, ids, view: {}, asOf };
}

export function toBulkFilter(
  { ids, view, asOf }: BulkView,
  settings: DcrSettings,
): Pick<ClientFilter, keyof ClientFilter> {
  return ids ? { clientIds: ids } : { ...toFilter(view, settings), createdBefore: new Date(asOf) };
}

/** The fields of the form that confirms the operation. */
export function toFields({ operation, ids, batch, view, asOf }: BulkView): [name: string, value: string][] {
  return [
    ['operation', operation],
    ['asOf', String(asOf)],
    ['which', batch ? 'batch' : ids ? 'selected' : 'all'],
    ...(batch ? [['batch', batch] satisfies [string, string]] : []),
    ...(ids ? [['id', ids.join(' ')] satisfies [string, string]] : []),
    ...FILTER_FIELDS.flatMap((name): [string, string][] => (view[name] ? [[name, view[name]]] : [])),
  ];
}
