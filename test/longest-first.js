const { default: Sequencer } = require('@jest/test-sequencer');

/** The tests that run whole sagas through all that can befall them: each takes as long as some fifty other files. */
const LONGEST = ['/test/matrix/', '/test/runtime/ledger.', '/test/adversarial/'];

/**
 * Starts the longest tests first. By itself Jest goes by how long they took last time, which a fresh clone cannot
 * know: it goes by size there, and the longest of all, a small file, runs alone at the end.
 */
module.exports = class LongestFirst extends Sequencer {
  /** @override @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    /** @param {{ path: string }} test */
    const rank = (test) => {
      const at = LONGEST.findIndex((part) => test.path.replaceAll('\\', '/').includes(part));
      return at < 0 ? LONGEST.length : at;
    };
    const sorted = /** @type {import('@jest/test-result').Test[]} */ (super.sort(tests));
    return sorted.sort((left, right) => rank(left) - rank(right));
  }
};
