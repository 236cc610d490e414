const BUTTONS = /<button[^>]*>([^<]*)<\/button>/g;
const BLOCKS = /<\/?(?:h1|p|ul|li|form|label|main)\b[^>]*>/g;

/** A page as a browser shows it: its text, and at most one form. */
export class Page {
  constructor(
    readonly url: URL,
    readonly status: number,
    readonly headers: Headers,
    readonly markup: string,
  ) {}

  get title(): string {
    return decode(/<title>([^<]*)<\/title>/.exec(this.markup)?.[1] ?? '');
  }

  /** The visible text, one line for each block. */
  get text(): string {
    const body = /<body>([\s\S]*)<\/body>/.exec(this.markup)?.[1] ?? this.markup;
    return decode(
      body
        .replace(/\s+/g, ' ')
        .replace(BUTTONS, ' [$1] ')
        .replace(BLOCKS, '\n')
        .replace(/<[^>]*>/g, ''),
    )
      .split('\n')
      .map((line) => line.replace(/ +/g, ' ').trim())
      .filter(Boolean)
      .join('\n');
  }

  /** Where the form posts to. */
  get formAction(): URL {
    const action = /<form[^>]*\baction="([^"]*)"/.exec(this.markup)?.[1];
    if (action === undefined) throw new Error(`There is no form on the page "${this.title}": ${this.text}`);
    return new URL(decode(action), this.url);
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(markup: string): string {
  return markup.replace(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
