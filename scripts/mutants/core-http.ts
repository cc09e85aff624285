import type { Mutant } from './mutant.ts';
import { conformance } from './mutant.ts';

const client = 'packages/core/src/http/vendor-client.ts';
const status = 'packages/core/src/http/read-status.ts';
const mustFail = [conformance.apixo];

/** With a key that is shorter than any real one. */
const secrets = 'packages/core/test/http/secrets.test.ts';

/** Bugs in how all adapters speak HTTP: they would cost money at every vendor. */
export const httpMutants: readonly Mutant[] = [
  {
    name: 'a submit that meets a 500 is sent again',
    file: client,
    find: 'Promise.race([this.#request(), this.#deadline.ended])',
    replace:
      'Promise.race([this.#request().then((first) => (first.status === 500 ? this.#request() : first)), this.#deadline.ended])',
    mustFail: Object.values(conformance),
  },
  {
    name: 'a request whose connection broke is sent again',
    file: client,
    find: 'Promise.race([this.#request(), this.#deadline.ended])',
    replace: 'Promise.race([this.#request().catch(() => this.#request()), this.#deadline.ended])',
    mustFail: Object.values(conformance),
  },
  {
    name: 'ky retries by itself',
    file: client,
    find: 'retry: 0,',
    replace: "retry: { limit: 1, methods: ['get', 'post'], delay: () => 0 },",
    mustFail,
  },
  {
    name: 'redirects are followed',
    file: client,
    find: "redirect: 'manual',",
    replace: "redirect: 'follow',",
    mustFail: Object.values(conformance),
  },
  {
    name: 'a 5xx counts as rejected',
    file: status,
    find: "if (operation !== 'submit') return outcomeWithoutProof(operation);",
    replace:
      "if (operation !== 'submit') return outcomeWithoutProof(operation);\n  if (status >= 500) return 'rejected';",
    mustFail: Object.values(conformance),
  },
  {
    name: 'a redirect counts as rejected',
    file: status,
    find: 'if (status >= 400 && status < 500 &&',
    replace: 'if (status >= 300 && status < 500 &&',
    mustFail,
  },
  {
    name: 'a vendor that was never reached counts as unknown',
    file: status,
    find: "if (neverReached.has(status)) return 'rejected';",
    replace: '',
    mustFail,
  },
  {
    name: 'an error of a poll counts as rejected',
    file: status,
    find: "return operation === 'poll' ? 'accepted' : 'rejected';",
    replace: "return 'rejected';",
    mustFail,
  },
  {
    name: 'a look-up that failed counts as rejected',
    file: status,
    find: "if (operation === 'submit' || operation === 'look-up') return 'unknown';",
    replace: "if (operation === 'submit') return 'unknown';",
    mustFail: [conformance.aimlapi],
  },
  {
    name: 'a time-out counts as rejected',
    file: client,
    find: "return this.#error({ code: 'timeout', outcome: inDoubt, message });",
    replace: "return this.#error({ code: 'timeout', outcome: 'rejected', message });",
    mustFail: Object.values(conformance),
  },
  {
    name: 'an aborted submit counts as rejected though it was sent',
    file: client,
    find: "const inDoubt = this.#sent ? outcomeWithoutProof(operation) : 'rejected';",
    replace:
      "const inDoubt = this.#sent && !this.#deadline.signal.aborted ? outcomeWithoutProof(operation) : 'rejected';",
    mustFail,
  },
  {
    name: 'a call that was aborted before it was sent counts as unknown',
    file: client,
    find: "const inDoubt = this.#sent ? outcomeWithoutProof(operation) : 'rejected';",
    replace: 'const inDoubt = outcomeWithoutProof(operation);',
    mustFail,
  },
  {
    name: 'an answer that cannot be read counts as rejected',
    file: client,
    find: 'outcome: outcomeWithoutProof(this.#call.operation),',
    replace: "outcome: 'rejected',",
    mustFail: Object.values(conformance),
  },
  {
    name: 'every broken connection counts as never sent',
    file: 'packages/core/src/http/to-system-cause.ts',
    find: "sent: beforeSending.has(code) || known === 'connect' ? 'no' : 'unknown',",
    replace: "sent: 'no',",
    mustFail: Object.values(conformance),
  },
  {
    name: 'a host that cannot be found leaves a submit in doubt',
    file: 'packages/core/src/http/to-system-cause.ts',
    find: "  'ENOTFOUND',\n  'EAI_AGAIN',",
    replace: '',
    mustFail,
  },
  {
    name: 'Retry-After is ignored',
    file: client,
    find: "retryAfterMs: toRetryAfterMs(response.headers.get('retry-after'), this.#clock.now()),",
    replace: '',
    mustFail: Object.values(conformance),
  },
  {
    name: 'Retry-After is read as milliseconds',
    file: status,
    find: 'Math.round(seconds * 1000)',
    replace: 'Math.round(seconds)',
    mustFail,
  },
  {
    name: 'the key is not removed from what a vendor says',
    file: client,
    find: 'const clean = (text: string): string => scrub(text, this.#key);',
    replace: 'const clean = (text: string): string => scrub(text, undefined);',
    // Real keys are removed from the whole body already; this is about short ones.
    mustFail: [secrets],
  },
  {
    name: 'the key is not removed from the request id',
    file: client,
    find: "scrub(response.headers.get('x-request-id') ?? '', this.#key) || undefined",
    replace: "response.headers.get('x-request-id') ?? undefined",
    mustFail: [secrets],
  },
  {
    name: 'what fetch threw is kept as the cause',
    file: client,
    find: '      cause,\n    });\n  }',
    replace: '      cause: error as never,\n    });\n  }',
    mustFail,
  },
  {
    name: 'failures are logged',
    file: client,
    find: 'const { operation, taskId } = this.#call;',
    replace:
      'const { operation, taskId } = this.#call;\n    console.warn(operation, details.code);',
    mustFail,
  },
  {
    name: 'bodies are read without limit',
    file: client,
    find: 'readCapped(response, maxBodyBytes, this.#deadline.signal)',
    replace: 'readCapped(response, Number.POSITIVE_INFINITY, this.#deadline.signal)',
    mustFail,
  },
  {
    name: 'time-outs go by the machine’s clock',
    file: client,
    find: 'const clock = options.clock ?? systemClock;',
    replace: 'const clock = systemClock;',
    mustFail,
  },
  {
    name: 'the time-out ends with the headers',
    file: client,
    find: 'const text = await Promise.race([',
    replace: 'this.#deadline.clear();\n      const text = await Promise.race([',
    mustFail,
  },
  {
    name: 'a finished call leaves its timer running',
    file: client,
    find: 'deadline.clear();',
    replace: '',
    mustFail,
  },
  {
    name: 'a missing key is sent as none',
    file: 'packages/core/src/http/api-key.ts',
    find: "if (trimmed !== '' && ",
    replace: "if (trimmed === '') return new Secret('none');\n  if (",
    mustFail: Object.values(conformance),
  },
  {
    name: 'a key that no header can carry is quoted',
    file: 'packages/core/src/http/api-key.ts',
    find: 'for spaces or quotes).`',
    replace: 'for spaces or quotes).` + trimmed',
    mustFail,
  },
];
