package io.saleproof.http;

/**
 * Carries a {@link Problem} from where input is read to the one place that answers. For what a
 * client did wrong, not for broken infrastructure; it has no stack trace.
 */
public final class ProblemException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
