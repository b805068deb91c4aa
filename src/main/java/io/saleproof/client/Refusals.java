package io.saleproof.client;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;

/** The sentences for what stops a command before it has begun. */
final class Refusals {

  private Refusals() {}

  static Failure unreachable(URI url, Exception failure) {
    return Failure.of(
        switch (failure) {
          case UnknownHostException unknown -> "There is no host " + url.getHost() + ".";
          case ConnectException nobody ->
              "Nobody answers at " + url + ": is the shop running, and is --url right?";
          case SocketTimeoutException slow -> url + " did not answer in time.";
          case HttpTimeoutException slow -> url + " did not answer in time.";
          default -> "The connection to " + url + " broke off: " + failure.getMessage() + ".";
        });
  }

  /**
   * @param detail the server's own sentence, or an empty one
   */
  static Failure answered(URI url, int status, String detail) {
    return Failure.of(
        switch (status) {
          case 401 ->
              url
                  + " wants a valid token: give an admin's with --token or in "
                  + CommandLine.TOKEN_VARIABLE
                  + " (./scripts/token.sh admin makes one).";
          case 403 -> "The token's holder may not do this at " + url + ": an admin may.";
          default ->
              "%s answered %d%s".formatted(url, status, detail.isBlank() ? "." : ": " + detail);
        });
  }
}
