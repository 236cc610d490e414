import { nextTurn } from './script.js';

interface MessagesRequest {
  tools?: { name: string }[];
  messages: { content: string | { type: string }[] }[];
}

/** @see https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export function messageEvents({
  tools = [],
  messages,
}: MessagesRequest): { type: string; [member: string]: unknown }[] {
  const parts = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  const turn = nextTurn({
    tools: tools.map(({ name }) => name),
    answered: parts.some(({ type }) => type === 'tool_result'),
  });
  const [block, delta] =
    'tool' in turn
      ? [
          { type: 'tool_use', id: 'toolu_1', name: turn.tool, input: {} },
          { type: 'input_json_delta', partial_json: '{}' },
        ]
      : [
          { type: 'text', text: '' },
          { type: 'text_delta', text: turn.text },
        ];
  const stop_reason = 'tool' in turn ? 'tool_use' : 'end_turn';
  return [
    { type: 'message_start', message: message([]) },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 1 } },
    { type: 'message_stop' },
  ];
}

/** Answers requests outside the conversation, such as for a title. */
export function plainMessage(): object {
  return { ...message([{ type: 'text', text: 'Scripted.' }]), stop_reason: 'end_turn' };
}

function message(content: object[]): object {
  const usage = { input_tokens: 1, output_tokens: 1 };
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content,
    stop_reason: null,
    usage,
  };
}
