import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * A query whose text is built once: TypeORM takes longer to build the text of a join than SQLite takes to run it, and as long as
 * PostgreSQL takes to plan it.
 */
export class RepeatedQuery<Row extends ObjectLiteral> {
  private template?: SelectQueryBuilder<Row>;
  private text?: string;

  /** @param build builds the query, with its parameters in the order of its text */
  constructor(private readonly build: () => SelectQueryBuilder<Row>) {}

  with(...parameters: unknown[]): SelectQueryBuilder<Row> {
    const template = (this.template ??= this.build());
    this.text ??= template.getQueryAndParameters()[0];
    const getQueryAndParameters = () => [this.text, parameters];
    // TypeORM stores the connection in the query, so each use is an object of its own.
    return Object.assign(Object.create(template), { getQueryAndParameters }) as SelectQueryBuilder<Row>;
  }
}
