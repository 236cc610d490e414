import { SetMetadata } from '@nestjs/common';

const CHANGES_NOTHING = 'dcr:changes-nothing';

/** A POST that an operator who may only look may send: always, or with `dryRun` in its body. */
export function ChangesNothing(when: 'always' | 'dryRun' = 'always'): MethodDecorator {
  return SetMetadata(CHANGES_NOTHING, when);
}

export function changesNothing(handler: object, body: { dryRun?: unknown } | undefined): boolean {
  const when = Reflect.getMetadata(CHANGES_NOTHING, handler) as 'always' | 'dryRun' | undefined;
  return when === 'always' || (when === 'dryRun' && body?.dryRun === true);
}
