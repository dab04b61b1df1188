/** The words of one listed rule. Quoted texts, braces and the commas between set elements are words of their own. */
export class Tokens {
  readonly words: readonly string[];
  position = 0;

  constructor(text: string) {
    this.words = split(text);
  }

  get done(): boolean {
    return this.position >= this.words.length;
  }

  peek(ahead = 0): string | undefined {
    return this.words[this.position + ahead];
  }

  next(): string | undefined {
    return this.words[this.position++];
  }

  /** Takes the next words if they are exactly these. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.words[this.position + index] === word)) return false;
    this.position += words.length;
    return true;
  }
}

/** A quoted text (nft escapes nothing in it), a brace, a comma between elements, or a run of other characters. */
const WORD = /"[^"]*"|[{}]|,(?=\s|$)|(?:[^\s"{},]|,(?!\s|$))+/g;

function split(text: string): string[] {
  return text.match(WORD) ?? [];
}
