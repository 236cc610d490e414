import type { Driver } from '../driver.js';
import { claudeCode } from './claude-code.js';
import { cline } from './cline.js';
import { codex } from './codex.js';
import { copilot } from './copilot.js';
import { gemini } from './gemini.js';
import { inspector } from './inspector.js';
import { mcpRemote } from './mcp-remote.js';
import { mcpc } from './mcpc.js';
import { mcporter } from './mcporter.js';
import { opencode } from './opencode.js';
import { qwen } from './qwen.js';

export const DRIVERS: Driver[] = [
  claudeCode,
  codex,
  cline,
  copilot,
  gemini,
  inspector,
  mcpRemote,
  mcpc,
  mcporter,
  opencode,
  qwen,
];
