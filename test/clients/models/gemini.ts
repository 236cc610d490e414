import { nextTurn } from './script.js';

interface GenerateRequest {
  tools?: { functionDeclarations?: { name: string }[] }[];
  contents: { parts: { functionResponse?: object }[] }[];
}

/** @see https://ai.google.dev/api/generate-content */
export function generateContent({ tools = [], contents }: GenerateRequest): object {
  const turn = nextTurn({
    tools: tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations.map(({ name }) => name)),
    answered: contents.some(({ parts }) => parts.some(({ functionResponse }) => functionResponse)),
  });
  const part = 'tool' in turn ? { functionCall: { name: turn.tool, args: turn.input } } : { text: turn.text };
  return {
    candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    modelVersion: 'scripted',
  };
}
