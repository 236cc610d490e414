export { DcrConsoleModule } from './console.module.js';
export type { DcrConsoleOptions, DcrConsoleRequest } from './console-options.js';
export { DcrRestModule, type DcrRestOptions } from './rest/rest.module.js';
export type { ConsoleVariables } from './styles/variables.js';
