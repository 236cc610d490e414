/** The names of the classes that compiled code defines, by `class Name` or by `name = class`. */
export function classNames(code: string): string[] {
  const definitions = code.matchAll(/([\w$]+) = class\b|^\s*class ([\w$]+)/gm);
  return [...definitions].map(([, assigned, declared]) => assigned ?? declared ?? '');
}
