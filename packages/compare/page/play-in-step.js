/** A clip that is further off than this is moved; one that is less off is played faster or slower. */
const farSeconds = 0.3;
const nearSeconds = 0.02;
/** One frame of a clip at 24 frames per second, and a leap. */
const stepSeconds = 1 / 24;
const leapSeconds = 1;
/** Ready enough to show a picture, and to go on from it. */
const canPlay = 3;

/** A clip that is not ready by then starts when it is. */
const patienceMs = 1500;

/** Clips that play in step, by one button, one slider and the keyboard. */
class Player {
  /** The players of the page; only one plays at a time. @type {Player[]} */
  static #all = [];

  /** Where all clips are, in seconds; while they play, the longest one says it. */
  #position = 0;
  #playing = false;
  #near = false;
  #root;
  #stage;
  #button;
  #slider;
  #time;

  /** @param {Element} root */
  constructor(root) {
    this.#root = root;
    this.#stage = root.querySelector('[data-stage]');
    this.#button = root.querySelector('[data-play]');
    this.#slider = root.querySelector('[data-seek]');
    this.#time = root.querySelector('[data-time]');
    Player.#all.push(this);
    for (const video of root.querySelectorAll('video')) video.controls = false;
    for (const part of root.querySelectorAll('[data-controls], [data-repeats]')) {
      part.removeAttribute('hidden');
    }
    this.#listen();
    this.#chooseRepeat();
  }

