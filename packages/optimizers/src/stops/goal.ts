import { number } from "@uphill/core";
import { defineStop, type ToldLoss } from "./stop.js";

/**
 * Ends the run behind the first step that was told a loss of at most `loss`, and recommends the point where it was told. What counts is what
 * the optimizer sees: the loss of its batch, or one made of shots. A device tells no other. Of noisy losses the lowest may be low by chance;
 * figures of the result tell the exact one at the same point.
 */
export const goal = defineStop({
  name: "goal",
  about: "Ends a run once a loss that the optimizer saw is at most so much; the point where it saw that is what counts",
  options: {
    /** The loss to come to. */
    loss: number({ default: 0, about: "The loss to come to" }),
  },
  required: ["loss"],
  endsAtLoss: true,
  words: ({ loss }) => `stopped at a loss of ${loss}`,
  init: (): { readonly lowest: ToldLoss | null } => ({ lowest: null }),
  see: ({ lowest }, { told }) => ({
    lowest: told.reduce((low, one) => (low !== null && low.value <= one.value ? low : one), lowest),
  }),
  reached: ({ lowest }, { loss }) => lowest !== null && lowest.value <= loss,
  recommend: ({ lowest }, { loss }) => (lowest !== null && lowest.value <= loss ? lowest.theta : null),
});
