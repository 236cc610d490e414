import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { blocks, REPOSITORY } from './readme.js';

/** A TypeScript block, whose first line is a comment with its file name. */
export interface Snippet {
  name: string;
  code: string;
}

export function snippetsOf(document: string): Snippet[] {
  return blocks('ts', document).map((code) => {
    const name = /^\/\/ ([a-z0-9.-]+\.ts)\n/.exec(code)?.[1];
    if (!name) throw new Error(`This block of ${document} does not begin with "// file-name.ts":\n${code}`);
    return { name, code };
  });
}

/** Writes the snippets to files in one folder, so that they can import each other. */
export class SnippetFolder {
  // Inside the repository, so that the compiler options apply.
  private readonly path = mkdtempSync(join(import.meta.dirname, '../snippets-'));

  constructor(private readonly snippets: readonly Snippet[]) {
    for (const { name, code } of snippets) writeFileSync(this.file(name), code);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The compiler's diagnostics with the project's options. */
  problems(): string[] {
    const { config } = ts.readConfigFile(join(REPOSITORY, 'tsconfig.json'), (path) =>
      ts.sys.readFile(path),
    ) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, REPOSITORY);
    // Examples may show parameters that they don't use.
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
