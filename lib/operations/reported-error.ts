export interface ReportedError {
  readonly error: string;
  readonly cause: string;
}
