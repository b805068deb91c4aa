package io.saleproof.server;

/**
 * A setting that can't be used; the message is the whole sentence for the operator, in one line,
 * and names the variable.
 */
public final class SettingMistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingMistake(String sentence) {
    // What is repeated from the environment must not break the one line.
    super(sentence.replaceAll("\\p{Cntrl}", "?"), null, false, false);
  }
}
