/**
 * @typedef {{ sample: string, provider: string, repeat: number, element: string }} Clip
 * @typedef {{ id: string, prompt: string, clips: Clip[] }} Request
 * @typedef {{ requestId: string, shown: [string, string] }} Pair
 * @typedef {Pair & { chosen?: string, at: number }} Vote
 * @typedef {{ runId: string, requests: Request[] }} Data
 */

/** The vote of a run: deals the pairs, counts, and keeps the votes in this browser. */
class BlindVote {
  #root;
  #key;
  #requests;
  #pairs;
  #votes;
  #resultsShown = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    /** @type {Data} */
    const data = JSON.parse(root.querySelector('[data-vote-data]')?.textContent ?? '');
    this.#key = `vidgate-votes:${data.runId}`;
    this.#requests = data.requests;
    this.#pairs = shuffle(toPairs(data.requests));
    const known = new Set(this.#pairs.map(toKey));
    this.#votes = read(this.#key).filter((vote) => known.has(toKey(vote)));
    this.#listen();
    root.hidden = false;
    this.#refresh();
  }

  #listen() {
    const actions = {
      start: () => this.#start(),
      undo: () => this.#undo(),
      show: () => this.#toggleResults(),
      download: () => download('votes.json', `${JSON.stringify(this.#votes, null, 2)}\n`),
    };
    for (const [name, action] of Object.entries(actions)) {
      this.#part(name).addEventListener('click', action);
    }
    for (const button of this.#root.querySelectorAll('[data-choice]')) {
      button.addEventListener('click', () => this.#vote(button.getAttribute('data-choice')));
    }
    this.#part('panel').addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const choice = new Map([
        ['1', '0'],
        ['2', '1'],
        ['0', 'none'],
      ]).get(event.key);
      if (choice) this.#vote(choice);
    });
  }

  #start() {
    this.#part('panel').hidden = false;
    this.#deal();
    // The button is gone; the keys go on from the clips.
    const stage = this.#root.querySelector('[data-stage]');
    if (stage instanceof HTMLElement) stage.focus();
  }

  #undo() {
    this.#votes.pop();
    this.#save();
    this.#deal();
  }

  #toggleResults() {
    this.#resultsShown = !this.#resultsShown;
    this.#refresh();
  }

  /** @param {string | null} choice */
  #vote(choice) {
    const pair = this.#next();
    if (!pair || this.#part('panel').hidden) return;
    const chosen = choice === '0' || choice === '1' ? pair.shown[Number(choice)] : undefined;
    this.#votes.push({ ...pair, ...(chosen ? { chosen } : {}), at: Date.now() });
    this.#save();
    this.#deal();
  }

  /** The first pair without a vote. */
  #next() {
    const done = new Set(this.#votes.map(toKey));
    return this.#pairs.find((pair) => !done.has(toKey(pair)));
  }

  #deal() {
    const pair = this.#next();
    this.#part('panel').hidden = !pair;
    if (pair) this.#present(pair);
    else this.#resultsShown = true;
    this.#refresh();
  }

  /** @param {Pair} pair */
  #present({ requestId, shown }) {
    const request = this.#requests.find(({ id }) => id === requestId);
    this.#part('prompt').textContent = request?.prompt ?? '';
    for (const [side, sample] of shown.entries()) {
      const element = request?.clips.find((clip) => clip.sample === sample)?.element ?? '';
      const source = document.getElementById(element)?.getAttribute('src') ?? '';
      this.#root.querySelector(`video[data-side="${side}"]`)?.setAttribute('src', source);
    }
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const play = this.#root.querySelector('[data-play]');
    // The clips of the pair before are let go first: their end would stop these.
    if (play instanceof HTMLElement) setTimeout(() => play.click());
  }

  #save() {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#votes));
    } catch {
      // A browser may keep nothing; the votes can still be downloaded.
    }
  }

  #refresh() {
    const count = this.#votes.length;
    const total = this.#pairs.length;
    this.#part('start').textContent = count > 0 ? 'Go on voting' : 'Start voting';
    this.#part('start').hidden = !this.#part('panel').hidden || !this.#next();
    this.#part('progress').textContent = `Pair ${Math.min(count + 1, total)} of ${total}`;
    for (const name of ['actions', 'hint']) this.#part(name).hidden = count === 0;
    this.#part('show').textContent = this.#resultsShown ? 'Hide results' : 'Show results';
    const results = this.#part('results');
    results.hidden = !this.#resultsShown || count === 0;
    results.replaceChildren(...(results.hidden ? [] : [toResults(this.#requests, this.#votes)]));
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  #part(name) {
    const found = this.#root.querySelector(`[data-vote-${name}]`);
    if (found instanceof HTMLElement) return found;
    throw new Error(`The page has no part "${name}" of the vote.`);
  }
}

const section = document.querySelector('[data-vote]');
if (section instanceof HTMLElement) new BlindVote(section);

/**
 * Every two clips of one request and one run, of different providers, each pair in a random order.
 *
 * @param {Request[]} requests
 * @returns {Pair[]}
 */
function toPairs(requests) {
  return requests.flatMap(({ id, clips }) =>
    clips.flatMap((one, index) =>
      clips
        .slice(index + 1)
        .filter(({ repeat, provider }) => repeat === one.repeat && provider !== one.provider)
        .map((other) => ({ requestId: id, shown: toOrder(one.sample, other.sample) })),
    ),
  );
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {[string, string]}
 */
function toOrder(one, other) {
  return Math.random() < 0.5 ? [one, other] : [other, one];
}

/**
 * How often each provider's clip was the better one.
 *
 * @param {Request[]} requests
 * @param {Vote[]} votes
 */
function toResults(requests, votes) {
  const clips = requests.flatMap((request) => request.clips);
  const providerOf = new Map(clips.map(({ sample, provider }) => [sample, provider]));
  const providers = [...new Set(clips.map(({ provider }) => provider))];
  const list = document.createElement('ul');
  list.className = 'results';
  for (const provider of providers) {
    const seen = votes.filter(({ shown }) => shown.some((id) => providerOf.get(id) === provider));
    const won = seen.filter(({ chosen }) => chosen && providerOf.get(chosen) === provider).length;
    const ties = seen.filter(({ chosen }) => !chosen).length;
    list.append(toResult(provider, `better in ${won} of ${seen.length}, no difference in ${ties}`));
  }
  return list;
}

/**
 * @param {string} provider
 * @param {string} text
 */
function toResult(provider, text) {
  const item = document.createElement('li');
  const name = document.createElement('bdi');
  name.textContent = provider;
  item.append(name, `: ${text}`);
  return item;
}

/**
 * The votes of this browser; anything that is none, such as what another version kept, is left out.
 *
 * @param {string} key
 * @returns {Vote[]}
 */
function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]');
    return kept.filter((/** @type {Vote} */ { shown, at }) => shown.length === 2 && at > 0);
  } catch {
    return [];
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function download(name, text) {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.click();
  // The browser has taken it over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * The same for both orders of a pair.
 *
 * @param {Pair} pair
 */
function toKey({ shown }) {
  return JSON.stringify([...shown].sort());
}

/**
 * @template T
 * @param {T[]} items
 * @returns {T[]}
 */
function shuffle(items) {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    const [one, two] = [shuffled[last], shuffled[other]];
    if (one === undefined || two === undefined) continue;
    shuffled[last] = two;
    shuffled[other] = one;
  }
  return shuffled;
}
