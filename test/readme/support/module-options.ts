import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from './readme.js';

/** A member of an options interface with the default that its comment states, if it does. */
export interface DocumentedOption {
  name: string;
  default?: string;
}

/** Reads the members of an interface of `lib/options` as a person would: from the source. */
export function documentedOptions(file: string, interfaceName: string): DocumentedOption[] {
  const path = join(REPOSITORY, 'lib/options', file);
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  );
  if (!declaration || !ts.isInterfaceDeclaration(declaration))
    throw new Error(`${file} has no ${interfaceName}.`);
  return declaration.members.map((member) => {
    const comment = ts
      .getJSDocCommentsAndTags(member)
      .map(({ comment: text }) => ts.getTextOfJSDocComment(text))
      .join(' ');
    const stated = /Default: (.+?)\.?$/s.exec(comment)?.[1];
    return { name: member.name?.getText() ?? '', ...(stated !== undefined && { default: stated }) };
  });
}
