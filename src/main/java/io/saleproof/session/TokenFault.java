package io.saleproof.session;

import java.util.Locale;

/** Why a token is ignored. The code is what the client is told and what is counted. */
public enum TokenFault {
  /** It is no token: cut, too long, or of another form or version. */
  MALFORMED,
  /** None of this shop's keys has signed it as it is. */
  FORGED,
  /** It is of another cluster of this shop's keys. */
  FOREIGN,
  /** Its times are ahead of any that can be. */
  FUTURE,
  /** The database refused its times. */
  REFUSED;

  /** As in {@code Session-Warning}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
