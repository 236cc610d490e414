/** The next turn of the scripted model, independent of the vendor's wire format. */
export type Turn = { tool: string; input: Record<string, unknown> } | { text: string };

export interface Conversation {
  /** The names of the available tools, as the client sent them. */
  tools: string[];
  /** Whether the tool has answered in this conversation. */
  answered: boolean;
}

/** Calls the MCP server's tool once, then ends with a sentence. */
export function nextTurn({ tools, answered }: Conversation): Turn {
  if (answered) return { text: 'The tool has answered.' };
  const tool = tools.find((name) => name.includes('connected_apps'));
  return tool ? { tool, input: {} } : { text: `No such tool among ${tools.length}: ${tools.join(', ')}.` };
}
