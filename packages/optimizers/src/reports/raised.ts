import { defineReportFigure } from "./shared.js";

/** Counts the steps whose tentative point was judged to raise the loss. */
export const raised = defineReportFigure({
  kind: "count",
  field: "raised",
  title: "steps that raised the loss",
  about: "steps whose tentative point was judged to raise the loss",
});
