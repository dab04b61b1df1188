/** One cause of an Invalid status: `spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive`. */
export interface StatusCause {
  /** FieldValueInvalid, FieldValueRequired ... */
  readonly reason: string;
  /** Without the field path. */
  readonly message: string;
  readonly field: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
  readonly uid?: string;
}

/** The API server's answer to a request it refuses: a metav1.Status. */
export class StatusError extends Error {
  override readonly name = 'StatusError';

  constructor(
    readonly code: number,
    /** NotFound, AlreadyExists, Invalid, Conflict, Forbidden, BadRequest, InternalError ... */
    readonly reason: string,
    message: string,
    readonly details: StatusDetails = {},
    /** A next step for a person, shown by the CLI on its own line; never sent over the API. */
    readonly hint?: string,
  ) {
    super(message);
  }
}
