import { type DynamicModule, UseGuards } from '@nestjs/common';
import { DcrConsoleModule } from 'nestjs-dcr/console';
import { AdminGuard } from './guard.js';

/** The console at /console behind the application's own guard, which names the operator. */
export function guardedConsole(): DynamicModule {
  return DcrConsoleModule.forRoot({
    path: 'console',
    decorators: [UseGuards(AdminGuard)],
    operator: (request) => request.user.email,
  });
}
