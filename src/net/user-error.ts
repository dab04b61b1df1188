/** Something the person did or gave that cannot be worked with. Not a bug: shown without a stack trace. */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  constructor(
    message: string,
    /** 1: the answer is no; 2: wrong usage or unreadable input. */
    readonly exitCode: 1 | 2 = 2,
    /** The next step, shown on its own line. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
