import type { Type } from '@nestjs/common';
import { DcrInvalidQueryError } from '../errors/index.js';
import { compilePlan, type PlannedMember, problemOf } from '../validation/plan.js';

/** Checks a query by the decorators of its class, whether or not a pipe has already done so. */
export class QueryRules {
  private readonly members: ReadonlyMap<string, PlannedMember>;

  /** @param words `unknown` makes the error for a member that the class does not have; `of` precedes an invalid member */
  constructor(
    Query: Type,
    private readonly words: { unknown?: (member: string) => string; of?: string } = {},
  ) {
    this.members = new Map(compilePlan(Query).map((member) => [member.property, member]));
  }

  /** @throws DcrInvalidQueryError */
  check(query: object): void {
    for (const [name, value] of Object.entries(query)) {
      if (value === undefined) continue;
      const member = this.members.get(name);
      if (!member) throw new DcrInvalidQueryError(this.unknown(name));
      const problem = problemOf(member, value);
      if (problem) throw new DcrInvalidQueryError(`${this.words.of ?? ''}${problem}.`);
    }
  }

  private unknown(name: string): string {
    return (
      this.words.unknown?.(name) ?? `There is no ${name}; known are ${[...this.members.keys()].join(', ')}.`
    );
  }
}
