// A peer that speaks the protocol and computes nothing. Its argument says how it misbehaves.
import { createInterface } from "node:readline";

const mood = process.argv[2];
const answers = {
  hello: () => ({ versions: { fake: "1.2.3" } }),
  load: ({ work }) => {
    if (mood === "dies") process.exit(3);
    if (mood === "differs") return { variants: [], refused: [{ name: "fake", why: "its numbers differ from ours" }] };
    if (mood === "cannot") return { variants: [], refused: [{ name: "", why: "it has no derivatives" }] };
    return { variants: [{ name: `fake ${work.kind}`, counts: mood !== "trick", ms: 2 }], refused: [] };
  },
  time: ({ repeats }) =>
    mood === "errs" ? { error: "no time" } : { ms: Array.from({ length: repeats }, (_, k) => k) },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  process.stderr.write(`asked to ${asked.do}\n`);
  process.stdout.write(`${JSON.stringify(answers[asked.do](asked))}\n`);
});
