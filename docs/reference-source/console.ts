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
} from 'nestjs-dcr/console';
