/**
 * One step that a user can take.
 *
 * @see docs/troubleshooting.md#a-user-is-stuck-on-an-error-page
 */
export interface RecoveryStep {
  /** Plain text; ends with a colon where a command follows. */
  text: string;
  /** To run in a terminal or in the application. `NAME` is what the person calls this server there, `URL` its address. */
  command?: string;
}

/** An application for which the recovery steps are known. */
export interface KnownApplication {
  name: string;
  /** How it forgets its registration here, so that it registers again. */
  forget: RecoveryStep[];
  /** How it connects to this server. */
  connect: RecoveryStep[];
}

/** How an application is recognized. Only redirect hostnames and schemes identify it; anyone can send the rest. */
interface Marks {
  /** Hostnames of `https` redirect URIs; subdomains match too. */
  hostnames?: string[];
  /** Private-use schemes of redirect URIs, with the colon. */
  schemes?: string[];
  softwareId?: string;
  clientName?: RegExp;
}

const again = (where: string): RecoveryStep[] => [{ text: `Connect to this server again ${where}.` }];

/**
 * As of November 2026. Commands are those of the command-line products that the tests drive; menus of hosted and desktop
 * applications were not tried, and may have moved.
 */
const APPLICATIONS: (KnownApplication & Marks)[] = [
  {
    name: 'Claude Code',
    clientName: /^claude code\b/i,
    forget: [{ text: 'Sign out of this server:', command: 'claude mcp logout NAME' }],
    connect: [{ text: 'Sign in again:', command: 'claude mcp login NAME' }],
  },
  {
    name: 'Claude',
    hostnames: ['claude.ai', 'claude.com'],
    clientName: /^claude$/i,
    forget: [{ text: 'In Claude, open Settings, then Connectors, and remove this server.' }],
    connect: [{ text: 'Add this server under Connectors again, and connect.' }],
  },
  {
    name: 'ChatGPT',
    hostnames: ['chatgpt.com', 'openai.com'],
    clientName: /^chatgpt\b/i,
    forget: [{ text: 'In ChatGPT, open Settings, then Apps (Connectors), and delete this server.' }],
    connect: [{ text: 'Create it there again, and connect.' }],
  },
  {
    name: 'Codex',
    clientName: /^codex\b/i,
    forget: [{ text: 'Sign out of this server:', command: 'codex mcp logout NAME' }],
    connect: [{ text: 'Sign in again:', command: 'codex mcp login NAME' }],
  },
  {
    name: 'GitHub Copilot CLI',
    clientName: /\bcopilot\b/i,
    forget: [{ text: 'Remove this server:', command: 'copilot mcp remove NAME' }],
    connect: [{ text: 'Add it again:', command: 'copilot mcp add --transport http NAME URL' }],
  },
  {
    name: 'Visual Studio Code',
    hostnames: ['vscode.dev'],
    clientName: /^(?:visual studio code|vs ?code)\b/i,
    forget: [
      {
        text: 'In the command palette, remove this server with:',
        command: 'Authentication: Remove Dynamic Authentication Providers',
      },
    ],
    connect: [{ text: 'Start this server again in the list of:', command: 'MCP: List Servers' }],
  },
  {
    name: 'Cursor',
    hostnames: ['cursor.com', 'cursor.sh'],
    schemes: ['cursor:'],
    clientName: /^cursor\b/i,
    forget: [
      { text: 'In Cursor, open Settings, then Tools & MCP, and remove this server (or log out of it).' },
    ],
    connect: [{ text: 'Add this server there again, and connect.' }],
  },
  {
    name: 'Gemini CLI',
    clientName: /^gemini cli\b/i,
    forget: [],
    connect: [
      { text: 'In Gemini CLI, sign in again, which also registers it again:', command: '/mcp auth NAME' },
    ],
  },
  {
    name: 'Qwen Code',
    clientName: /^qwen code\b/i,
    forget: [{ text: 'Remove this server:', command: 'qwen mcp remove NAME' }],
    connect: [{ text: 'Add it again:', command: 'qwen mcp add --transport http NAME URL' }],
  },
  {
    name: 'Cline',
    clientName: /^cline\b/i,
    forget: [],
    connect: [
      {
        text: 'Sign in again, which also registers it again: choose “Authorize OAuth” in',
        command: 'cline mcp',
      },
    ],
  },
  {
    name: 'opencode',
    clientName: /^opencode\b/i,
    forget: [{ text: 'Sign out of this server:', command: 'opencode mcp logout NAME' }],
    connect: [{ text: 'Sign in again:', command: 'opencode mcp auth NAME' }],
  },
  {
    name: 'mcpc',
    clientName: /^mcpc\b/i,
    forget: [{ text: 'Sign out of this server:', command: 'mcpc logout URL' }],
    connect: [{ text: 'Sign in again:', command: 'mcpc login URL' }],
  },
  {
    name: 'mcp-remote',
    softwareId: '2e6dc280-f3c3-4e01-99a7-8181dbd1d23d',
    clientName: /^mcp cli proxy\b/i,
    forget: [{ text: 'Delete what mcp-remote has stored:', command: 'rm -r ~/.mcp-auth' }],
    connect: again('from the application that starts mcp-remote'),
  },
  {
    name: 'MCP Inspector',
    clientName: /^mcp inspector\b/i,
    forget: [{ text: 'In MCP Inspector, open Auth Settings and choose Clear OAuth State.' }],
    connect: again('there'),
  },
];

/** What an application sent about itself when it registered. */
export interface RegisteredSoftware {
  clientName?: string;
  redirectUris: readonly string[];
  softwareId?: string;
}

/**
 * Finds the known application that registered. If it has `https` redirect URIs, only their hostnames count: anyone can send a
 * name or a `software_id`.
 */
export function findKnownApplication(software: RegisteredSoftware): KnownApplication | undefined {
  const urls = software.redirectUris.filter((uri) => URL.canParse(uri)).map((uri) => new URL(uri));
  const web = urls.filter(({ protocol }) => protocol === 'https:');
  if (web.length > 0) {
    return APPLICATIONS.find(
      ({ hostnames }) => hostnames && web.every((url) => isAt(url.hostname, hostnames)),
    );
  }
  return (
    APPLICATIONS.find(({ schemes }) => urls.some(({ protocol }) => schemes?.includes(protocol))) ??
    APPLICATIONS.find(({ softwareId }) => softwareId !== undefined && softwareId === software.softwareId) ??
    APPLICATIONS.find(({ clientName }) => clientName?.test(software.clientName ?? ''))
  );
}

function isAt(hostname: string, parents: readonly string[]): boolean {
  return parents.some((parent) => hostname === parent || hostname.endsWith(`.${parent}`));
}
