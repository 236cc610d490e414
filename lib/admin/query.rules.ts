import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { once } from '../async/once.js';
import { DcrInvalidQueryError } from '../errors/index.js';
import { compilePlan, type PlannedMember, problemOf } from '../validation/plan.js';

/** Checks a query by the decorators of its class, whether or not a pipe has already done so. */
export class QueryRules {
  private readonly members: () => ReadonlyMap<string, PlannedMember>;

  /** @param words `unknown` makes the error for a member that the class does not have; `of` precedes an invalid member */
  constructor(
    private readonly Query: Type,
    private readonly words: { unknown?: (member: string) => string; of?: string } = {},
  ) {
    this.members = once(() => new Map(compilePlan(Query).map((member) => [member.property, member])));
  }

  /** Converts text as the decorators say: without a pipe, `?limit=1` arrives as text. Leaves everything else as it is. */
  convert<T extends object>(query: T): T {
    const texts = Object.entries(query).filter(([, value]) => typeof value === 'string');
    return { ...query, ...(plainToInstance(this.Query, Object.fromEntries(texts)) as Partial<T>) };
  }

  /** @throws DcrInvalidQueryError */
  check(query: object): void {
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      const member = this.members().get(name);
      if (!member) throw new DcrInvalidQueryError(this.unknown(name));
      const problem = problemOf(member, value);
      if (problem) throw new DcrInvalidQueryError(`${this.words.of ?? ''}${problem}.`);
    }
  }

  private unknown(name: string): string {
    return (
      this.words.unknown?.(name) ?? `There is no ${name}; known are ${[...this.members().keys()].join(', ')}.`
    );
  }
}
