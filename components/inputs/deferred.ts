// A promise that is made before what will settle it.

export class Deferred<T> {
  readonly promise: Promise<T>;
  private settle!: (value: T | Promise<T>) => void;

  constructor() {
    this.promise = new Promise((resolve) => (this.settle = resolve));
    // Whoever awaits it is told of a failure; a component that is switched off has nobody who does.
    this.promise.catch(() => undefined);
  }

  /** Settles as `other` does. */
  follow(other: Promise<T>): void {
    this.settle(other);
  }
}