  toggle() {
    if (this.#playing) this.pause();
    else this.play();
  }

  async play() {
    for (const other of Player.#all) if (other !== this) other.pause();
    this.#playing = true;
    this.#show();
    await Promise.all(this.#clips().map(becomeReady));
    if (!this.#playing) return;
    if (this.#position >= this.#end() - stepSeconds) this.#position = 0;
    this.#place();
    this.#start();
    requestAnimationFrame(() => this.#follow());
  }

  pause() {
    this.#playing = false;
    for (const video of this.#root.querySelectorAll('video')) {
      video.pause();
      video.playbackRate = 1;
    }
    this.#show();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.#position = Math.min(Math.max(seconds, 0), this.#end());
    this.#place();
    this.#show();
    if (this.#playing) this.#start();
  }

  /** Those that are shown and can be played, the longest first: it leads. */
  #clips() {
    return [...this.#root.querySelectorAll('video')]
      .filter((video) => video.src !== '' && !video.error && !video.closest('[hidden]'))
      .sort((one, other) => lengthOf(other) - lengthOf(one));
  }

  #end() {
    return lengthOf(this.#clips()[0]);
  }

  #start() {
    for (const video of this.#clips()) {
      // A clip that is paused while it starts says so; that is no error.
      if (this.#position < lengthOf(video)) video.play().catch(() => {});
    }
  }

  /** Keeps the clips with the longest one, and begins again when that is over. */
  #follow() {
    if (!this.#playing) return;
    const [leader, ...others] = this.#clips();
    if (leader?.ended) {
      this.#position = 0;
      this.#place();
      this.#start();
    } else if (leader) {
      this.#position = leader.currentTime;
      for (const video of others) align(video, this.#position);
    }
    this.#show();
    requestAnimationFrame(() => this.#follow());
  }

  #place() {
    for (const video of this.#clips()) {
      video.preload = 'auto';
      video.playbackRate = 1;
      if (video.readyState > 0) video.currentTime = Math.min(this.#position, lengthOf(video));
    }
  }

  #show() {
    const [position, total] = [this.#position.toFixed(2), this.#end()];
    this.#button?.setAttribute('aria-label', this.#playing ? 'Pause' : 'Play');
    this.#button?.classList.toggle('playing', this.#playing);
    if (this.#time) this.#time.textContent = total > 0 ? `${position} / ${total.toFixed(2)} s` : '';
    if (!(this.#slider instanceof HTMLInputElement)) return;
    this.#slider.max = String(total || 1);
    this.#slider.value = position;
    this.#slider.setAttribute('aria-valuetext', `${position} of ${total.toFixed(2)} seconds`);
  }

  #chooseRepeat() {
    const chosen = this.#root.querySelector('[data-repeats] input:checked');
    if (!(chosen instanceof HTMLInputElement)) return;
    this.pause();
    for (const sample of this.#root.querySelectorAll('[data-repeat]')) {
      sample.toggleAttribute('hidden', sample.getAttribute('data-repeat') !== chosen.value);
    }
    this.seek(this.#position);
    this.#load();
  }

  /** First pictures are loaded when the player comes near: a page may hold hundreds of clips. */
  #load() {
    if (!this.#near) return;
    for (const video of this.#clips()) if (video.preload === 'none') video.preload = 'metadata';
  }

  #listen() {
    this.#button?.addEventListener('click', () => this.toggle());
    this.#slider?.addEventListener('input', ({ target }) => {
      if (target instanceof HTMLInputElement) this.seek(Number(target.value));
    });
    this.#root
      .querySelector('[data-repeats]')
      ?.addEventListener('change', () => this.#chooseRepeat());
    this.#stage?.addEventListener('click', ({ target }) => {
      if (target instanceof HTMLVideoElement) this.toggle();
    });
    this.#stage?.addEventListener('keydown', (event) => this.#press(event));
    // Media events do not bubble.
    this.#root.addEventListener('emptied', () => this.#reset(), true);
    this.#root.addEventListener('loadedmetadata', ({ target }) => this.#arrive(target), true);
    this.#root.addEventListener('error', ({ target }) => this.#lose(target), true);
    new IntersectionObserver(
      (entries) => {
        this.#near ||= entries.some((entry) => entry.isIntersecting);
        this.#load();
      },
      { rootMargin: '400px' },
    ).observe(this.#root);
  }

  /** Another clip was put in the place of one: it starts from its beginning. */
  #reset() {
    this.pause();
    this.#position = 0;
    this.#show();
  }

  /** @param {EventTarget | null} target */
  #arrive(target) {
    if (target instanceof HTMLVideoElement && this.#position > 0) {
      target.currentTime = Math.min(this.#position, lengthOf(target));
    }
    this.#show();
  }

  /** @param {EventTarget | null} target */
  #lose(target) {
    if (!(target instanceof HTMLVideoElement)) return;
    target.classList.add('lost');
    target.title = 'This browser cannot play the clip.';
    this.#show();
  }

  /** @param {Event} event */
  #press(event) {
    if (!(event instanceof KeyboardEvent) || event.target !== this.#stage) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? leapSeconds : stepSeconds;
    const actions = new Map([
      [' ', () => this.toggle()],
      ['ArrowLeft', () => this.seek(this.#position - step)],
      ['ArrowRight', () => this.seek(this.#position + step)],
      ['Home', () => this.seek(0)],
      ['End', () => this.seek(this.#end())],
    ]);
    const action = actions.get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  }
}

for (const root of document.querySelectorAll('[data-player]')) new Player(root);

/**
 * Brings a clip to where the leader is; one that is over stays on its last picture.
 *
 * @param {HTMLVideoElement} video
 * @param {number} position
 */
function align(video, position) {
  if (position >= lengthOf(video) || video.seeking) return;
  if (video.paused) video.play().catch(() => {});
  const ahead = video.currentTime - position;
  if (Math.abs(ahead) > farSeconds) video.currentTime = position;
  const rate = Math.abs(ahead) > nearSeconds ? 1 - Math.max(-0.5, Math.min(0.5, ahead * 2)) : 1;
  if (video.playbackRate !== rate) video.playbackRate = rate;
}

/** @param {HTMLVideoElement | undefined} video */
function lengthOf(video) {
  return video && Number.isFinite(video.duration) ? video.duration : 0;
}

/**
 * Waits until a clip can be played or surely cannot, though not for long: some browsers load nothing
 * before they are told to play.
 *
 * @param {HTMLVideoElement} video
 * @returns {Promise<void>}
 */
function becomeReady(video) {
  if (video.readyState >= canPlay || video.error || video.ended) return Promise.resolve();
  return new Promise((resolve) => {
    for (const name of ['canplay', 'error', 'emptied']) {
      video.addEventListener(name, () => resolve(), { once: true });
    }
    setTimeout(resolve, patienceMs);
    video.preload = 'auto';
  });
}
