import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm';

/** The names of a table and its columns in the database. A naming strategy, a prefix or a schema may change them. */
export interface TableNames {
  /** With its schema, if it has one. */
  table: string;
  /** @param name of the column without a naming strategy, such as `client_id` */
  column: (name: string) => string;
}

/**
 * Reads the names from the entity's metadata. A data source that only runs migrations may not have it; then the names
 * are those that its options would give.
 *
 * @param table its name without a naming strategy, such as `dcr_clients`
 */
export function namesOf({ connection }: QueryRunner, table: string): TableNames {
  const metadata = metadataOf(connection, table);
  const { namingStrategy, options } = connection;
  const prefix = options.entityPrefix ?? '';
  const named = namingStrategy.tableName(table, table);
  const prefixed = prefix ? namingStrategy.prefixTableName(prefix, named) : named;
  const schema = 'schema' in options ? options.schema : undefined;
  return {
    table: metadata?.tablePath ?? connection.driver.buildTableName(prefixed, schema),
    column(name) {
      const property = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      const column = metadata?.findColumnWithPropertyName(property);
      // The entity names a column itself only where its name is not that of the property.
      const given = name === property ? '' : name;
      return column?.databaseName ?? namingStrategy.columnName(property, given, []);
    },
  };
}

/** By the name in its `@Entity`, or in the database. */
function metadataOf({ entityMetadatas }: DataSource, table: string): EntityMetadata | undefined {
  return (
    entityMetadatas.find(({ givenTableName }) => givenTableName === table) ??
    entityMetadatas.find(({ tableName }) => tableName === table)
  );
}

/** Escapes a name for a statement, with its schema, if it has one. */
export function escapedPath({ connection }: QueryRunner, name: string): string {
  return name
    .split('.')
    .map((part) => connection.driver.escape(part))
    .join('.');
}
