import type { DcrClient } from '../clients/client.entity.js';
import type { DcrInvalidClientError } from '../errors/index.js';
import type { DcrRule } from '../rules/rule.entity.js';
import { RuleBookReader } from '../rules/rule-book.reader.js';
import type { RuleSubject } from '../rules/rule-subject.js';
import { unusableDocument } from './document.errors.js';

/** The operator's rules about documents. */
export class DocumentRules {
  constructor(private readonly books: RuleBookReader) {}

  async find(subject: RuleSubject): Promise<DcrRule | undefined> {
    return this.books.find(this.books.fresh ?? (await this.books.read()), subject);
  }

  /** The error of a client that a rule denies. */
  async denialOf({ clientId, redirectUris }: Pick<DcrClient, 'clientId' | 'redirectUris'>) {
    const rule = await this.find({ clientId, redirectUris });
    return rule?.effect === 'deny' ? unusableDocument('rule', rule.id) : undefined;
  }

  /** @throws DcrInvalidClientError 400 if a rule denies the client */
  async requirePermitted(client: Pick<DcrClient, 'clientId' | 'redirectUris'>): Promise<void> {
    const denial: DcrInvalidClientError | undefined = await this.denialOf(client);
    if (denial) throw denial;
  }
}
