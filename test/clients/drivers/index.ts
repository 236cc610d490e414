import type { Driver } from '../driver.js';
import { claudeCode } from './claude-code.js';
import { codex } from './codex.js';
import { inspector } from './inspector.js';
import { mcpRemote } from './mcp-remote.js';
import { mcpc } from './mcpc.js';
import { mcporter } from './mcporter.js';
import { opencode } from './opencode.js';

export const DRIVERS: Driver[] = [claudeCode, codex, opencode, inspector, mcpRemote, mcporter, mcpc];
