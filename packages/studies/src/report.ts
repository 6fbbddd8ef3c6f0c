export { renderReport, type ReportInput } from "./report/report.js";
