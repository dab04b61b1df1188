/** What a tool printed and how it ended. */
export interface ToolRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Collects what a tool prints, line by line. */
export class Screen {
  #out = '';
  #err = '';

  out(line: string): void {
    this.#out += `${line}\n`;
  }

  err(line: string): void {
    this.#err += `${line}\n`;
  }

  ended(exitCode: number): ToolRun {
    return { stdout: this.#out, stderr: this.#err, exitCode };
  }
}
