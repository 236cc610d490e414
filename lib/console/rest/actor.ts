import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

const actors = new WeakMap<object, string>();

export function rememberActor(request: object, actor: string | undefined): void {
  if (actor !== undefined) actors.set(request, actor);
}

/** Injects the name of the operator, for the audit log. */
export const Actor = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  actors.get(context.switchToHttp().getRequest<object>()),
);
