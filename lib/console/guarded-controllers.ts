import { applyDecorators, Controller, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import type { DcrConsoleOptions, ResolvedConsoleOptions } from './console-options.js';

/** `UseGuards()` of Nest stores guards under this key, which Nest does not export. */
const GUARDS = '__guards__';

/**
 * Makes classes for each import of a module, because Nest keeps the route and the decorators on the class.
 *
 * @param own decorators of the module, which precede the application's
 */
export function guardedControllers(
  controllers: Type[],
  { path, decorators }: Pick<ResolvedConsoleOptions, 'path' | 'decorators'>,
  own: ClassDecorator[],
): Type[] {
  return controllers.map((Base) => {
    @Controller({ path, version: VERSION_NEUTRAL })
    class DcrConsoleController extends Base {}
    applyDecorators(...own, ...decorators)(DcrConsoleController);
    return DcrConsoleController;
  });
}

/**
 * The console must not stand open because nobody thought of a guard.
 *
 * @throws Error if no decorator is a guard, and nothing else is said to protect it
 */
export function requireGuards(
  { decorators = [], guardedBy }: Pick<DcrConsoleOptions, 'decorators' | 'guardedBy'>,
  name: string,
): void {
  class Guarded {}
  applyDecorators(...decorators)(Guarded);
  const guards = Reflect.getMetadata(GUARDS, Guarded) as unknown[] | undefined;
  if (guardedBy !== undefined || (guards && guards.length > 0)) return;
  throw new Error(
    `${name} would be open to anyone: no decorator has a guard. Give the guard of your operators, such as ` +
      "decorators: [UseGuards(AdminGuard)], or say what else protects it, such as guardedBy: 'a global guard'.",
  );
}
