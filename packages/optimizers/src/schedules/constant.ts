import { defineSchedule } from "../schedule.js";

/** Keeps the learning rate as it is: factor 1. */
export const constant = defineSchedule({ name: "constant", options: {}, factor: () => 1 });
