import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { listen, readBody, type Listening } from '../support/ports.js';
import { messageEvents, plainMessage } from './anthropic.js';
import { generateContent } from './gemini.js';
import { chatChunks, chatCompletion, responseEvents } from './openai.js';

/** The model name that every client is configured with. */
export const MODEL = 'scripted';

type Event = object & { type?: string };

/** Starts a model that follows a script, in the wire formats of three vendors. */
export function startModel(seconds = 0): Promise<Listening> {
  return listen((request, response) => {
    setTimeout(seconds * 1000)
      .then(() => answer(request, response))
      .catch((error: unknown) => json(response, { error: String(error) }, 500));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await readBody(request)).toString();
  const path = (request.url ?? '').split('?')[0]!;
  const conversation = (body ? JSON.parse(body) : {}) as { stream?: boolean } & Parameters<
    typeof chatChunks
  >[0] &
    Parameters<typeof responseEvents>[0] &
    Parameters<typeof messageEvents>[0] &
    Parameters<typeof generateContent>[0];
  if (path.endsWith('/chat/completions')) {
    if (conversation.stream) events(response, [...chatChunks(conversation)], '[DONE]');
    else json(response, chatCompletion(conversation));
  } else if (path.endsWith('/responses')) {
    events(response, responseEvents(conversation));
  } else if (path.endsWith('/messages')) {
    if (conversation.stream) events(response, messageEvents(conversation));
    else json(response, plainMessage());
  } else if (path.endsWith('/count_tokens')) {
    json(response, { input_tokens: 1 });
  } else if (path.endsWith(':streamGenerateContent')) {
    events(response, [generateContent(conversation)]);
  } else if (path.endsWith(':generateContent')) {
    json(response, generateContent(conversation));
  } else if (path.endsWith('/models')) {
    json(response, { object: 'list', data: [{ id: MODEL, object: 'model' }], models: [] });
  } else {
    json(response, { error: { message: `The scripted model does not know ${path}.` } }, 404);
  }
}

function json(response: ServerResponse, content: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

function events(response: ServerResponse, all: Event[], end?: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of all) {
    if (event.type) response.write(`event: ${event.type}\n`);
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end(end && `data: ${end}\n\n`);
}
