/** The program's own signs for terminals that know no others. */

const SIGNS: Readonly<Record<string, string>> = {
  ...{ '─': '-', '…': '...', '≥': '>=', '≤': '<=', '–': '-', '−': '-', '×': 'x', '±': '+/-', '→': '->', '·': '-' },
  ...{ '◆': '*', '░': '.', '▒': ':', '▓': '=', '█': '#', '▉': '#', '▊': '#', '▋': '#', '▌': '#' },
  ...{ '▍': '', '▎': '', '▏': '', '‘': "'", '’': "'", '“': '"', '”': '"' },
};

const SIGN = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'gu');

/** What the program draws and writes, in ASCII. Other characters, which only names can have, stay. */
export function inAscii(text: string): string {
  return text.replace(SIGN, (sign) => SIGNS[sign] ?? sign);
}
