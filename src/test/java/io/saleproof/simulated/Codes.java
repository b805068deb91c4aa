package io.saleproof.simulated;

import java.util.Map;
import java.util.Set;

/** The server's error codes that the simulation answers with, or that tests ask for. */
public final class Codes {

  public static final int HOST_UNREACHABLE = 6;
  public static final int UNKNOWN_ERROR = 8;
  public static final int NOT_SIMULATED = 20;
  public static final int CURSOR_NOT_FOUND = 43;
  public static final int MAX_TIME_MS_EXPIRED = 50;
  public static final int COMMAND_NOT_FOUND = 59;
  public static final int WRITE_CONCERN_FAILED = 64;
  public static final int INVALID_OPTIONS = 72;
  public static final int UNSATISFIABLE_WRITE_CONCERN = 100;
  public static final int FAILED_TO_SATISFY_READ_PREFERENCE = 133;
  public static final int PRIMARY_STEPPED_DOWN = 189;
  public static final int TIME_PROOF_MISMATCH = 204;
  public static final int CLUSTER_TIME_FAILS_RATE_LIMITER = 205;
  public static final int KEY_NOT_FOUND = 211;
  public static final int NOT_WRITABLE_PRIMARY = 10107;
  public static final int INTERRUPTED_DUE_TO_REPL_STATE_CHANGE = 11602;
  public static final int NOT_PRIMARY_NO_SECONDARY_OK = 13435;

  static final String RETRYABLE_WRITE = "RetryableWriteError";

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(HOST_UNREACHABLE, "HostUnreachable"),
          Map.entry(UNKNOWN_ERROR, "UnknownError"),
          Map.entry(NOT_SIMULATED, "IllegalOperation"),
          Map.entry(CURSOR_NOT_FOUND, "CursorNotFound"),
          Map.entry(MAX_TIME_MS_EXPIRED, "MaxTimeMSExpired"),
          Map.entry(COMMAND_NOT_FOUND, "CommandNotFound"),
          Map.entry(WRITE_CONCERN_FAILED, "WriteConcernFailed"),
          Map.entry(INVALID_OPTIONS, "InvalidOptions"),
          Map.entry(UNSATISFIABLE_WRITE_CONCERN, "UnsatisfiableWriteConcern"),
          Map.entry(FAILED_TO_SATISFY_READ_PREFERENCE, "FailedToSatisfyReadPreference"),
          Map.entry(PRIMARY_STEPPED_DOWN, "PrimarySteppedDown"),
          Map.entry(TIME_PROOF_MISMATCH, "TimeProofMismatch"),
          Map.entry(CLUSTER_TIME_FAILS_RATE_LIMITER, "ClusterTimeFailsRateLimiter"),
          Map.entry(KEY_NOT_FOUND, "KeyNotFound"),
          Map.entry(NOT_WRITABLE_PRIMARY, "NotWritablePrimary"),
          Map.entry(INTERRUPTED_DUE_TO_REPL_STATE_CHANGE, "InterruptedDueToReplStateChange"),
          Map.entry(NOT_PRIMARY_NO_SECONDARY_OK, "NotPrimaryNoSecondaryOk"));

  /** After these a write may be sent again, if it is one of the retryable kind. */
  private static final Set<Integer> RETRYABLE =
      Set.of(6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436);

  private Codes() {}

  static String nameOf(int code) {
    return NAMES.getOrDefault(code, "Location" + code);
  }

  static boolean retryable(int code) {
    return RETRYABLE.contains(code);
  }
}
