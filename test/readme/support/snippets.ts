import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { blocks, REPOSITORY } from './readme.js';

/** A TypeScript block; its first line is a comment with the name of the file that it is. */
export interface Snippet {
  name: string;
  code: string;
}

export function snippetsOf(document: string): Snippet[] {
  return blocks('ts', document).map((code) => {
    const name = /^\/\/ ([a-z.-]+\.ts)\n/.exec(code)?.[1];
    if (!name) throw new Error(`This block of ${document} does not begin with "// file-name.ts":\n${code}`);
    return { name, code };
  });
}

/** Puts the snippets into files of one folder, so that they can import each other. */
export class SnippetFolder {
  // Inside the tree: there the compiler's settings hold for them.
  private readonly path = mkdtempSync(join(import.meta.dirname, '../snippets-'));

  constructor(private readonly snippets: readonly Snippet[]) {
    for (const { name, code } of snippets) writeFileSync(this.file(name), code);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** What the compiler has to say, under the project's own settings. */
  problems(): string[] {
    const { config } = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), (path) =>
      ts.sys.readFile(path),
    ) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, REPOSITORY);
    // An argument that an example leaves unused is there to be seen.
    const settings = { ...options, noUnusedParameters: false };
    const program = ts.createProgram(
      this.snippets.map(({ name }) => this.file(name)),
      settings,
    );
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
