const { default: Sequencer } = require('@jest/test-sequencer');

/** The tests that run whole sagas through all that can befall them: each takes as long as some fifty other files. */
const LONGEST = ['/test/matrix/', '/test/runtime/saga-log.', '/test/adversarial/'];

/**
 * Starts the longest tests first. By itself Jest goes by how long they took last time, which a fresh clone cannot
 * know: it goes by size there, and the longest of all, a small file, runs alone at the end.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((part) => path.replaceAll('\\', '/').includes(part));
      return at < 0 ? LONGEST.length : at;
    };
    return super.sort(tests).sort((left, right) => rank(left) - rank(right));
  }
};
