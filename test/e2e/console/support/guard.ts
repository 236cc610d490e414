import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';

export interface OperatorRequest {
  headers: Record<string, string | undefined>;
  user?: { email: string };
}

/** The application's own guard: a header stands for its session. */
@Injectable()
export class AdminGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const email = request.headers['x-operator'];
    if (email === undefined) throw new UnauthorizedException('Sign in first.');
    request.user = { email };
    return true;
  }
}

export const OPERATOR = { 'x-operator': 'olga@example.com' };
