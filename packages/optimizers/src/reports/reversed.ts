import { defineReportFigure } from "./shared.js";

/** Counts the steps that went the other way. */
export const reversed = defineReportFigure({
  kind: "count",
  field: "reversals",
  title: "reversals",
  about: "steps turned around",
  head: "reversed",
  verb: "reversed",
});
