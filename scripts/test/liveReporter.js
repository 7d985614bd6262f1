// Says what each test of a long suite did as soon as it is over, and what it does now; jest itself is silent until a file has ended.
module.exports = class LiveReporter {
  constructor() {
    this.start = Date.now();
  }

  say(text) {
    const seconds = ((Date.now() - this.start) / 1000).toFixed(0).padStart(5);
    process.stderr.write(`[${seconds} s] ${text}\n`);
  }

  onTestCaseStart(_test, { ancestorTitles, title }) {
    this.say(`...  ${[...ancestorTitles, title].join(" > ")}`);
  }

  onTestCaseResult(_test, { status, ancestorTitles, title, duration, failureMessages }) {
    if (status === "pending") return;
    this.say(`${status === "passed" ? "ok  " : "FAIL"} ${[...ancestorTitles, title].join(" > ")} (${((duration ?? 0) / 1000).toFixed(1)} s)`);
    for (const message of failureMessages) this.say(message);
  }
};
