import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from './readme.js';

/** An option, with the default that its comment states. */
export interface DocumentedOption {
  name: string;
  default?: string;
}

/** Reads the fields of a class of `lib/options`, with their comments, from the source. */
export function documentedOptions(file: string, className: string): DocumentedOption[] {
  const path = join(REPOSITORY, 'lib/options', file);
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest, true);
  const declaration = source.statements
    .filter((statement) => ts.isClassDeclaration(statement))
    .find(({ name }) => name?.text === className);
  if (!declaration) throw new Error(`${file} has no class ${className}.`);
  return declaration.members
    .filter((member) => ts.isPropertyDeclaration(member))
    .map((field) => {
      const comment = ts
        .getJSDocCommentsAndTags(field)
        .map(({ comment: text }) => ts.getTextOfJSDocComment(text))
        .join(' ');
      return { name: field.name.getText(), default: /Default: (.+?)\.?$/s.exec(comment)?.[1] };
    });
}
