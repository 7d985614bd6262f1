// A promise that is made before what will settle it.
import { Deferred } from "../../components/inputs/deferred";

it("resolves as what it follows", async () => {
  const deferred = new Deferred<number>();
  deferred.follow(Promise.resolve(7));
  expect(await deferred.promise).toBe(7);
});

it("rejects as what it follows", async () => {
  const deferred = new Deferred<number>();
  deferred.follow(Promise.reject(new Error("no way to the hosts")));
  await expect(deferred.promise).rejects.toThrow("no way to the hosts");
});

it("waits until it follows something", async () => {
  const deferred = new Deferred<number>();
  expect(await Promise.race([deferred.promise, new Promise((resolve) => setImmediate(() => resolve("nothing yet")))])).toBe("nothing yet");
});

it("fails nobody's program while nobody asks for it", async () => {
  const deferred = new Deferred<number>();
  deferred.follow(Promise.reject(new Error("no way to the hosts")));
  // An unhandled rejection would fail this test by now.
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  await expect(deferred.promise).rejects.toThrow("no way to the hosts");
});
