import { nextTurn, type Turn } from './script.js';

interface Tool {
  type: string;
  name?: string;
  function?: { name: string };
  tools?: Tool[];
}
interface ChatRequest {
  tools?: Tool[];
  messages: { role: string }[];
}
interface ResponsesRequest {
  tools?: Tool[];
  input: { type?: string }[] | string;
}

const USAGE = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };

/** @see https://platform.openai.com/docs/api-reference/chat-streaming */
export function chatCompletion({ tools = [], messages }: ChatRequest): object {
  const turn = nextTurn({
    tools: tools.flatMap((tool) => tool.function?.name ?? []),
    answered: messages.some(({ role }) => role === 'tool'),
  });
  const calls = 'tool' in turn && [
    { index: 0, id: 'call_1', type: 'function', function: { name: turn.tool, arguments: '{}' } },
  ];
  return {
    id: 'chat_1',
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          ...('text' in turn ? { content: turn.text } : { content: null, tool_calls: calls }),
        },
        finish_reason: calls ? 'tool_calls' : 'stop',
      },
    ],
    usage: USAGE,
  };
}

/** The same answer as a stream of two chunks. */
export function chatChunks(request: ChatRequest): object[] {
  const { choices, usage, ...rest } = chatCompletion(request) as {
    choices: { message: object; finish_reason: string }[];
    usage: object;
  };
  const chunk = { ...rest, object: 'chat.completion.chunk' };
  const { message, finish_reason } = choices[0]!;
  return [
    { ...chunk, choices: [{ index: 0, delta: message, finish_reason: null }] },
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason }], usage },
  ];
}

/** @see https://platform.openai.com/docs/api-reference/responses-streaming */
export function responseEvents({ tools = [], input }: ResponsesRequest): object[] {
  const names = tools.flatMap((tool) =>
    // Codex groups the tools of one MCP server under a namespace.
    tool.type === 'namespace'
      ? (tool.tools ?? []).map(({ name }) => `${tool.name}\n${name}`)
      : (tool.name ?? []),
  );
  const answered = Array.isArray(input) && input.some(({ type }) => type === 'function_call_output');
  const item = toItem(nextTurn({ tools: names, answered }));
  const response = {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'scripted',
    output: [] as object[],
  };
  return [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    {
      type: 'response.completed',
      response: {
        ...response,
        status: 'completed',
        output: [item],
        usage: {
          input_tokens: 1,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 1,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 2,
        },
      },
    },
  ].map((event, sequence_number) => ({ ...event, sequence_number }));
}

function toItem(turn: Turn): object {
  if ('text' in turn) {
    const content = [{ type: 'output_text', text: turn.text, annotations: [] }];
    return { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content };
  }
  const [namespace, name] = turn.tool.includes('\n') ? turn.tool.split('\n') : [undefined, turn.tool];
  const call = { id: 'fc_1', call_id: 'call_1', name, arguments: '{}', status: 'completed' };
  return { type: 'function_call', ...call, ...(namespace ? { namespace } : {}) };
}
