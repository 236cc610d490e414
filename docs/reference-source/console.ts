/**
 * The pages for operators.
 *
 * @module Console
 */
export {
  DcrConsoleModule,
  type DcrConsoleOptions,
  type DcrConsoleRequest,
  type ConsoleVariables,
  DcrRestModule,
  type DcrRestOptions,
} from 'nestjs-dcr/console';
