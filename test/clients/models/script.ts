/** What the scripted model does next, whatever the vendor's wire format. */
export type Turn = { tool: string; input: Record<string, unknown> } | { text: string };

export interface Conversation {
  /** The names of the tools on offer, as the client gave them. */
  tools: string[];
  /** The tool has answered in this conversation. */
  answered: boolean;
}

/** Calls the tool of the MCP server once, then closes with a sentence. */
export function nextTurn({ tools, answered }: Conversation): Turn {
  if (answered) return { text: 'The tool has answered.' };
  const tool = tools.find((name) => name.includes('connected_apps'));
  return tool ? { tool, input: {} } : { text: `No such tool among ${tools.length}: ${tools.join(', ')}.` };
}
