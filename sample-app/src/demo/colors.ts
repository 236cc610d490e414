/** Colors are used only on a terminal, and not with NO_COLOR: https://no-color.org */
export const isTerminal = process.stdout.isTTY;
const isColorful = isTerminal && !process.env['NO_COLOR'];

const paint = (code: string) => (text: string) => (isColorful ? `\u001b[${code}m${text}\u001b[0m` : text);

export const dim = paint('2');
export const bold = paint('1');
export const green = paint('32');
export const red = paint('31');
export const heading = paint('1;36');
